// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/batch.h"

#include "base/contract.h"

#include <algorithm>

namespace cg::train {

namespace {

/// The examples of one tile.
std::span<const std::size_t> tileRows(const Packing& packing, std::span<const std::size_t> rows, std::size_t tile)
{
    const std::size_t first = tile * packing.grid.columns;
    return rows.subspan(first, columnsInUse(packing, rows.size(), tile));
}

BatchSlots::Slots emptySlots(const he::SlotGrid& grid)
{
    return BatchSlots::Slots((grid.rows - 1) * grid.rowStride + grid.columns, 0.0);
}

TileTable<BatchSlots::Slots> inputsOf(const TrainingPlan& plan, const Packing& packing,
                                      std::span<const std::size_t> rows)
{
    const he::SlotGrid& grid = packing.grid;
    TileTable<BatchSlots::Slots> table{packing.exampleTiles(rows.size()), {}};
    for (std::size_t input = 0; input < plan.network.inputs; ++input) {
        for (std::size_t tile = 0; tile < table.tiles; ++tile) {
            const std::span<const std::size_t> examples = tileRows(packing, rows, tile);
            BatchSlots::Slots& slots = table.items.emplace_back(emptySlots(grid));
            for (std::size_t row = 0; row < grid.rows; ++row) {
                for (std::size_t column = 0; column < examples.size(); ++column) {
                    slots[grid.slot(row, column)] = plan.data.input(examples[column])[input];
                }
            }
        }
    }
    return table;
}

TileTable<BatchSlots::Slots> negatedTargetsOf(const TrainingPlan& plan, const Packing& packing,
                                              std::span<const std::size_t> rows)
{
    const he::SlotGrid& grid = packing.grid;
    const LayerLayout layout = layoutsOf(plan.network, packing).back();
    const bool unitsInRows = layout.form == LayerForm::UnitsInSlots;
    TileTable<BatchSlots::Slots> table{packing.exampleTiles(rows.size()), {}};
    for (std::size_t part = 0; part < layout.parts; ++part) {
        for (std::size_t tile = 0; tile < table.tiles; ++tile) {
            const std::span<const std::size_t> examples = tileRows(packing, rows, tile);
            BatchSlots::Slots& slots = table.items.emplace_back(emptySlots(grid));
            for (std::size_t row = 0; row < layout.rowsUsed(part, grid); ++row) {
                const std::size_t output = unitsInRows ? part * grid.rows + row : part;
                for (std::size_t column = 0; column < examples.size(); ++column) {
                    slots[grid.slot(row, column)] = -plan.data.target(examples[column])[output];
                }
            }
        }
    }
    return table;
}

std::optional<BatchSlots::Slots> maskOf(const Packing& packing, std::size_t examples)
{
    const he::SlotGrid& grid = packing.grid;
    const std::size_t columns = columnsInUse(packing, examples, packing.exampleTiles(examples) - 1);
    if (columns == grid.columns) {
        return std::nullopt;
    }
    return constantSlots(grid, {grid.rows, columns}, 1.0);
}

} // namespace

BatchSlots layOutBatch(const TrainingPlan& plan, const Packing& packing, std::span<const std::size_t> rows)
{
    CG_EXPECTS(!rows.empty());
    BatchSlots batch;
    batch.rows = rows.size();
    batch.inputs = inputsOf(plan, packing, rows);
    batch.negatedTargets = negatedTargetsOf(plan, packing, rows);
    batch.mask = maskOf(packing, rows.size());
    return batch;
}

std::size_t columnsInUse(const Packing& packing, std::size_t rows, std::size_t tile)
{
    return std::min(packing.grid.columns, rows - tile * packing.grid.columns);
}

std::vector<double> constantSlots(const he::SlotGrid& grid, CellsInUse cells, double value)
{
    CG_EXPECTS(cells.rows <= grid.rows && cells.columns <= grid.columns);
    std::vector<double> slots = emptySlots(grid);
    for (std::size_t row = 0; row < cells.rows; ++row) {
        std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(grid.slot(row, 0)), cells.columns, value);
    }
    return slots;
}

} // namespace cg::train
