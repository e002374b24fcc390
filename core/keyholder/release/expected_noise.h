#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "train/forecast.h"

#include <cstdint>
#include <memory>

namespace cg::keyholder {

/// The standard deviation of a weight's error after `steps` updates and the decryption, by the static estimate of a
/// scheme: no key, no data in it. `model` is the scheme's noise model. The errors of train::forecastStep.
template <he::simulated::NoiseModel Model>
[[nodiscard]] base::Result<base::Log2> expectedWeightNoise(const Model& model, he::CircuitTraits traits,
                                                           base::SchemeId scheme, const train::TrainingPlan& plan,
                                                           std::uint64_t steps)
{
    const auto packing =
        train::Packing::choose(plan.network, plan.rowsPerStep(), model.slotCount(), train::Packing::gapFor(traits));
    CG_TRY(const train::StepForecast step,
           train::forecastStep(model, scheme, std::make_shared<const train::TrainingPlan>(plan), packing));
    return base::rootSumSquare(step.expectedAfter(steps), step.weightNoise.typical);
}

} // namespace cg::keyholder
