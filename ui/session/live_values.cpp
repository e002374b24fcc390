// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/live_values.h"

#include "ui/session/decision_maps.h"

#include <utility>

namespace cg::ui {

namespace {

constexpr std::size_t kMostLosses = 1000;
/// Of the losses that came since the last look: more than that nobody could tell apart.
constexpr std::size_t kMostNewLosses = 100;
constexpr std::chrono::milliseconds kWeightInterval{200};

std::uint64_t numbersIn(const model::Weights& weights)
{
    std::uint64_t numbers = 0;
    for (const model::LayerWeights& layer : weights) {
        numbers += layer.bias.size();
        for (const std::vector<double>& unit : layer.weights) {
            numbers += unit.size();
        }
    }
    return numbers;
}

} // namespace

base::Result<LiveValues::Opened> LiveValues::update(session::TrainingSession& session, Weights weights)
{
    Opened opened;
    CG_TRY(opened.losses, openLosses(session));
    const std::uint64_t steps = session.snapshot()->steps;
    const auto now = std::chrono::steady_clock::now();
    const bool isNew = !m_hasWeights || m_values.weightsStep != steps;
    if (isNew && (weights == Weights::Now || !m_hasWeights || now - m_lastWeights >= kWeightInterval)) {
        CG_TRY(opened.weights, openWeights(session));
        m_lastWeights = now;
    }
    return opened;
}

base::Result<std::uint64_t> LiveValues::openLosses(session::TrainingSession& session)
{
    const std::size_t most = m_values.losses.empty() ? kMostLosses : kMostNewLosses;
    CG_TRY(const session::OpenedLosses losses, session.openLosses(m_nextLoss, most));
    for (std::size_t i = 0; i < losses.steps.size(); ++i) {
        m_values.losses.push_back({losses.steps[i], losses.values[i]});
        m_nextLoss = losses.steps[i] + 1;
    }
    if (m_values.losses.size() > kMostLosses) {
        thin(m_values.losses, kMostLosses / 2);
    }
    return losses.steps.size();
}

base::Result<std::uint64_t> LiveValues::openWeights(session::TrainingSession& session)
{
    CG_TRY(m_values.weights, session.openNetwork());
    m_values.weightsStep = session.snapshot()->steps;
    m_hasWeights = true;
    deriveFromWeights(m_values, session.spec().plan.network, session.spec().plan.data);
    return numbersIn(m_values.weights);
}

void LiveValues::setMeasured(std::vector<session::MeasuredOperation> operations, std::uint64_t step)
{
    m_values.measured = std::move(operations);
    m_values.measuredStep = step;
}

std::shared_ptr<const OpenedValues> LiveValues::values() const
{
    return std::make_shared<const OpenedValues>(m_values);
}

} // namespace cg::ui
