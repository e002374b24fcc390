#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::he {

/// How circuits should be arranged for a scheme.
struct CircuitTraits {
    bool sumsNeedGap = false;     ///< a sum needs empty slots behind the axis, and leaves parts of sums in them
    bool levelsAreScarce = false; ///< few products may follow each other: flat circuits, even of more products
};

/// Slots seen as a table: cell (row, column) lies in slot row · rowStride + column. Slots outside the table hold zero
/// in every ciphertext that a sum is taken of, and in its result; but for CKKS, which leaves parts of sums there.
///
///     rowStride ┐
///     0 1 2 3 (gap)      row 0
///     . . . .            row 1 …
struct SlotGrid {
    std::size_t rows = 1;
    std::size_t columns = 1;
    std::size_t rowStride = 1; ///< ≥ columns

    [[nodiscard]] std::size_t slot(std::size_t row, std::size_t column) const { return row * rowStride + column; }
    [[nodiscard]] std::size_t cells() const { return rows * columns; }
    friend auto operator<=>(const SlotGrid&, const SlotGrid&) = default;
};

/// OverRows: each column's sum, written to every row of that column. OverColumns: each row's sum, written to every
/// column of that row.
enum class SumAxis : std::uint8_t { OverRows = 0, OverColumns = 1 };

/// The sums that `sumBlocks` takes; the result is replicated over the cells that were summed.
struct BlockSum {
    SlotGrid grid;
    SumAxis axis = SumAxis::OverRows;

    friend auto operator<=>(const BlockSum&, const BlockSum&) = default;
};

/// A public matrix to be applied to the slots of a ciphertext: `entries` row by row, rows × columns, both at most the
/// slot count; slots from `rows` on come out zero.
struct LinearMap {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> entries;

    friend auto operator<=>(const LinearMap&, const LinearMap&) = default;
};

/// Which evaluation keys a circuit needs. Sums and maps hold nothing of the data.
struct CircuitNeeds {
    bool products = false;       ///< ciphertext times ciphertext
    bool remasking = false;      ///< key switch from the key to itself
    std::vector<BlockSum> sums;  ///< each once
    std::vector<int> rotations;  ///< each once, in [1, slotCount)
    std::vector<LinearMap> maps; ///< each once
};

/// InvalidArgument where the table of a sum does not fit `slotCount` slots.
[[nodiscard]] base::Result<void> checkSum(const BlockSum& sum, std::size_t slotCount);
/// The same for every sum, rotation and map.
[[nodiscard]] base::Result<void> checkNeeds(const CircuitNeeds& needs, std::size_t slotCount);

/// Byte form of CircuitNeeds (protocol). Decoding bounds every count and refuses non-finite entries.
void encode(const CircuitNeeds& needs, base::ByteWriter& writer);
[[nodiscard]] base::Result<CircuitNeeds> decodeNeeds(base::ByteReader& reader);

} // namespace cg::he
