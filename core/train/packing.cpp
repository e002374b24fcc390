// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/packing.h"

#include "base/contract.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>
#include <utility>

namespace cg::train {

namespace {

/// What a packing costs, the more important first.
struct Cost {
    std::size_t products = 0; ///< of one forward pass
    std::size_t weights = 0;  ///< ciphertexts

    friend auto operator<=>(const Cost&, const Cost&) = default;
};

Cost costOf(const model::NetworkSpec& spec, const Packing& packing, std::size_t examples)
{
    Cost cost;
    for (const LayerLayout& layout : layoutsOf(spec, packing)) {
        cost.products += layout.parts * layout.inputParts * packing.exampleTiles(examples);
        cost.weights += layout.ciphertexts();
    }
    return cost;
}

/// The grid with `rows` rows and as many columns as there is room for, evened out over the tiles, or nothing. With a
/// gap the rows of a power of two are spread over all slots, so that sums over them wrap around; others fill at most
/// half of the slots, so that there is a gap behind the last row as well.
std::optional<he::SlotGrid> gridWith(std::size_t rows, std::size_t examples, std::size_t slotCount, Packing::Gap gap)
{
    const bool isFull = gap == Packing::Gap::Full;
    const bool wraps = std::has_single_bit(rows) && slotCount % rows == 0;
    const std::size_t perColumn = !isFull ? rows : wraps ? 2 * rows : 4 * rows;
    const std::size_t widest = std::min(examples, slotCount / perColumn);
    if (widest == 0) {
        return std::nullopt;
    }
    const std::size_t tiles = (examples + widest - 1) / widest;
    const std::size_t columns = (examples + tiles - 1) / tiles;
    return he::SlotGrid{rows, columns, !isFull ? columns : wraps ? slotCount / rows : 2 * columns};
}

/// Cells of a weight ciphertext: row r holds number r of a run of units or inputs that starts at `first`.
std::vector<WeightSlots::Cell> cellsOfWeights(const LayerLayout& layout, const he::SlotGrid& grid, std::size_t part,
                                              std::size_t inputPart)
{
    std::vector<WeightSlots::Cell> cells;
    if (layout.form == LayerForm::UnitsInSlots) {
        for (std::size_t row = 0; row < layout.rowsUsed(part, grid); ++row) {
            cells.push_back({part * grid.rows + row, inputPart, grid.slot(row, 0)});
        }
        return cells;
    }
    const std::size_t first = inputPart * grid.rows;
    for (std::size_t row = 0; row < std::min(grid.rows, layout.fanIn - first); ++row) {
        cells.push_back({part, first + row, grid.slot(row, 0)});
    }
    return cells;
}

std::vector<WeightSlots::Cell> cellsOfBias(const LayerLayout& layout, const he::SlotGrid& grid, std::size_t part)
{
    if (layout.form == LayerForm::InputsInSlots) {
        return {{part, WeightSlots::kBias, grid.slot(0, 0)}};
    }
    std::vector<WeightSlots::Cell> cells = cellsOfWeights(layout, grid, part, 0);
    for (WeightSlots::Cell& cell : cells) {
        cell.input = WeightSlots::kBias;
    }
    return cells;
}

void fillRow(std::vector<double>& slots, const he::SlotGrid& grid, std::size_t firstSlot, double value)
{
    std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(firstSlot), grid.columns, value);
}

bool isBias(const WeightSlots& entry)
{
    return entry.cells.front().input == WeightSlots::kBias;
}

/// "unit 3" or "units 1-4", counted from 1.
std::string span(const char* one, std::size_t first, std::size_t last)
{
    if (first == last) {
        return std::string(one) + " " + std::to_string(first + 1);
    }
    return std::string(one) + "s " + std::to_string(first + 1) + "-" + std::to_string(last + 1);
}

} // namespace

Packing Packing::choose(const model::NetworkSpec& spec, std::size_t rowsPerStep, std::size_t slotCount, Gap gap)
{
    CG_EXPECTS(rowsPerStep > 0 && slotCount >= (gap == Gap::Full ? 2U : 1U));
    std::size_t mostRows = 1;
    for (std::size_t layer = 0; layer < spec.layers.size(); layer += 2) {
        mostRows = std::max(mostRows, spec.layers[layer].units); // only these layers have units in the rows
    }
    if (gap == Gap::Full) {
        mostRows = std::bit_ceil(mostRows);
    }
    std::optional<std::pair<Cost, Packing>> best;
    for (std::size_t rows = 1; rows <= mostRows; ++rows) {
        if (const auto grid = gridWith(rows, rowsPerStep, slotCount, gap)) {
            const Packing packing{*grid};
            const Cost cost = costOf(spec, packing, rowsPerStep);
            if (!best || cost < best->first) {
                best = {cost, packing};
            }
        }
    }
    return best->second;
}

std::size_t LayerLayout::rowsUsed(std::size_t part, const he::SlotGrid& grid) const
{
    return form == LayerForm::InputsInSlots ? grid.rows : std::min(grid.rows, units - part * grid.rows);
}

std::vector<LayerLayout> layoutsOf(const model::NetworkSpec& spec, const Packing& packing)
{
    std::vector<LayerLayout> layouts;
    std::size_t parts = spec.inputs;
    std::size_t next = 0;
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        LayerLayout layout;
        layout.form = formOf(layer);
        layout.units = spec.layers[layer].units;
        layout.fanIn = spec.fanIn(layer);
        layout.inputParts = parts;
        layout.parts = layout.form == LayerForm::UnitsInSlots ? packing.unitTiles(layout.units) : layout.units;
        layout.biases = spec.layers[layer].bias ? layout.parts : 0;
        layout.firstWeight = next;
        next += layout.ciphertexts();
        parts = layout.parts;
        layouts.push_back(layout);
    }
    return layouts;
}

