#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/forward_inl.h"

#include <optional>
#include <utility>
#include <vector>

// The forward pass where levels are scarce (docs/training.md, "Flat circuit"). What could be one factor of a chain is
// kept in parts, so that a weight meets the shallower part first. Masks are multiplied into biases and constants, which
// have levels to spare, and not into errors, which have none: then every value is zero where no example is.

namespace cg::train {

/// φ(z) in parts.
template <typename Ciphertext>
struct FlatValue {
    Ciphertext z;
    PolynomialParts<Ciphertext> parts;
};

/// The results of a forward pass, by layer but for the outputs.
template <typename Ciphertext>
struct FlatPass {
    StepList<TileTable<FlatValue<Ciphertext>>> values; ///< of the hidden layers
    StepList<TileTable<Ciphertext>> slopes;            ///< φ′(z); no items where it is a constant
    TileTable<Ciphertext> outputs;
};

/// The weights of a pass, as a sum: `corrections`, where there are any, are to be added to the weights of layer 0. With
/// plaintext inputs that takes no level, whatever the scales of the two are.
template <typename Ciphertext>
struct FlatWeights {
    const std::vector<Ciphertext>& weights;
    std::vector<Ciphertext> corrections;
};

/// factor·φ(z) of one part for one tile, zero outside the cells in use.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> assembled(const Circuit<B>& circuit, CellsInUse cells,
                                               const FlatValue<typename B::Ciphertext>& value, double factor)
{
    using Ciphertext = typename B::Ciphertext;
    const PolynomialParts<Ciphertext>& parts = value.parts;
    std::optional<Ciphertext> total;
    if (parts.factor) {
        CG_TRY(const Ciphertext z, scaledBy(circuit.backend, value.z, parts.lead * factor));
        CG_TRY(total, circuit.backend.multiply(z, *parts.factor));
    }
    if (parts.rest) {
        CG_TRY(Ciphertext rest, scaledBy(circuit.backend, *parts.rest, factor));
        if (total) {
            CG_TRY(total, circuit.backend.add(*total, rest));
        } else {
            total = std::move(rest);
        }
    }
    if (parts.constant == 0.0) {
        return *std::move(total);
    }
    return circuit.backend.addPlain(
        *total, constantSlots(circuit.packing.grid, cells, parts.constant * factor, circuit.memory));
}

/// z of one part of layer 0 for one tile, bias included, in one sum of plaintext products.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> flatInputSum(const Circuit<B>& circuit,
                                                  const FlatWeights<typename B::Ciphertext>& weights,
                                                  const PreparedBatch<typename B::Prepared>& batch, TilePlace place)
{
    const LayerLayout& layout = circuit.layouts.front();
    const std::size_t most = 2 * (layout.inputParts + 1);
    auto factors = circuit.template list<const typename B::Ciphertext*>(most);
    auto plains = circuit.template list<const typename B::Prepared*>(most);
    const auto append = [&](std::size_t index, const typename B::Prepared& plain) {
        factors.push_back(&weights.weights[index]);
        plains.push_back(&plain);
        if (!weights.corrections.empty()) {
            factors.push_back(&weights.corrections[index]);
            plains.push_back(&plain);
        }
    };
    for (std::size_t input = 0; input < layout.inputParts; ++input) {
        append(layout.weightIndex(place.part, input), batch.inputs.at(input, place.tile));
    }
    if (layout.biases > 0) {
        append(layout.biasIndex(place.part), batch.masks[place.tile]);
    }
    return circuit.backend.multiplyPlainAccumulate(factors, plains);
}

/// Σ W·(constant of φ) for the layer after one whose activation has a constant; `mask` keeps it to the examples.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> weightedConstant(const Circuit<B>& circuit,
                                                      std::span<const typename B::Ciphertext* const> weights,
                                                      const typename B::Prepared& mask, double constant)
{
    const StepList<const typename B::Prepared*> masks(weights.size(), &mask, &circuit.memory);
    CG_TRY(const typename B::Ciphertext sum, circuit.backend.multiplyPlainAccumulate(weights, masks));
    return scaledBy(circuit.backend, sum, constant);
}

/// Σ W·φ(z) over the inputs of one part of a later layer for one tile, before any sum over slots.
template <he::HeBackend B>
base::Result<typename B::Ciphertext>
flatProducts(const Circuit<B>& circuit, std::size_t layer, const std::vector<typename B::Ciphertext>& weights,
             const PreparedBatch<typename B::Prepared>& batch,
             const TileTable<FlatValue<typename B::Ciphertext>>& inputs, TilePlace place)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts[layer];
    auto plainWeights = circuit.template list<const Ciphertext*>(layout.inputParts);
    auto firsts = circuit.template list<const Ciphertext*>(2 * layout.inputParts);
    auto seconds = circuit.template list<const Ciphertext*>(2 * layout.inputParts);
    auto own = circuit.template list<Ciphertext>(layout.inputParts); // pointers into it are kept
    for (std::size_t input = 0; input < layout.inputParts; ++input) {
        const FlatValue<Ciphertext>& value = inputs.at(input, place.tile);
        const Ciphertext& weight = weights[layout.weightIndex(place.part, input)];
        plainWeights.push_back(&weight);
        if (value.parts.factor) {
            CG_TRY(const Ciphertext led, scaledBy(circuit.backend, weight, value.parts.lead));
            CG_TRY(Ciphertext product, circuit.backend.multiply(led, value.z));
            own.push_back(std::move(product));
            firsts.push_back(&own.back());
            seconds.push_back(&*value.parts.factor);
        }
        if (value.parts.rest) {
            firsts.push_back(&weight);
            seconds.push_back(&*value.parts.rest);
        }
    }
    CG_TRY(Ciphertext total, circuit.backend.multiplyAccumulate(firsts, seconds));
    const double constant = inputs.items.front().parts.constant; // one activation, one constant
    if (constant != 0.0) {
        CG_TRY(const Ciphertext part, weightedConstant(circuit, plainWeights, batch.masks[place.tile], constant));
        CG_TRY(total, circuit.backend.add(total, part));
    }
    return total;
}

