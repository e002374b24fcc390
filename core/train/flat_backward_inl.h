#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/backward_inl.h"
#include "train/flat_forward_inl.h"

#include <utility>
#include <vector>

// The backward pass where levels are scarce: an error is the deepest number of a step, so it comes last into every
// product, and the rate is absorbed into the other factor, which has a level to spare.

namespace cg::train {

/// e = y − t of every output. Outputs are zero where no example is.
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>> flatErrors(const Circuit<B>& circuit,
                                                           const TileTable<typename B::Ciphertext>& outputs,
                                                           const PreparedBatch<typename B::Prepared>& batch)
{
    using Ciphertext = typename B::Ciphertext;
    TileTable<Ciphertext> errors = circuit.template table<Ciphertext>(outputs.parts(), outputs.tiles);
    for (std::size_t i = 0; i < outputs.items.size(); ++i) {
        CG_TRY(Ciphertext error, circuit.backend.addPlain(outputs.items[i], batch.negatedTargets.items[i]));
        errors.items.push_back(std::move(error));
    }
    return errors;
}

/// Σ e² / B over outputs and tiles, still to be summed over lossSlots(): summed here, it might wrap around a modulus
/// that has nothing left but room for one number.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> flatLoss(const Circuit<B>& circuit,
                                              const TileTable<typename B::Ciphertext>& errors, std::size_t rows)
{
    using Ciphertext = typename B::Ciphertext;
    auto factors = circuit.template list<const Ciphertext*>(errors.items.size());
    for (const Ciphertext& error : errors.items) {
        factors.push_back(&error);
    }
    CG_TRY(const Ciphertext loss, circuit.backend.multiplyAccumulate(factors, factors));
    return circuit.backend.absorb(loss, 1.0 / static_cast<double>(rows));
}

/// a·φ′(z) of one part of a layer for one tile.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> timesSlopeOf(const Circuit<B>& circuit, std::size_t layer, TilePlace place,
                                                  const typename B::Ciphertext& a,
                                                  const FlatPass<typename B::Ciphertext>& pass)
{
    const auto& slopes = pass.slopes[layer];
    if (slopes.items.empty()) {
        return scaledBy(circuit.backend, a, circuit.activation(layer).derivative()[0]);
    }
    return circuit.backend.multiply(a, slopes.at(place.part, place.tile));
}

/// δ of the outputs: e·φ′(z).
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>> outputDeltas(const Circuit<B>& circuit,
                                                             const TileTable<typename B::Ciphertext>& errors,
                                                             const FlatPass<typename B::Ciphertext>& pass)
{
    using Ciphertext = typename B::Ciphertext;
    TileTable<Ciphertext> deltas = circuit.template table<Ciphertext>(errors.parts(), errors.tiles);
    for (std::size_t i = 0; i < errors.items.size(); ++i) {
        const TilePlace place{i / errors.tiles, i % errors.tiles};
        CG_TRY(Ciphertext delta, timesSlopeOf(circuit, circuit.lastLayer(), place, errors.items[i], pass));
        deltas.items.push_back(std::move(delta));
    }
    return deltas;
}

