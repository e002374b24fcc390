#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/packing.h"
#include "train/plan.h"

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

namespace cg::train {

/// What the lists of a step lie in: given back at its end, and given out again in the next one.
class StepMemory : public std::pmr::unsynchronized_pool_resource {
public:
    StepMemory() : unsynchronized_pool_resource({0, kLargestBlock}) {}

private:
    static constexpr std::size_t kLargestBlock = std::size_t{1} << 20; ///< in bytes; larger ones come from the heap
};

/// A list that the parts of a step hand on, in a StepMemory.
template <typename T>
using StepList = std::pmr::vector<T>;

/// An empty list with room for `count`.
template <typename T>
[[nodiscard]] StepList<T> stepList(std::size_t count, std::pmr::memory_resource& memory)
{
    StepList<T> list(&memory);
    list.reserve(count);
    return list;
}

/// Something for each part of a layer and each tile of examples, part by part.
template <typename T>
struct TileTable {
    std::size_t tiles = 0;
    StepList<T> items;

    /// Without items, and with room for those of `parts` parts.
    [[nodiscard]] static TileTable roomFor(std::size_t parts, std::size_t tiles, std::pmr::memory_resource& memory)
    {
        return {tiles, stepList<T>(parts * tiles, memory)};
    }
    [[nodiscard]] const T& at(std::size_t part, std::size_t tile) const { return items[part * tiles + tile]; }
    [[nodiscard]] std::size_t parts() const { return tiles == 0 ? 0 : items.size() / tiles; }
};

/// The cells of a grid that are in use: the first of its rows and columns.
struct CellsInUse {
    std::size_t rows;
    std::size_t columns;
};

/// The examples of one pass as slots: example number `tile · grid.columns + c` lies in column c of that tile.
struct BatchSlots {
    using Slots = StepList<double>;

    std::size_t rows = 0;
    TileTable<Slots> inputs;         ///< input by tile, equal in all rows of the grid
    TileTable<Slots> negatedTargets; ///< part of the last layer by tile; −t where a result is, 0 elsewhere
    std::optional<Slots> mask;       ///< ones in the columns in use of the last tile, if some of it are not
};

/// Lays out the given rows of the plan's data. Requires at least one row.
[[nodiscard]] BatchSlots layOutBatch(const TrainingPlan& plan, const Packing& packing,
                                     std::span<const std::size_t> rows, std::pmr::memory_resource& memory);

/// Columns in use of one tile of `rows` examples.
[[nodiscard]] std::size_t columnsInUse(const Packing& packing, std::size_t rows, std::size_t tile);

/// `value` in the cells in use, 0 elsewhere.
[[nodiscard]] StepList<double> constantSlots(const he::SlotGrid& grid, CellsInUse cells, double value,
                                             std::pmr::memory_resource& memory);

} // namespace cg::train
