// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/own_run.h"

#include "base/contract.h"

#include <string>
#include <utility>

namespace cg::keyholder {

OwnRun::OwnRun(train::TrainingPlan plan, model::Weights start, const base::Seed& shuffleSeed)
    : m_plan(std::move(plan)),
      m_descent{m_plan.optimizer.rate, m_plan.optimizer.momentum},
      m_order(m_plan, shuffleSeed),
      m_state(model::startDescent(m_plan.network, std::move(start)))
{}

base::Result<void> OwnRun::goTo(std::uint64_t steps)
{
    CG_EXPECTS(steps >= m_steps);
    if (steps - m_steps > kMostOwnSteps) {
        return base::Error{base::ErrorCode::InvalidArgument, "the key holder repeats a training of at most " +
                                                                 std::to_string(kMostOwnSteps) + " steps, and not of " +
                                                                 std::to_string(steps)};
    }
    for (; m_steps < steps; ++m_steps) {
        m_state = model::descend(m_plan.network, m_state, m_descent, m_plan.data, m_order.rowsOf(m_steps));
    }
    return {};
}

double OwnRun::nextLoss()
{
    const data::Dataset rows = data::selectRows(m_plan.data, m_order.rowsOf(m_steps));
    const model::ForwardPass pass = model::forward(m_plan.network, model::lookAhead(m_state, m_descent), rows.inputs);
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.targets.size(); ++i) {
        const double error = pass.outputs()[i] - rows.targets[i];
        sum += error * error;
    }
    return sum / static_cast<double>(rows.rows());
}

base::Result<model::Weights> ownRun(const train::TrainingPlan& plan, model::Weights start,
                                    const base::Seed& shuffleSeed, std::uint64_t steps)
{
    OwnRun run(plan, std::move(start), shuffleSeed);
    CG_CHECK(run.goTo(steps));
    return run.weights();
}

} // namespace cg::keyholder
