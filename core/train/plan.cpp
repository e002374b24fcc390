// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/plan.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace cg::train {

namespace {

base::Error refused(std::string reason)
{
    return {base::ErrorCode::InvalidArgument, std::move(reason)};
}

base::Result<void> checkOptimizer(const Optimizer& optimizer)
{
    if (!(optimizer.rate >= kLeastRate && optimizer.rate <= kMaxRate)) {
        return refused("the learning rate " + std::to_string(optimizer.rate) + " is not from 1e-9 to 1000");
    }
    const double momentum = optimizer.momentum;
    if (!(momentum == 0.0 || (momentum >= kLeastMomentum && momentum < 1.0))) {
        return refused("the momentum " + std::to_string(momentum) + " is neither 0 nor from 0.001 to below 1");
    }
    return {};
}

} // namespace

std::size_t TrainingPlan::rowsPerStep() const
{
    return batchSize == 0 ? data.rows() : batchSize;
}

base::Result<void> TrainingPlan::check() const
{
    CG_CHECK(network.check());
    CG_CHECK(data.check());
    CG_CHECK(checkOptimizer(optimizer));
    if (data.inputCount != network.inputs) {
        return refused("the data have " + std::to_string(data.inputCount) + " inputs a row, the network has " +
                       std::to_string(network.inputs));
    }
    if (data.targetCount != network.outputs()) {
        return refused("the data have " + std::to_string(data.targetCount) + " targets a row, the network has " +
                       std::to_string(network.outputs()) + " outputs");
    }
    if (batchSize > data.rows()) {
        return refused("a mini-batch of " + std::to_string(batchSize) + " rows is larger than the data, which have " +
                       std::to_string(data.rows()));
    }
    return {};
}

void encode(const TrainingPlan& plan, base::ByteWriter& writer)
{
    encode(plan.network, writer);
    writer.f64(plan.optimizer.rate);
    writer.f64(plan.optimizer.momentum);
    writer.u64(plan.batchSize);
    encode(plan.data, writer);
}

base::Result<TrainingPlan> decodePlan(base::ByteReader& reader)
{
    TrainingPlan plan;
    CG_TRY(plan.network, model::decodeNetwork(reader));
    CG_TRY(plan.optimizer.rate, reader.finite());
    CG_TRY(plan.optimizer.momentum, reader.finite());
    CG_TRY(const std::uint64_t batchSize, reader.u64());
    if (batchSize > data::kMaxRows) {
        return reader.damaged("a mini-batch of " + std::to_string(batchSize) + " rows");
    }
    plan.batchSize = static_cast<std::size_t>(batchSize);
    CG_TRY(plan.data, data::decodeDataset(reader));
    if (const auto sound = plan.check(); !sound) {
        return reader.damaged("a training plan that cannot be: " + sound.error().message);
    }
    return plan;
}

BatchOrder::BatchOrder(const TrainingPlan& plan, const base::Seed& shuffleSeed)
    : m_seed(shuffleSeed), m_rowsPerStep(plan.rowsPerStep()), m_order(plan.data.rows())
{
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
}

std::span<const std::size_t> BatchOrder::rowsOf(std::uint64_t step)
{
    const std::size_t rows = m_order.size();
    if (m_rowsPerStep == rows) {
        return m_order;
    }
    const std::size_t stepsPerEpoch = (rows + m_rowsPerStep - 1) / m_rowsPerStep;
    if (m_epoch != step / stepsPerEpoch) {
        shuffle(step / stepsPerEpoch);
    }
    const std::size_t first = (step % stepsPerEpoch) * m_rowsPerStep;
    return std::span<const std::size_t>(m_order).subspan(first, std::min(m_rowsPerStep, rows - first));
}

void BatchOrder::shuffle(std::uint64_t epoch)
{
    // From the order of the data, not from that of the epoch before: any epoch can be had at once.
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    base::SeededRandom random(m_seed, {base::Purpose::Shuffle, epoch, 0});
    for (std::size_t i = m_order.size(); i > 1; --i) {
        std::swap(m_order[i - 1], m_order[random.below(i)]);
    }
    m_epoch = epoch;
}

std::vector<std::size_t> rowsOfStep(const TrainingPlan& plan, const base::Seed& shuffleSeed, std::uint64_t step)
{
    BatchOrder order(plan, shuffleSeed);
    const std::span<const std::size_t> rows = order.rowsOf(step);
    return {rows.begin(), rows.end()};
}

} // namespace cg::train
