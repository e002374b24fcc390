#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/circuit.h"
#include "train/polynomial_circuit_inl.h"

#include <utility>
#include <vector>

namespace cg::train {

/// What a forward pass is for: a training step needs the slopes as well.
enum class PassKind : std::uint8_t { Training, Evaluation };

/// The results of a forward pass, by layer.
template <typename Ciphertext>
struct ForwardPass {
    StepList<TileTable<Ciphertext>> values; ///< φ(z)
    StepList<TileTable<Ciphertext>> slopes; ///< φ′(z); no items where it is a constant
};

/// The inputs of layer `layer` in a pass.
template <he::HeBackend B>
LayerInputs<B> inputsOfLayer(const PreparedBatch<typename B::Prepared>& batch,
                             const ForwardPass<typename B::Ciphertext>& pass, std::size_t layer)
{
    return layer == 0 ? LayerInputs<B>::prepared(batch.inputs) : LayerInputs<B>::encrypted(pass.values[layer - 1]);
}

/// z = W·a + b of one part of a layer for one tile of examples.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> preActivation(const Circuit<B>& circuit, std::size_t layer,
                                                   const std::vector<typename B::Ciphertext>& weights,
                                                   const LayerInputs<B>& inputs, TilePlace place)
{
    using Ciphertext = typename B::Ciphertext;
    const LayerLayout& layout = circuit.layouts[layer];
    auto factors = circuit.template list<const Ciphertext*>(layout.inputParts);
    auto places = circuit.template list<TilePlace>(layout.inputParts);
    for (std::size_t input = 0; input < layout.inputParts; ++input) {
        factors.push_back(&weights[layout.weightIndex(place.part, input)]);
        places.push_back({input, place.tile});
    }
    CG_TRY(Ciphertext z, inputs.accumulate(circuit, factors, places));
    if (layout.form == LayerForm::InputsInSlots) {
        CG_TRY(z, circuit.sum(z, he::SumAxis::OverRows));
    }
    if (layout.biases == 0) {
        return z;
    }
    // The bias comes first: where scales differ, the sum takes that of a weight.
    return circuit.backend.add(weights[layout.biasIndex(place.part)], z);
}

/// φ(z) of one part for one tile, appended to the pass, and φ′(z) where a training step needs it.
template <he::HeBackend B>
base::Result<void> activate(const Circuit<B>& circuit, std::size_t layer, TilePlace place, PassKind kind,
                            const typename B::Ciphertext& z, ForwardPass<typename B::Ciphertext>& pass)
{
    using Ciphertext = typename B::Ciphertext;
    const model::Activation& activation = circuit.activation(layer);
    const bool isOutput = layer == circuit.lastLayer();
    if (activation.isIdentity()) {
        pass.values[layer].items.push_back(
            circuit.backend.declareRange(z, isOutput ? circuit.ranges.output : circuit.ranges.preActivation));
        return {};
    }
    const Ciphertext declared = circuit.backend.declareRange(z, circuit.ranges.preActivation);
    const he::SlotGrid& grid = circuit.packing.grid;
    const CellsInUse cells{circuit.layouts[layer].rowsUsed(place.part, grid), grid.columns};
    CG_TRY(const auto polynomial, PolynomialCircuit<B>::create(circuit, cells, declared, activation.degree()));
    CG_TRY(Ciphertext value, polynomial.evaluate(activation.polynomial()));
    pass.values[layer].items.push_back(isOutput ? circuit.backend.declareRange(value, circuit.ranges.output)
                                                : std::move(value));
    if (kind == PassKind::Training && activation.derivative().degree() > 0) {
        CG_TRY(Ciphertext slope, polynomial.evaluate(activation.derivative()));
        pass.slopes[layer].items.push_back(std::move(slope));
    }
    return {};
}

/// All layers, one after the other.
template <he::HeBackend B>
base::Result<ForwardPass<typename B::Ciphertext>>
forward(const Circuit<B>& circuit, const std::vector<typename B::Ciphertext>& weights,
        const PreparedBatch<typename B::Prepared>& batch, PassKind kind)
{
    using Ciphertext = typename B::Ciphertext;
    const std::size_t layers = circuit.layouts.size();
    const std::size_t tiles = batch.inputs.tiles;
    ForwardPass<Ciphertext> pass{circuit.template list<TileTable<Ciphertext>>(layers),
                                 circuit.template list<TileTable<Ciphertext>>(layers)};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const LayerInputs<B> inputs = inputsOfLayer<B>(batch, pass, layer);
        const std::size_t parts = circuit.layouts[layer].parts;
        pass.values.push_back(circuit.template table<Ciphertext>(parts, tiles));
        pass.slopes.push_back(circuit.template table<Ciphertext>(parts, tiles));
        for (std::size_t part = 0; part < parts; ++part) {
            for (std::size_t tile = 0; tile < tiles; ++tile) {
                CG_TRY(const Ciphertext z, preActivation(circuit, layer, weights, inputs, {part, tile}));
                CG_CHECK(activate(circuit, layer, {part, tile}, kind, z, pass));
            }
        }
    }
    return pass;
}

} // namespace cg::train
