#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cg::math {

/// Splits `values` into balanced digits of base 2^digitBits, each in [−2^(b−1), 2^(b−1)−1]: digit d of value j goes to
/// digits[d·values.size() + j], so that value = Σ_d digit_d · 2^(b·d). Returns the number of leading planes that hold
/// any non-zero digit, or nothing if a value does not fit (|value| < 2^(b·planes − 1), roughly: exactly when the carry
/// out of the last digit is not zero). Requires 2 ≤ digitBits ≤ 16 and digits.size() = planes·values.size().
[[nodiscard]] std::optional<std::size_t> balancedDigits(std::span<const std::int64_t> values, int digitBits,
                                                        std::span<std::int32_t> digits);

/// A matrix of 64-bit integers, multiplied by vectors of small signed digits. An entry is used as two signed 32-bit
/// halves, entry = high·2^32 + low, so that vector units need no 64-bit product and no sum can overflow.
class DigitMatrix {
public:
    /// `entries` column by column. Requires rows > 0, entries.size() = rows · columns and magnitudes
    /// below 2^62.
    DigitMatrix(std::size_t rows, std::size_t columns, std::span<const std::int64_t> entries);

    /// The first digits.size() columns times the digits, exactly: nothing if a result does not fit into 64 bits.
    /// Requires digits.size() ≤ columns ≤ 2^16 and |digit| ≤ 2^15. `result` has `rows` entries.
    [[nodiscard]] bool multiply(std::span<const std::int32_t> digits, std::span<std::int64_t> result) const;

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    [[nodiscard]] std::int64_t entry(std::size_t row, std::size_t column) const;

private:
    std::size_t m_rows;
    std::size_t m_columns;
    std::size_t m_stride;                ///< rows rounded up to a whole number of vectors; the padding is zero
    std::size_t m_shortFrom = 0;         ///< entries of the rows from here on fit into 32 bits
    std::vector<std::int64_t> m_entries; ///< as two halves side by side (digit_kernel.h)
};

/// The instruction set that `multiply` uses on this machine.
[[nodiscard]] std::string_view digitMatrixTarget();

} // namespace cg::math