/// δ of the layer before one that is not layer 1: Σ (W·φ′(z))·δ over the units, for each of its parts and tiles.
template <he::HeBackend B>
base::Result<TileTable<typename B::Ciphertext>>
flatDeltasBefore(const Circuit<B>& circuit, std::size_t layer, const std::vector<typename B::Ciphertext>& weights,
                 const FlatPass<typename B::Ciphertext>& pass, const TileTable<typename B::Ciphertext>& deltas)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts[layer];
    TileTable<Ciphertext> before = circuit.template table<Ciphertext>(layout.inputParts, deltas.tiles);
    for (std::size_t input = 0; input < layout.inputParts; ++input) {
        for (std::size_t tile = 0; tile < deltas.tiles; ++tile) {
            auto own = circuit.template list<Ciphertext>(layout.parts); // pointers into it are kept
            auto factors = circuit.template list<const Ciphertext*>(layout.parts);
            auto errors = circuit.template list<const Ciphertext*>(layout.parts);
            for (std::size_t part = 0; part < layout.parts; ++part) {
                CG_TRY(Ciphertext factor,
                       timesSlopeOf(circuit, layer - 1, {input, tile}, weights[layout.weightIndex(part, input)], pass));
                own.push_back(std::move(factor));
                factors.push_back(&own.back());
                errors.push_back(&deltas.at(part, tile));
            }
            CG_TRY(Ciphertext delta, circuit.backend.multiplyAccumulate(factors, errors));
            if (layout.form == LayerForm::UnitsInSlots) {
                CG_TRY(delta, circuit.sum(delta, he::SumAxis::OverRows));
            }
            before.items.push_back(std::move(delta));
        }
    }
    return before;
}

/// rate·Σ_b δ_b·∂z_b/∂w of a layer after layer 0, in the order of its weight ciphertexts.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>>
flatLayerGradient(const Circuit<B>& circuit, std::size_t layer, const FlatPass<typename B::Ciphertext>& pass,
                  const TileTable<typename B::Ciphertext>& deltas, std::size_t rows, double rate)
{
    using Ciphertext = typename B::Ciphertext;
    const TileTable<FlatValue<Ciphertext>>& values = pass.values[layer - 1];
    TileTable<Ciphertext> inputs = circuit.template table<Ciphertext>(values.parts(), values.tiles);
    for (std::size_t i = 0; i < values.items.size(); ++i) {
        const TilePlace place{i / values.tiles, i % values.tiles};
        const CellsInUse cells{circuit.layouts[layer - 1].rowsUsed(place.part, circuit.packing.grid),
                               columnsInUse(circuit.packing, rows, place.tile)};
        CG_TRY(Ciphertext input, assembled(circuit, cells, values.items[i], rate));
        inputs.items.push_back(std::move(input));
    }
    CG_TRY(StepList<Ciphertext> gradient, layerGradient(circuit, layer, LayerInputs<B>::encrypted(inputs), deltas));
    for (std::size_t i = gradient.size() - circuit.layouts[layer].biases; i < gradient.size(); ++i) {
        CG_TRY(gradient[i], scaledBy(circuit.backend, gradient[i], rate));
    }
    return gradient;
}

/// What the gradient of layer 0 is made of, the inputs apart.
template <typename Ciphertext>
struct FirstLayerTerms {
    const std::vector<Ciphertext>& weights; ///< of all layers
    const FlatPass<Ciphertext>& pass;
    const TileTable<Ciphertext>& deltas; ///< of layer 1
    double rate;
};

/// rate·Σ_b ((W·x)·φ′(z))·δ of one weight ciphertext of layer 0, where x is its input (for a bias, the mask), and W and
/// δ are those of layer 1. `inputs` has one item a tile.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> firstWeightGradient(const Circuit<B>& circuit, std::size_t part,
                                                         std::span<const typename B::Prepared> inputs,
                                                         const FirstLayerTerms<typename B::Ciphertext>& terms)
{
    using Ciphertext = typename B::Ciphertext;
    const auto& [weights, pass, deltas, rate] = terms;
    const LayerLayout& next = circuit.layouts[1];
    const std::size_t products = next.parts * deltas.tiles;
    auto own = circuit.template list<Ciphertext>(products); // pointers into it are kept
    auto factors = circuit.template list<const Ciphertext*>(products);
    auto errors = circuit.template list<const Ciphertext*>(products);
    for (std::size_t unit = 0; unit < next.parts; ++unit) {
        // A part of layer 0 is an input of layer 1.
        const std::size_t ofUnit = next.weightIndex(unit, part); // NOLINT(readability-suspicious-call-argument)
        for (std::size_t tile = 0; tile < deltas.tiles; ++tile) {
            CG_TRY(const Ciphertext product, circuit.backend.multiplyPlain(weights[ofUnit], inputs[tile]));
            CG_TRY(const Ciphertext rated, scaledBy(circuit.backend, product, rate));
            CG_TRY(Ciphertext factor, timesSlopeOf(circuit, 0, {part, tile}, rated, pass));
            own.push_back(std::move(factor));
            factors.push_back(&own.back());
            errors.push_back(&deltas.at(unit, tile));
        }
    }
    CG_TRY(const Ciphertext total, circuit.backend.multiplyAccumulate(factors, errors));
    return circuit.sum(total, he::SumAxis::OverColumns);
}

