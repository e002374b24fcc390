#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/forward_inl.h"

#include <utility>
#include <vector>

namespace cg::train {

/// e = y − t of every output, zero in the cells that no example uses.
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>> errorsOf(const Circuit<B>& circuit,
                                                         const TileTable<typename B::Ciphertext>& outputs,
                                                         const PreparedBatch<typename B::Prepared>& batch)
{
    using Ciphertext = typename B::Ciphertext;
    TileTable<Ciphertext> errors = circuit.template table<Ciphertext>(outputs.parts(), outputs.tiles);
    for (std::size_t part = 0; part < outputs.parts(); ++part) {
        for (std::size_t tile = 0; tile < outputs.tiles; ++tile) {
            CG_TRY(Ciphertext error,
                   circuit.backend.addPlain(outputs.at(part, tile), batch.negatedTargets.at(part, tile)));
            if (batch.mask && tile + 1 == outputs.tiles) {
                CG_TRY(error, circuit.backend.multiplyPlain(error, *batch.mask));
            }
            errors.items.push_back(std::move(error));
        }
    }
    return errors;
}

/// Σ e² / B in slot 0.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> lossOf(const Circuit<B>& circuit, const TileTable<typename B::Ciphertext>& errors,
                                            std::size_t rows)
{
    using Ciphertext = typename B::Ciphertext;
    auto factors = circuit.template list<const Ciphertext*>(errors.items.size());
    for (const Ciphertext& error : errors.items) {
        factors.push_back(&error);
    }
    CG_TRY(Ciphertext loss, circuit.backend.multiplyAccumulate(factors, factors));
    CG_TRY(loss, circuit.sum(loss, he::SumAxis::OverColumns));
    if (circuit.layouts.back().form == LayerForm::UnitsInSlots) {
        CG_TRY(loss, circuit.sum(loss, he::SumAxis::OverRows));
    }
    return circuit.backend.absorb(loss, 1.0 / static_cast<double>(rows));
}

/// δ = signal · φ′(z) of a layer.
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>> timesSlope(const Circuit<B>& circuit, std::size_t layer,
                                                           TileTable<typename B::Ciphertext> signals,
                                                           const ForwardPass<typename B::Ciphertext>& pass)
{
    using Ciphertext = typename B::Ciphertext;
    const TileTable<Ciphertext>& slopes = pass.slopes[layer];
    const double constantSlope = circuit.activation(layer).derivative()[0];
    if (slopes.items.empty() && constantSlope == 1.0) {
        return signals;
    }
    TileTable<Ciphertext> deltas = circuit.template table<Ciphertext>(signals.parts(), signals.tiles);
    for (std::size_t i = 0; i < signals.items.size(); ++i) {
        CG_TRY(Ciphertext delta, slopes.items.empty() ? circuit.backend.absorb(signals.items[i], constantSlope)
                                                      : circuit.backend.multiply(signals.items[i], slopes.items[i]));
        deltas.items.push_back(std::move(delta));
    }
    return deltas;
}

/// ∂L/∂a of the layer before: Σ over the units of δ·W, for each of its parts and tiles.
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>> backSignals(const Circuit<B>& circuit, std::size_t layer,
                                                            const std::vector<typename B::Ciphertext>& weights,
                                                            const TileTable<typename B::Ciphertext>& deltas)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts[layer];
    TileTable<Ciphertext> signals = circuit.template table<Ciphertext>(layout.inputParts, deltas.tiles);
    for (std::size_t input = 0; input < layout.inputParts; ++input) {
        for (std::size_t tile = 0; tile < deltas.tiles; ++tile) {
            auto errors = circuit.template list<const Ciphertext*>(layout.parts);
            auto factors = circuit.template list<const Ciphertext*>(layout.parts);
            for (std::size_t part = 0; part < layout.parts; ++part) {
                errors.push_back(&deltas.at(part, tile));
                factors.push_back(&weights[layout.weightIndex(part, input)]);
            }
            CG_TRY(Ciphertext signal, circuit.backend.multiplyAccumulate(errors, factors));
            if (layout.form == LayerForm::UnitsInSlots) {
                CG_TRY(signal, circuit.sum(signal, he::SumAxis::OverRows));
            }
            signals.items.push_back(std::move(signal));
        }
    }
    return signals;
}

