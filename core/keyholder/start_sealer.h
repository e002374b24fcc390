#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "he/circuit.h"
#include "keyholder/secret_key.h"
#include "train/plan.h"
#include "trust/release.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::keyholder {

/// What a scheme offers a network.
struct SlotRoom {
    std::size_t slots;
    double largest; ///< number that is encrypted
    he::CircuitTraits traits;
};

/// What a key draws starts with.
struct StartKey {
    const SecretSeed& seed;
    std::optional<std::uint64_t> demoNumber;
    SlotRoom room;
};

/// The plan in its byte form. The errors of the decoder.
[[nodiscard]] base::Result<train::TrainingPlan> decodedPlan(const base::Bytes& plan);

/// The weights at step 0 of a plan, whose byte form is `bytes`. They come from the known seed; without it from the demo
/// key's number; and without both from the key, the label and the plan, so that nobody else learns them and the key
/// finds them again.
///
/// InvalidArgument, by the plan alone, where a weight is likely to be larger than the scheme has room for (five
/// standard deviations): an error that depended on what was drawn would tell something of it. A weight beyond is
/// clamped.
[[nodiscard]] base::Result<model::Weights> startWeights(const train::TrainingPlan& plan, const base::Bytes& bytes,
                                                        const trust::StartSource& source, const StartKey& key);

/// The slots of the state at step 0, in train's order. The errors of `decodedPlan` and `startWeights`.
[[nodiscard]] base::Result<std::vector<std::vector<double>>>
initialSlots(const base::Bytes& plan, const trust::StartSource& source, const StartKey& key);

/// The seed of the encryptions of a demo key's sealed start.
[[nodiscard]] base::Seed demoSealSeed(std::uint64_t demoNumber, const base::Bytes& plan,
                                      std::optional<base::Seed> knownSeed);

} // namespace cg::keyholder