/// The gradient of layer 0 times the rate, in the order of its weight ciphertexts.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>>
firstLayerGradient(const Circuit<B>& circuit, const std::vector<typename B::Ciphertext>& weights,
                   const PreparedBatch<typename B::Prepared>& batch, const FlatPass<typename B::Ciphertext>& pass,
                   const TileTable<typename B::Ciphertext>& deltas, double rate)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts.front();
    const std::span<const typename B::Prepared> inputs = batch.inputs.items;
    const FirstLayerTerms<Ciphertext> terms{weights, pass, deltas, rate};
    auto gradient = circuit.template list<Ciphertext>(layout.ciphertexts());
    const auto append = [&](std::size_t part, std::span<const typename B::Prepared> tiles) -> base::Result<void> {
        CG_TRY(Ciphertext sum, firstWeightGradient(circuit, part, tiles, terms));
        gradient.push_back(std::move(sum));
        return {};
    };
    for (std::size_t part = 0; part < layout.parts; ++part) {
        for (std::size_t input = 0; input < layout.inputParts; ++input) {
            CG_CHECK(append(part, inputs.subspan(input * deltas.tiles, deltas.tiles)));
        }
    }
    for (std::size_t part = 0; part < layout.biases; ++part) {
        CG_CHECK(append(part, batch.masks));
    }
    return gradient;
}

/// The gradient of a network of one layer times the rate. No factor has a level to spare there, so the rate is
/// multiplied into the errors.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>> onlyLayerGradient(const Circuit<B>& circuit,
                                                                 const PreparedBatch<typename B::Prepared>& batch,
                                                                 TileTable<typename B::Ciphertext> deltas, double rate)
{
    for (typename B::Ciphertext& delta : deltas.items) {
        CG_TRY(delta, circuit.backend.multiplyScalar(delta, rate));
    }
    return layerGradient(circuit, 0, LayerInputs<B>::prepared(batch.inputs), deltas);
}

/// The gradients of all weights in the order of the state, times `rate`.
template <he::HeBackend B>
base::Result<StepList<typename B::Ciphertext>>
flatBackward(const Circuit<B>& circuit, const std::vector<typename B::Ciphertext>& weights,
             const PreparedBatch<typename B::Prepared>& batch, const FlatPass<typename B::Ciphertext>& pass,
             const TileTable<typename B::Ciphertext>& errors, double rate)
{
    using Ciphertext = typename B::Ciphertext;
    CG_TRY(TileTable<Ciphertext> deltas, outputDeltas(circuit, errors, pass));
    if (circuit.lastLayer() == 0) {
        return onlyLayerGradient(circuit, batch, std::move(deltas), rate);
    }
    StepList<StepList<Ciphertext>> byLayer(circuit.layouts.size(), &circuit.memory);
    for (std::size_t layer = circuit.lastLayer(); layer > 0; --layer) {
        CG_TRY(byLayer[layer], flatLayerGradient(circuit, layer, pass, deltas, batch.rows, rate));
        if (layer > 1) {
            CG_TRY(deltas, flatDeltasBefore(circuit, layer, weights, pass, deltas));
        }
    }
    CG_TRY(byLayer[0], firstLayerGradient(circuit, weights, batch, pass, deltas, rate));
    return joined(circuit, std::move(byLayer));
}

} // namespace cg::train
