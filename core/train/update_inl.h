#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/circuit.h"

#include <span>
#include <vector>

namespace cg::train {

/// A weight with room for fewer multiplications than this is re-masked: a step multiplies it twice, forward and
/// backward.
inline constexpr int kLeastRoom = 2;

/// w′ = w − (rate/B)·g for all weights.
template <he::HeBackend B>
base::Result<void> plainUpdate(const Circuit<B>& circuit, NetworkState<typename B::Ciphertext>& state,
                               std::span<const typename B::Ciphertext> gradients, double rate)
{
    using Ciphertext = typename B::Ciphertext;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        CG_TRY(const Ciphertext change, scaledBy(circuit.backend, gradients[i], rate));
        CG_TRY(state.weights[i], circuit.backend.subtract(state.weights[i], change));
    }
    return {};
}

/// Nesterov's step at the look-ahead point u = w + μv, which needs no product of two ciphertexts (docs/training.md):
/// u′ = u + μ²v − (1+μ)·rate·g and v′ = μv − rate·g.
template <he::HeBackend B>
base::Result<void> nesterovUpdate(const Circuit<B>& circuit, NetworkState<typename B::Ciphertext>& state,
                                  std::span<const typename B::Ciphertext> gradients, double rate)
{
    using Ciphertext = typename B::Ciphertext;
    B& backend = circuit.backend;
    const double momentum = circuit.plan.optimizer.momentum;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        Ciphertext& velocity = state.velocity[i];
        CG_TRY(const Ciphertext ahead, backend.absorb(velocity, momentum * momentum));
        CG_TRY(const Ciphertext moved, backend.add(state.weights[i], ahead));
        CG_TRY(const Ciphertext leap, backend.absorb(gradients[i], (1.0 + momentum) * rate));
        CG_TRY(state.weights[i], backend.subtract(moved, leap));
        // Through the integers, not the scale: a velocity that absorbed μ in every step would gain scale for ever.
        CG_TRY(const Ciphertext kept, backend.multiplyScalar(velocity, momentum));
        CG_TRY(const Ciphertext change, scaledBy(backend, gradients[i], rate));
        CG_TRY(velocity, backend.subtract(kept, change));
    }
    return {};
}

/// Makes the state that of one step of gradient descent further; `gradients` are still to be multiplied by `rate`.
template <he::HeBackend B>
base::Result<void> update(const Circuit<B>& circuit, NetworkState<typename B::Ciphertext>& state,
                          std::span<const typename B::Ciphertext> gradients, double rate)
{
    return circuit.plan.optimizer.momentum == 0.0 ? plainUpdate(circuit, state, gradients, rate)
                                                  : nesterovUpdate(circuit, state, gradients, rate);
}

/// Re-masks what has too little room for another step.
template <he::HeBackend B>
base::Result<void> restoreRoom(B& backend, std::vector<typename B::Ciphertext>& ciphertexts)
{
    for (typename B::Ciphertext& ciphertext : ciphertexts) {
        if (backend.room(ciphertext) < kLeastRoom) {
            CG_TRY(ciphertext, backend.remask(ciphertext));
        }
    }
    return {};
}

} // namespace cg::train