/// z = W·a + b of one part of a layer for one tile, zero where no example is.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> flatPreActivation(const Circuit<B>& circuit, std::size_t layer,
                                                       const FlatWeights<typename B::Ciphertext>& weights,
                                                       const PreparedBatch<typename B::Prepared>& batch,
                                                       const FlatPass<typename B::Ciphertext>& pass, TilePlace place)
{
    using Ciphertext = typename B::Ciphertext;
    if (layer == 0) {
        return flatInputSum(circuit, weights, batch, place);
    }
    const LayerLayout& layout = circuit.layouts[layer];
    CG_TRY(Ciphertext z, flatProducts(circuit, layer, weights.weights, batch, pass.values[layer - 1], place));
    if (layout.form == LayerForm::InputsInSlots) {
        CG_TRY(z, circuit.sum(z, he::SumAxis::OverRows));
    }
    if (layout.biases == 0) {
        return z;
    }
    CG_TRY(const Ciphertext bias,
           circuit.backend.multiplyPlain(weights.weights[layout.biasIndex(place.part)], batch.masks[place.tile]));
    return circuit.backend.add(z, bias);
}

/// φ(z) of one part for one tile, appended to the pass, and φ′(z) where a training step needs it.
template <he::HeBackend B>
base::Result<void> flatActivate(const Circuit<B>& circuit, std::size_t layer, CellsInUse cells, PassKind kind,
                                const typename B::Ciphertext& z, FlatPass<typename B::Ciphertext>& pass)
{
    using Ciphertext = typename B::Ciphertext;
    const model::Activation& activation = circuit.activation(layer);
    const bool isOutput = layer == circuit.lastLayer();
    FlatValue<Ciphertext> value{circuit.backend.declareRange(z, circuit.ranges.preActivation), {}};
    if (activation.isIdentity()) {
        value.parts.rest = value.z;
    } else {
        CG_TRY(const auto polynomial, PolynomialCircuit<B>::create(circuit, cells, value.z, activation.degree()));
        CG_TRY(value.parts, polynomial.split(activation.polynomial()));
        if (kind == PassKind::Training && activation.derivative().degree() > 0) {
            CG_TRY(Ciphertext slope, polynomial.evaluate(activation.derivative()));
            pass.slopes[layer].items.push_back(std::move(slope));
        }
    }
    if (!isOutput) {
        pass.values[layer].items.push_back(std::move(value));
        return {};
    }
    CG_TRY(const Ciphertext output, assembled(circuit, cells, value, 1.0));
    pass.outputs.items.push_back(circuit.backend.declareRange(output, circuit.ranges.output));
    return {};
}

/// A pass of no layer yet.
template <he::HeBackend B>
FlatPass<typename B::Ciphertext> emptyPass(const Circuit<B>& circuit, std::size_t tiles)
{
    using Ciphertext = typename B::Ciphertext;
    const std::size_t layers = circuit.layouts.size();
    FlatPass<Ciphertext> pass{circuit.template list<TileTable<FlatValue<Ciphertext>>>(circuit.lastLayer()),
                              circuit.template list<TileTable<Ciphertext>>(layers),
                              circuit.template table<Ciphertext>(circuit.layouts.back().parts, tiles)};
    for (const LayerLayout& layout : circuit.layouts) {
        if (pass.values.size() < circuit.lastLayer()) {
            pass.values.push_back(circuit.template table<FlatValue<Ciphertext>>(layout.parts, tiles));
        }
        pass.slopes.push_back(circuit.template table<Ciphertext>(layout.parts, tiles));
    }
    return pass;
}

/// All layers, one after the other.
template <he::HeBackend B>
base::Result<FlatPass<typename B::Ciphertext>>
flatForward(const Circuit<B>& circuit, const FlatWeights<typename B::Ciphertext>& weights,
            const PreparedBatch<typename B::Prepared>& batch, PassKind kind)
{
    using Ciphertext = typename B::Ciphertext;
    const std::size_t tiles = batch.inputs.tiles;
    FlatPass<Ciphertext> pass = emptyPass(circuit, tiles);
    for (std::size_t layer = 0; layer < circuit.layouts.size(); ++layer) {
        const LayerLayout& layout = circuit.layouts[layer];
        for (std::size_t part = 0; part < layout.parts; ++part) {
            for (std::size_t tile = 0; tile < tiles; ++tile) {
                const CellsInUse cells{layout.rowsUsed(part, circuit.packing.grid),
                                       columnsInUse(circuit.packing, batch.rows, tile)};
                CG_TRY(const Ciphertext z, flatPreActivation(circuit, layer, weights, batch, pass, {part, tile}));
                CG_CHECK(flatActivate(circuit, layer, cells, kind, z, pass));
            }
        }
    }
    return pass;
}

} // namespace cg::train