std::vector<WeightSlots> weightSlots(const model::NetworkSpec& spec, const Packing& packing)
{
    std::vector<WeightSlots> all;
    const std::vector<LayerLayout> layouts = layoutsOf(spec, packing);
    for (std::size_t layer = 0; layer < layouts.size(); ++layer) {
        const LayerLayout& layout = layouts[layer];
        for (std::size_t part = 0; part < layout.parts; ++part) {
            for (std::size_t input = 0; input < layout.inputParts; ++input) {
                all.push_back({layer, cellsOfWeights(layout, packing.grid, part, input)});
            }
        }
        for (std::size_t part = 0; part < layout.biases; ++part) {
            all.push_back({layer, cellsOfBias(layout, packing.grid, part)});
        }
    }
    return all;
}

std::vector<std::vector<double>> packWeights(const model::NetworkSpec& spec, const Packing& packing,
                                             const model::Weights& weights)
{
    const he::SlotGrid& grid = packing.grid;
    std::vector<std::vector<double>> all;
    for (const WeightSlots& entry : weightSlots(spec, packing)) {
        std::vector<double>& slots = all.emplace_back((grid.rows - 1) * grid.rowStride + grid.columns, 0.0);
        const model::LayerWeights& layer = weights.at(entry.layer);
        for (const WeightSlots::Cell& cell : entry.cells) {
            const double value = cell.input == WeightSlots::kBias ? layer.bias.at(cell.unit)
                                                                  : layer.weights.at(cell.unit).at(cell.input);
            fillRow(slots, grid, cell.slot, value);
        }
        if (isBias(entry) && formOf(entry.layer) == LayerForm::InputsInSlots) {
            for (std::size_t row = 1; row < grid.rows; ++row) {
                fillRow(slots, grid, grid.slot(row, 0), slots.front());
            }
        }
    }
    return all;
}

model::Weights unpackWeights(const model::NetworkSpec& spec, const Packing& packing,
                             const std::vector<std::vector<double>>& values)
{
    model::Weights weights(spec.layers.size());
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        const std::size_t units = spec.layers[layer].units;
        weights[layer].weights.assign(units, std::vector<double>(spec.fanIn(layer)));
        weights[layer].bias.assign(spec.layers[layer].bias ? units : 0, 0.0);
    }
    const std::vector<WeightSlots> entries = weightSlots(spec, packing);
    CG_EXPECTS(values.size() == entries.size());
    for (std::size_t c = 0; c < entries.size(); ++c) {
        CG_EXPECTS(values[c].size() == entries[c].cells.size());
        model::LayerWeights& layer = weights[entries[c].layer];
        for (std::size_t i = 0; i < values[c].size(); ++i) {
            const WeightSlots::Cell& cell = entries[c].cells[i];
            (cell.input == WeightSlots::kBias ? layer.bias[cell.unit] : layer.weights[cell.unit][cell.input]) =
                values[c][i];
        }
    }
    return weights;
}

std::vector<std::string> weightNames(const model::NetworkSpec& spec, const Packing& packing)
{
    std::vector<std::string> names;
    for (const WeightSlots& entry : weightSlots(spec, packing)) {
        const WeightSlots::Cell& first = entry.cells.front();
        const WeightSlots::Cell& last = entry.cells.back();
        const std::string layer = "layer " + std::to_string(entry.layer + 1);
        if (isBias(entry)) {
            names.push_back(layer + " bias, " + span("unit", first.unit, last.unit));
        } else if (formOf(entry.layer) == LayerForm::UnitsInSlots) {
            names.push_back(layer + " weight of " + span("input", first.input, first.input) + ", " +
                            span("unit", first.unit, last.unit));
        } else {
            names.push_back(layer + " weight of " + span("unit", first.unit, first.unit) + ", " +
                            span("input", first.input, last.input));
        }
    }
    return names;
}

std::vector<std::size_t> lossSlots(const model::NetworkSpec& spec, const Packing& packing, he::CircuitTraits traits)
{
    const he::SlotGrid& grid = packing.grid;
    if (!traits.levelsAreScarce) {
        return {grid.slot(0, 0)};
    }
    const bool everyRow = formOf(spec.layers.size() - 1) == LayerForm::UnitsInSlots;
    std::vector<std::size_t> slots;
    for (std::size_t row = 0; row < (everyRow ? grid.rows : 1); ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            slots.push_back(grid.slot(row, column));
        }
    }
    return slots;
}

he::CircuitNeeds needsOf(const model::NetworkSpec& spec, const Packing& packing)
{
    CG_EXPECTS(!spec.layers.empty());
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    // Rows: the layers that have inputs in the slots sum over them, and a network of one layer does so for its loss.
    if (packing.grid.rows > 1) {
        needs.sums.push_back({packing.grid, he::SumAxis::OverRows});
    }
    if (packing.grid.columns > 1) {
        needs.sums.push_back({packing.grid, he::SumAxis::OverColumns});
    }
    return needs;
}

PredictionPlace predictionPlace(const model::NetworkSpec& spec, const Packing& packing, std::size_t row,
                                std::size_t output)
{
    const he::SlotGrid& grid = packing.grid;
    const std::size_t tile = row / grid.columns;
    const std::size_t column = row % grid.columns;
    if (formOf(spec.layers.size() - 1) == LayerForm::InputsInSlots) {
        return {tile * spec.outputs() + output, grid.slot(0, column)};
    }
    return {tile * packing.unitTiles(spec.outputs()) + output / grid.rows, grid.slot(output % grid.rows, column)};
}

} // namespace cg::train
