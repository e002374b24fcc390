#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "base/result.h"
#include "model/forward.h"
#include "train/plan.h"

#include <cstdint>

namespace cg::keyholder {

/// The most updates that a holder computes at one request: seconds for the networks there are.
inline constexpr std::uint64_t kMostOwnSteps = 1'000'000;

/// The key holder's own run: the network after `steps` updates of the training that a plan describes, in the clear,
/// from a start that the key holder drew. Nothing that was handed in enters it, so that no number of it can depend on
/// the secret key. What is released is computed from it alone (docs/threat_model.md, "Releases").
///
/// It goes on from where it is, so that asking after each step costs a step.
class OwnRun {
public:
    /// Requires a plan that `check` accepts and a start that fits it.
    OwnRun(train::TrainingPlan plan, model::Weights start, const base::Seed& shuffleSeed);

    /// Goes on to where `steps` updates are done. Requires steps ≥ steps(). InvalidArgument for more than kMostOwnSteps
    /// at once.
    [[nodiscard]] base::Result<void> goTo(std::uint64_t steps);
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }
    [[nodiscard]] const model::Weights& weights() const { return m_state.weights; }
    /// The loss of the step that follows: the mean over its rows of Σ(y − t)², where its gradient is taken.
    [[nodiscard]] double nextLoss();

private:
    train::TrainingPlan m_plan;
    model::Descent m_descent;
    train::BatchOrder m_order;
    model::DescentState m_state;
    std::uint64_t m_steps = 0;
};

/// The network after `steps` updates. As OwnRun.
[[nodiscard]] base::Result<model::Weights> ownRun(const train::TrainingPlan& plan, model::Weights start,
                                                  const base::Seed& shuffleSeed, std::uint64_t steps);

} // namespace cg::keyholder
