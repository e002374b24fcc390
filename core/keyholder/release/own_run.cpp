// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/own_run.h"

#include <string>
#include <utility>

namespace cg::keyholder {

base::Result<model::Weights> ownRun(const train::TrainingPlan& plan, model::Weights start,
                                    const base::Seed& shuffleSeed, std::uint64_t steps)
{
    if (steps > kMostOwnSteps) {
        return base::Error{base::ErrorCode::InvalidArgument, "the key holder repeats a training of at most " +
                                                                 std::to_string(kMostOwnSteps) + " steps, and not of " +
                                                                 std::to_string(steps)};
    }
    train::BatchOrder order(plan, shuffleSeed);
    const model::Descent descent{plan.optimizer.rate, plan.optimizer.momentum};
    model::DescentState state = model::startDescent(plan.network, std::move(start));
    for (std::uint64_t step = 0; step < steps; ++step) {
        state = model::descend(plan.network, state, descent, plan.data, order.rowsOf(step));
    }
    return std::move(state.weights);
}

} // namespace cg::keyholder
