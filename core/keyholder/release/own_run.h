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

/// The key holder's own run: the training that a plan describes, in the clear, from a start that the key holder drew.
/// Nothing that was handed in enters it, so that no number of it can depend on the secret key. What is released is
/// computed from it alone (docs/threat_model.md, "Releases").
class OwnRun {
public:
    /// Requires a plan that `check` accepts and a start that fits it.
    OwnRun(train::TrainingPlan plan, model::Weights start, const base::Seed& shuffleSeed);

    [[nodiscard]] const train::TrainingPlan& plan() const { return m_plan; }
    /// The network after `steps` updates. A number of steps below the one that was asked for last begins anew.
    /// InvalidArgument beyond kMostOwnSteps.
    base::Result<model::Weights> weightsAfter(std::uint64_t steps);

private:
    void restart();

    train::TrainingPlan m_plan;
    model::Weights m_start;
    train::BatchOrder m_order;
    model::DescentState m_state;
    std::uint64_t m_steps = 0;
};

} // namespace cg::keyholder
