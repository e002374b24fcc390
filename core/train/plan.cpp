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

std::vector<std::size_t> rowsOfStep(const TrainingPlan& plan, const base::Seed& shuffleSeed, std::uint64_t step)
{
    const std::size_t rows = plan.data.rows();
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (plan.isFullBatch()) {
        return order;
    }
    const std::size_t size = plan.rowsPerStep();
    const std::size_t stepsPerEpoch = (rows + size - 1) / size;
    base::SeededRandom random(shuffleSeed, {base::Purpose::Shuffle, step / stepsPerEpoch, 0});
    for (std::size_t i = rows; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    const std::size_t first = (step % stepsPerEpoch) * size;
    const std::size_t count = std::min(size, rows - first);
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

} // namespace cg::train
