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
/// Requires a plan that `check` accepts and a start that fits it. InvalidArgument beyond kMostOwnSteps.
[[nodiscard]] base::Result<model::Weights> ownRun(const train::TrainingPlan& plan, model::Weights start,
                                                  const base::Seed& shuffleSeed, std::uint64_t steps);

} // namespace cg::keyholder
