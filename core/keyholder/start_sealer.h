#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "he/circuit.h"

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

/// The slots of the state at step 0 of `plan` (train::encode(TrainingPlan)), in train's order. The weights come from
/// `knownSeed`, without it from the demo key's number, and without both from the system: then nobody learns them.
///
/// InvalidArgument, by the plan alone, where a weight is likely to be larger than the scheme has room for (five
/// standard deviations): an error that depended on what was drawn would tell something of it. A weight beyond is
/// clamped. The errors of the plan's decoder.
[[nodiscard]] base::Result<std::vector<std::vector<double>>> initialSlots(const base::Bytes& plan,
                                                                          std::optional<base::Seed> knownSeed,
                                                                          std::optional<std::uint64_t> demoNumber,
                                                                          const SlotRoom& room);

/// The seed of the encryptions of a demo key's sealed start.
[[nodiscard]] base::Seed demoSealSeed(std::uint64_t demoNumber, const base::Bytes& plan,
                                      std::optional<base::Seed> knownSeed);

} // namespace cg::keyholder
