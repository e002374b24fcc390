// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/own_run.h"

#include <string>
#include <utility>

namespace cg::keyholder {

OwnRun::OwnRun(train::TrainingPlan plan, model::Weights start, const base::Seed& shuffleSeed)
    : m_plan(std::move(plan)), m_start(std::move(start)), m_order(m_plan, shuffleSeed)
{
    restart();
}

void OwnRun::restart()
{
    m_state = model::startDescent(m_plan.network, m_start);
    m_steps = 0;
}

base::Result<model::Weights> OwnRun::weightsAfter(std::uint64_t steps)
{
    if (steps > kMostOwnSteps) {
        return base::Error{base::ErrorCode::InvalidArgument, "the key holder repeats a training of at most " +
                                                                 std::to_string(kMostOwnSteps) + " steps, and not of " +
                                                                 std::to_string(steps)};
    }
    if (steps < m_steps) {
        restart();
    }
    const model::Descent descent{m_plan.optimizer.rate, m_plan.optimizer.momentum};
    for (; m_steps < steps; ++m_steps) {
        m_state = model::descend(m_plan.network, m_state, descent, m_plan.data, m_order.rowsOf(m_steps));
    }
    return m_state.weights;
}

} // namespace cg::keyholder
