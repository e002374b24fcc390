#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "noise/ledger.h"
#include "train/plan.h"
#include "train/state.h"

#include <vector>

namespace cg::train {

/// The largest noise estimates of some ciphertexts.
template <he::HeBackend B>
[[nodiscard]] he::NoiseEstimate largestNoise(const B& backend, const std::vector<typename B::Ciphertext>& ciphertexts)
{
    he::NoiseEstimate largest;
    for (const typename B::Ciphertext& ciphertext : ciphertexts) {
        largest = noise::largest(largest, backend.info(ciphertext).noise);
    }
    return largest;
}

/// The standard deviation that the step which gave `state` adds to a weight for good: what noise::NoiseDrift adds up.
/// Without momentum it is that of the weight. With momentum an error of the velocity goes on moving the weight, by
/// σ·(1 + μ + μ² + …) = σ/(1 − μ) in all.
template <he::HeBackend B>
[[nodiscard]] base::Log2 driftOfStep(const B& backend, const NetworkState<typename B::Ciphertext>& state,
                                     const Optimizer& optimizer)
{
    if (optimizer.momentum == 0.0) {
        return largestNoise(backend, state.weights).typical;
    }
    return largestNoise(backend, state.velocity).typical / base::Log2::ofMagnitude(1.0 - optimizer.momentum);
}

} // namespace cg::train
