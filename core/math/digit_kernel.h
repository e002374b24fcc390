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

/// sums[r] = Σ_c digits[c] · (halves of entries[c·stride + r]), where entry = high·2^32 + low with low in
/// [−2^31, 2^31). One source compiled for every instruction set that Highway knows on this architecture, chosen at run
/// time; integers, hence alike bit by bit. Requires stride % kRowGranularity == 0, sums.size() = stride, at most 2^16
/// digits of magnitude at most 2^15.
void sumDigitColumns(std::span<const std::int64_t> entries, std::size_t stride, std::span<const std::int32_t> digits,
                     std::span<DigitSum> sums);

} // namespace cg::math