/// Σ_b δ of one part: the gradient of its bias, not yet averaged.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> biasGradient(const Circuit<B>& circuit, std::size_t part,
                                                  const TileTable<typename B::Ciphertext>& deltas)
{
    using Ciphertext = typename B::Ciphertext;
    Ciphertext total = deltas.at(part, 0);
    for (std::size_t tile = 1; tile < deltas.tiles; ++tile) {
        CG_TRY(total, circuit.backend.add(total, deltas.at(part, tile)));
    }
    return circuit.sum(total, he::SumAxis::OverColumns);
}

/// Σ_b δ_b·∂z_b/∂w of one layer, in the order of its weight ciphertexts, not yet averaged.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>> layerGradient(const Circuit<B>& circuit, std::size_t layer,
                                                             const LayerInputs<B>& inputs,
                                                             const TileTable<typename B::Ciphertext>& deltas)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts[layer];
    auto gradient = circuit.template list<Ciphertext>(layout.ciphertexts());
    for (std::size_t part = 0; part < layout.parts; ++part) {
        for (std::size_t input = 0; input < layout.inputParts; ++input) {
            auto factors = circuit.template list<const Ciphertext*>(deltas.tiles);
            auto places = circuit.template list<TilePlace>(deltas.tiles);
            for (std::size_t tile = 0; tile < deltas.tiles; ++tile) {
                factors.push_back(&deltas.at(part, tile));
                places.push_back({input, tile});
            }
            CG_TRY(const Ciphertext products, inputs.accumulate(circuit, factors, places));
            CG_TRY(Ciphertext sum, circuit.sum(products, he::SumAxis::OverColumns));
            gradient.push_back(std::move(sum));
        }
    }
    for (std::size_t part = 0; part < layout.biases; ++part) {
        CG_TRY(Ciphertext sum, biasGradient(circuit, part, deltas));
        gradient.push_back(std::move(sum));
    }
    return gradient;
}

/// The gradients of all layers as one list.
template <he::HeBackend B>
StepList<typename B::Ciphertext> joined(const Circuit<B>& circuit, StepList<StepList<typename B::Ciphertext>> byLayer)
{
    const LayerLayout& last = circuit.layouts.back();
    auto gradients = circuit.template list<typename B::Ciphertext>(last.firstWeight + last.ciphertexts());
    for (StepList<typename B::Ciphertext>& layer : byLayer) {
        std::ranges::move(layer, std::back_inserter(gradients));
    }
    return gradients;
}

/// The gradients of all weights in the order of the state, not yet averaged over the batch.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>>
backward(const Circuit<B>& circuit, const std::vector<typename B::Ciphertext>& weights,
         const PreparedBatch<typename B::Prepared>& batch, const ForwardPass<typename B::Ciphertext>& pass,
         const TileTable<typename B::Ciphertext>& errors)
{
    using Ciphertext = typename B::Ciphertext;
    StepList<StepList<Ciphertext>> byLayer(circuit.layouts.size(), &circuit.memory);
    CG_TRY(TileTable<Ciphertext> deltas, timesSlope(circuit, circuit.lastLayer(), errors, pass));
    for (std::size_t layer = circuit.layouts.size(); layer-- > 0;) {
        CG_TRY(byLayer[layer], layerGradient(circuit, layer, inputsOfLayer<B>(batch, pass, layer), deltas));
        if (layer > 0) {
            CG_TRY(TileTable<Ciphertext> signals, backSignals(circuit, layer, weights, deltas));
            CG_TRY(deltas, timesSlope(circuit, layer - 1, std::move(signals), pass));
        }
    }
    return joined(circuit, std::move(byLayer));
}

} // namespace cg::train
