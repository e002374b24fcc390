#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "base/result.h"
#include "model/network_spec.h"
#include "train/packing.h"
#include "train/state.h"

#include <cstddef>
#include <vector>

namespace cg::train {

/// InvalidArgument where a key that encrypts numbers up to `largest` does not hold the declared range of a weight. By
/// the parameters alone: an error about a weight would tell that weight.
[[nodiscard]] base::Result<void> checkHoldsWeights(double largest);

/// The state of a network in the scheme's byte form, encrypted with the public key of `backend`, whose randomness must
/// be fresh, and packed for steps of `rows` rows. `numbers` holds the weights and, with momentum, the velocities, all
/// within DeclaredRanges::weight. All that a ciphertext says of itself is what is declared of every weight.
template <typename Backend>
[[nodiscard]] base::Result<std::vector<base::Bytes>> sealedState(Backend& backend, const model::NetworkSpec& network,
                                                                 std::size_t rows,
                                                                 const std::vector<model::Weights>& numbers)
{
    const auto packing = Packing::choose(network, rows, backend.slotCount(), Packing::gapFor(Backend::traits()));
    std::vector<base::Bytes> state;
    for (const model::Weights& weights : numbers) {
        for (const std::vector<double>& slots : packWeights(network, packing, weights)) {
            CG_TRY(const auto sealed, backend.encryptDeclared(slots, DeclaredRanges{}.weight,
                                                              {base::Purpose::SealStart, 0, state.size()}));
            base::ByteWriter writer;
            backend.encode(sealed, writer);
            state.push_back(std::move(writer).take());
        }
    }
    return state;
}

} // namespace cg::train
