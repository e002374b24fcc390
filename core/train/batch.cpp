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

BatchSlots::Slots emptySlots(const he::SlotGrid& grid, std::pmr::memory_resource& memory)
{
    BatchSlots::Slots slots((grid.rows - 1) * grid.rowStride + grid.columns, 0.0, &memory);
    return slots;
}

TileTable<BatchSlots::Slots> inputsOf(const TrainingPlan& plan, const Packing& packing,
                                      std::span<const std::size_t> rows, std::pmr::memory_resource& memory)
{
    const he::SlotGrid& grid = packing.grid;
    auto table = TileTable<BatchSlots::Slots>::roomFor(plan.network.inputs, packing.exampleTiles(rows.size()), memory);
    for (std::size_t input = 0; input < plan.network.inputs; ++input) {
        for (std::size_t tile = 0; tile < table.tiles; ++tile) {
            const std::span<const std::size_t> examples = tileRows(packing, rows, tile);
            BatchSlots::Slots& slots = table.items.emplace_back(emptySlots(grid, memory));
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
                                              std::span<const std::size_t> rows, std::pmr::memory_resource& memory)
{
    const he::SlotGrid& grid = packing.grid;
    const LayerLayout layout = layoutsOf(plan.network, packing).back();
    const bool unitsInRows = layout.form == LayerForm::UnitsInSlots;
    auto table = TileTable<BatchSlots::Slots>::roomFor(layout.parts, packing.exampleTiles(rows.size()), memory);
    for (std::size_t part = 0; part < layout.parts; ++part) {
        for (std::size_t tile = 0; tile < table.tiles; ++tile) {
            const std::span<const std::size_t> examples = tileRows(packing, rows, tile);
            BatchSlots::Slots& slots = table.items.emplace_back(emptySlots(grid, memory));
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

std::optional<BatchSlots::Slots> maskOf(const Packing& packing, std::size_t examples, std::pmr::memory_resource& memory)
{
    const he::SlotGrid& grid = packing.grid;
    const std::size_t columns = columnsInUse(packing, examples, packing.exampleTiles(examples) - 1);
    if (columns == grid.columns) {
        return std::nullopt;
    }
    return constantSlots(grid, {grid.rows, columns}, 1.0, memory);
}

} // namespace

BatchSlots layOutBatch(const TrainingPlan& plan, const Packing& packing, std::span<const std::size_t> rows,
                       std::pmr::memory_resource& memory)
{
    CG_EXPECTS(!rows.empty());
    return {rows.size(), inputsOf(plan, packing, rows, memory), negatedTargetsOf(plan, packing, rows, memory),
            maskOf(packing, rows.size(), memory)};
}

std::size_t columnsInUse(const Packing& packing, std::size_t rows, std::size_t tile)
{
    return std::min(packing.grid.columns, rows - tile * packing.grid.columns);
}

StepList<double> constantSlots(const he::SlotGrid& grid, CellsInUse cells, double value,
                               std::pmr::memory_resource& memory)
{
    CG_EXPECTS(cells.rows <= grid.rows && cells.columns <= grid.columns);
    StepList<double> slots = emptySlots(grid, memory);
    for (std::size_t row = 0; row < cells.rows; ++row) {
        std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(grid.slot(row, 0)), cells.columns, value);
    }
    return slots;
}

} // namespace cg::train
