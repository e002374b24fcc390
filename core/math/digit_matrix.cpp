// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/digit_matrix.h"

#include "base/contract.h"
#include "math/digit_kernel.h"

#include <algorithm>

namespace cg::math {

namespace {

constexpr std::size_t kMaxColumns = std::size_t{1} << 16; // keeps the sums of 2^31 · 2^15 products below 2^62

constexpr std::int64_t kLargestEntry = std::int64_t{1} << 62;

/// The halves of high·2^32 + low, low in [−2^31, 2^31), side by side.
std::int64_t halvesOf(std::int64_t entry)
{
    return entry + (static_cast<std::int32_t>(entry) < 0 ? std::int64_t{1} << 32 : 0);
}

} // namespace

std::optional<std::size_t> balancedDigits(std::span<const std::int64_t> values, int digitBits,
                                          std::span<std::int32_t> digits)
{
    CG_EXPECTS(digitBits >= 2 && digitBits <= 16);
    CG_EXPECTS(!values.empty() && digits.size() % values.size() == 0);
    const std::size_t planes = digits.size() / values.size();
    const std::int64_t half = std::int64_t{1} << (digitBits - 1);
    const std::int64_t mask = 2 * half - 1;
    std::vector<std::int64_t> rest(values.begin(), values.end());
    std::size_t used = 0;
    for (std::size_t d = 0; d < planes; ++d) {
        std::int64_t any = 0;
        for (std::size_t j = 0; j < rest.size(); ++j) {
            // Two's complement: the low bits moved into [−half, half); what is left is divisible by 2^digitBits.
            const std::int64_t digit = ((rest[j] & mask) ^ half) - half;
            digits[d * rest.size() + j] = static_cast<std::int32_t>(digit);
            rest[j] = (rest[j] >> digitBits) + (digit < 0 ? 1 : 0);
            any |= digit;
        }
        used = any != 0 ? d + 1 : used;
    }
    const bool fits = std::ranges::all_of(rest, [](std::int64_t value) { return value == 0; });
    return fits ? std::optional(used) : std::nullopt;
}

DigitMatrix::DigitMatrix(std::size_t rows, std::size_t columns, std::span<const std::int64_t> entries)
    : m_rows(rows),
      m_columns(columns),
      m_stride((rows + kRowGranularity - 1) / kRowGranularity * kRowGranularity),
      m_entries(m_stride * columns)
{
    CG_EXPECTS(rows > 0 && columns <= kMaxColumns && entries.size() == rows * columns);
    for (std::size_t column = 0; column < columns; ++column) {
        for (std::size_t row = 0; row < rows; ++row) {
            const std::int64_t entry = entries[column * rows + row];
            CG_EXPECTS(entry < kLargestEntry && entry > -kLargestEntry);
            m_entries[column * m_stride + row] = halvesOf(entry);
            if (entry != static_cast<std::int32_t>(entry)) {
                m_shortFrom = std::max(m_shortFrom, (row / kRowGranularity + 1) * kRowGranularity);
            }
        }
    }
}

bool DigitMatrix::multiply(std::span<const std::int32_t> digits, std::span<std::int64_t> result) const
{
    CG_EXPECTS(digits.size() <= m_columns && result.size() == m_rows);
    std::vector<DigitSum> sums(m_stride);
    sumDigitColumns({m_entries, m_stride, m_shortFrom}, digits, sums);
    bool fits = true;
    for (std::size_t row = 0; row < m_rows; ++row) {
        // The true result is high·2^32 + low with both sums exact: it fits if the carried high part is a 32-bit number.
        const std::int64_t high = sums[row].high + (sums[row].low >> 32);
        fits = fits && high == static_cast<std::int32_t>(high);
        result[row] = static_cast<std::int64_t>((static_cast<std::uint64_t>(high) << 32) |
                                                (static_cast<std::uint64_t>(sums[row].low) & 0xffffffffU));
    }
    return fits;
}

std::int64_t DigitMatrix::entry(std::size_t row, std::size_t column) const
{
    CG_EXPECTS(row < m_rows && column < m_columns);
    const std::int64_t halves = m_entries[column * m_stride + row];
    return halves - (static_cast<std::int32_t>(halves) < 0 ? std::int64_t{1} << 32 : 0);
}

} // namespace cg::math
