#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstddef>
#include <variant>
#include <vector>

namespace cg::session {

/// Longest vector of the calculator.
inline constexpr std::size_t kMaxVectorLength = 4096;

/// A list of numbers or of lists of equal length, as a program writes it: an argument, never a result.
struct NumberTable {
    enum class Form { List, Matrix };

    Form form = Form::List;
    std::size_t rows = 1; ///< 1 for a list
    std::size_t columns = 0;
    std::vector<double> entries; ///< row by row
};

/// How `length` numbers lie in tiles of `slotCount` slots: number i in slot i % slotCount of tile i / slotCount.
struct TileLayout {
    std::size_t length = 0;
    std::size_t slotCount = 1;

    [[nodiscard]] std::size_t tiles() const { return (length + slotCount - 1) / slotCount; }
    /// The first number of a tile.
    [[nodiscard]] std::size_t begin(std::size_t tile) const { return tile * slotCount; }
    /// How many numbers lie in a tile.
    [[nodiscard]] std::size_t numbersIn(std::size_t tile) const { return std::min(slotCount, length - begin(tile)); }
};

/// Encrypted numbers, one ciphertext a tile.
///
/// Invariant: the slots behind the last number hold zero, except where the length is 1: there they may hold anything
/// (a sum is replicated over its tile).
template <typename Ciphertext>
struct EncryptedVector {
    TileLayout layout;
    std::vector<Ciphertext> tiles;

    [[nodiscard]] std::size_t length() const { return layout.length; }
};

/// What an expression can be.
template <typename Ciphertext>
using CalculatorValue = std::variant<double, EncryptedVector<Ciphertext>, NumberTable>;

} // namespace cg::session
