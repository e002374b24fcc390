#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/circuit.h"
#include "model/network_spec.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cg::train {

/// Layers alternate between two forms, so that no ciphertext ever has to be rearranged (docs/training.md, for any
/// depth). UnitsInSlots: one ciphertext per input and tile of units, a unit a row of the grid; its result has the units
/// in the rows. InputsInSlots: one ciphertext per unit and tile of inputs, an input a row; its result is one ciphertext
/// per unit, equal in all rows. Layer 0 is UnitsInSlots. A weight is equal in all columns of its row.
enum class LayerForm : std::uint8_t { UnitsInSlots, InputsInSlots };

[[nodiscard]] inline LayerForm formOf(std::size_t layer)
{
    return layer % 2 == 0 ? LayerForm::UnitsInSlots : LayerForm::InputsInSlots;
}

/// The grid of units (rows) × examples (columns) that every tile has. Cells beyond the units or the examples, and
/// slots outside the grid, hold zero weights, so that no mask is needed there.
struct Packing {
    he::SlotGrid grid;

    /// The grid for a network, `rowsPerStep` examples and a slot count: as few products as possible, then as few
    /// ciphertexts of weights, and no half-filled tile of examples where that costs nothing. `Gap::Full` leaves a gap
    /// of at least `columns` slots behind each row, and one behind the last row or none at all, so that rows wrap
    /// around (schemes whose sums are made of rotations). Requires rowsPerStep > 0 and a slot count of at least 1, or 2
    /// with a gap.
    enum class Gap : std::uint8_t { None, Full };
    [[nodiscard]] static Gap gapFor(he::CircuitTraits traits) { return traits.sumsNeedGap ? Gap::Full : Gap::None; }
    [[nodiscard]] static Packing choose(const model::NetworkSpec& spec, std::size_t rowsPerStep, std::size_t slotCount,
                                        Gap gap = Gap::None);

    [[nodiscard]] std::size_t unitTiles(std::size_t units) const { return (units + grid.rows - 1) / grid.rows; }
    [[nodiscard]] std::size_t exampleTiles(std::size_t examples) const
    {
        return (examples + grid.columns - 1) / grid.columns;
    }
};

/// How one layer's numbers lie in ciphertexts. A *part* is what holds results for one tile of examples: a tile of units
/// (UnitsInSlots) or one unit (InputsInSlots). The parts of a layer are the *input parts* of the next one; those of
/// layer 0 are the inputs of the network. There is one weight ciphertext for each pair of part and input part, and one
/// bias ciphertext a part:
///
///     firstWeight + 0                     part 0, input part 0
///                 + 1                     part 0, input part 1 …
///                 + parts · inputParts    bias of part 0 …
struct LayerLayout {
    LayerForm form = LayerForm::UnitsInSlots;
    std::size_t units = 0;
    std::size_t fanIn = 0;
    std::size_t parts = 0;
    std::size_t inputParts = 0;
    std::size_t biases = 0; ///< `parts`, or 0 for a layer without bias
    std::size_t firstWeight = 0;

    [[nodiscard]] std::size_t weightIndex(std::size_t part, std::size_t inputPart) const
    {
        return firstWeight + part * inputParts + inputPart;
    }
    [[nodiscard]] std::size_t biasIndex(std::size_t part) const { return firstWeight + parts * inputParts + part; }
    [[nodiscard]] std::size_t ciphertexts() const { return parts * inputParts + biases; }
    /// Rows of the grid that hold results in `part`: all for InputsInSlots, its units otherwise.
    [[nodiscard]] std::size_t rowsUsed(std::size_t part, const he::SlotGrid& grid) const;
};

/// One layout a layer.
[[nodiscard]] std::vector<LayerLayout> layoutsOf(const model::NetworkSpec& spec, const Packing& packing);

/// Where the numbers of a network lie: one entry a ciphertext, in the order used everywhere (layer by layer; weights by
/// unit tile then input, or by unit then input tile; then biases).
struct WeightSlots {
    struct Cell {
        std::size_t unit;
        std::size_t input; ///< kBias for a bias
        std::size_t slot;  ///< a slot that holds the number (all columns of its row do)
    };
    static constexpr std::size_t kBias = static_cast<std::size_t>(-1);

    std::size_t layer;
    std::vector<Cell> cells;
};
[[nodiscard]] std::vector<WeightSlots> weightSlots(const model::NetworkSpec& spec, const Packing& packing);

/// The slots of each weight ciphertext, in that order. `weights` must have the shape of `spec`.
[[nodiscard]] std::vector<std::vector<double>> packWeights(const model::NetworkSpec& spec, const Packing& packing,
                                                           const model::Weights& weights);
/// The network from the opened cells: values[c][i] is cell i of ciphertext c of weightSlots(…).
[[nodiscard]] model::Weights unpackWeights(const model::NetworkSpec& spec, const Packing& packing,
                                           const std::vector<std::vector<double>>& values);
/// "layer 1 weight of input 2, units 1-4" and the like, one a ciphertext; numbers count from 1.
[[nodiscard]] std::vector<std::string> weightNames(const model::NetworkSpec& spec, const Packing& packing);

/// The slots of a loss ciphertext whose sum is the loss: one, or where levels are scarce those of all examples.
[[nodiscard]] std::vector<std::size_t> lossSlots(const model::NetworkSpec& spec, const Packing& packing,
                                                 he::CircuitTraits traits);

/// The evaluation keys that a training step needs. A sum along an axis of length 1 needs none.
[[nodiscard]] he::CircuitNeeds needsOf(const model::NetworkSpec& spec, const Packing& packing);

/// Where the prediction of (row, output) lies: index into Evaluation::predictions and slot.
struct PredictionPlace {
    std::size_t ciphertext;
    std::size_t slot;
};
[[nodiscard]] PredictionPlace predictionPlace(const model::NetworkSpec& spec, const Packing& packing, std::size_t row,
                                              std::size_t output);

} // namespace cg::train
