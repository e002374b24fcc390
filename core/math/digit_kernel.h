#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <span>

namespace cg::math {

/// Rows are padded to a multiple of this, one vector of the widest instruction set.
inline constexpr std::size_t kRowGranularity = 8;

/// Σ digit · half over the columns, for one row; exact.
struct DigitSum {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

/// Entries column by column, column c from c·stride on, each as its two halves side by side: the upper 32 bits are
/// `high` and the lower ones `low`, both signed, of entry = high·2^32 + low. The halves `high` of all rows from
/// `shortFrom` on are zero.
struct SplitColumns {
    std::span<const std::int64_t> halves;
    std::size_t stride;
    std::size_t shortFrom;
};

/// sums[r] = Σ_c digits[c] · (halves of row r in column c). One source compiled for every instruction set that Highway
/// knows on this architecture, chosen at run time; integers, hence alike bit by bit. Requires stride and shortFrom to
/// be multiples of kRowGranularity, sums.size() = stride, at most 2^16 digits of magnitude at most 2^15.
void sumDigitColumns(const SplitColumns& columns, std::span<const std::int32_t> digits, std::span<DigitSum> sums);

} // namespace cg::math
