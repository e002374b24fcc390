#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "train/initial_state.h"
#include "train/state.h"

#include <string>
#include <utility>
#include <vector>

namespace cg::train {

/// The ciphertexts of a state in the scheme's byte form: the weights, then the velocities.
template <he::StorableBackend B>
[[nodiscard]] std::vector<base::Bytes> encodeState(const B& backend, const NetworkState<typename B::Ciphertext>& state)
{
    std::vector<base::Bytes> items;
    for (const auto* part : {&state.weights, &state.velocity}) {
        for (const typename B::Ciphertext& ciphertext : *part) {
            base::ByteWriter writer;
            backend.encode(ciphertext, writer);
            items.push_back(std::move(writer).take());
        }
    }
    return items;
}

/// Reads what encodeState wrote for the same plan and packing. FileDamaged if the number of ciphertexts is another, if
/// one cannot be read, or if bytes are left over; the backend refuses ciphertexts of another key set.
template <he::StorableBackend B>
[[nodiscard]] base::Result<NetworkState<typename B::Ciphertext>>
decodeState(const B& backend, const TrainingPlan& plan, const Packing& packing, const std::vector<base::Bytes>& items)
{
    const std::size_t expected = stateSizeOf(plan, packing);
    if (items.size() != expected) {
        return base::Error{base::ErrorCode::FileDamaged, "the network has " + std::to_string(items.size()) +
                                                             " ciphertexts instead of " + std::to_string(expected)};
    }
    const std::size_t weights = plan.optimizer.momentum == 0.0 ? expected : expected / 2;
    NetworkState<typename B::Ciphertext> state;
    for (std::size_t i = 0; i < expected; ++i) {
        base::ByteReader reader(items[i], "ciphertext " + std::to_string(i + 1) + " of the network");
        CG_TRY(typename B::Ciphertext ciphertext, backend.decode(reader));
        CG_CHECK(reader.finish());
        (i < weights ? state.weights : state.velocity).push_back(std::move(ciphertext));
    }
    return state;
}

} // namespace cg::train
