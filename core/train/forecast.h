#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/simulated/backend.h"
#include "noise/drift.h"
#include "noise/ledger.h"
#include "noise/metered.h"
#include "train/initial_state.h"
#include "train/step_noise.h"
#include "train/trainer_inl.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace cg::train {

/// What one training step is expected to do, known before any key exists.
struct StepForecast {
    std::vector<noise::LedgerEntry> entries; ///< as the ledger of a real step has them, without times
    he::NoiseEstimate weightNoise;           ///< the largest that one step adds to a weight
    base::Log2 drift;                        ///< what one step adds to a weight for good (driftOfStep)
    he::NoiseEstimate lossNoise;             ///< of the loss that the step gives
    double cost = 0.0;                       ///< estimated 64-bit multiply-accumulates
    std::size_t stateCiphertexts = 0;
    std::size_t ciphertextBytes = 0; ///< of one ciphertext

    /// The line over steps: the expected error of a weight after `steps` of them.
    [[nodiscard]] base::Log2 expectedAfter(std::uint64_t steps) const
    {
        return noise::NoiseDrift::expected(drift, steps);
    }
};

/// Runs step 0 of the plan on the simulated backend: the same circuit as the real one, without data or keys. Fails
/// where the plan or the packing is refused.
template <he::simulated::NoiseModel Model>
base::Result<StepForecast> forecastStep(const Model& model, base::SchemeId scheme,
                                        const std::shared_ptr<const TrainingPlan>& plan, const Packing& packing,
                                        DeclaredRanges ranges = {})
{
    using Simulated = he::simulated::Backend<Model>;
    using Backend = noise::Metered<Simulated>;
    Simulated simulated(model, scheme);
    noise::NoiseLedger ledger;
    Backend backend(simulated, ledger);
    CG_TRY(auto trainer, Trainer<Backend>::create(backend, plan, packing, base::Seed{}, ranges));
    NetworkState<typename Backend::Ciphertext> state;
    const std::size_t weights = trainer.stateSize();
    for (std::size_t i = 0; i < stateSizeOf(*plan, packing); ++i) {
        CG_TRY(auto sealed, backend.encrypt({}, {base::Purpose::SealStart, 0, i}));
        (i < weights ? state.weights : state.velocity).push_back(std::move(sealed));
    }
    ledger.beginStep();
    CG_TRY(const auto result, trainer.step(state, 0));

    StepForecast forecast;
    forecast.entries = ledger.entries();
    for (noise::LedgerEntry& entry : forecast.entries) {
        entry.time = {};
        forecast.cost += model.operationCost(entry.kind, noise::termsOf(entry));
    }
    forecast.weightNoise = largestNoise(std::as_const(backend), result.state.weights);
    forecast.drift = driftOfStep(std::as_const(backend), result.state, plan->optimizer);
    forecast.lossNoise = result.loss.noise;
    forecast.stateCiphertexts = state.weights.size() + state.velocity.size();
    forecast.ciphertextBytes = model.ciphertextBytes();
    return forecast;
}

} // namespace cg::train
