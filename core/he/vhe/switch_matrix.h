#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"
#include "math/digit_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cg::he::vhe {

/// The shape of a key switch: `sources` integers of at most `digits`·`digitBits` bits go in, `rows` = m + k come out.
struct SwitchShape {
    std::size_t rows = 0;
    std::size_t sources = 0;
    std::size_t digits = 0;
    int digitBits = 0;
    int fractionBits = 0; ///< the result is divided by 2^fractionBits with rounding (real-valued linear maps)

    [[nodiscard]] std::size_t columns() const { return sources * digits; }
    friend bool operator==(const SwitchShape&, const SwitchShape&) = default;
};

/// What a key switch gives: the integers, and Σ digit² of the digits that went in (public; the expected noise is
/// σ_E·√(Σ digit²)).
struct Switched {
    std::vector<std::int64_t> entries;
    double digitSquares = 0.0;
};

/// A key-switch matrix M [ZW14, §III]: S'·(M · digits(c)) = R·c + E·digits(c).
///
/// Column (d, j) = d·sources + j belongs to digit d of source entry j; all columns of a digit stand together, so that
/// digits which are zero for every entry are skipped as a whole.
class SwitchMatrix {
public:
    /// `entries` column by column, rows · columns() of them. InvalidArgument if the count differs.
    static base::Result<SwitchMatrix> create(const SwitchShape& shape, std::vector<std::int64_t> entries);

    /// Balanced base-2^b digits of `values` (one a source), times the matrix. NoiseOverflow if a value does not fit
    /// into L digits or a result does not fit into 64 bits (checked exactly).
    [[nodiscard]] base::Result<Switched> apply(std::span<const std::int64_t> values) const;

    [[nodiscard]] const SwitchShape& shape() const { return m_shape; }
    [[nodiscard]] std::size_t bytes() const { return m_shape.rows * m_shape.columns() * sizeof(std::int64_t); }

    void encode(base::ByteWriter& writer) const;
    [[nodiscard]] static base::Result<SwitchMatrix> decode(base::ByteReader& reader, const SwitchShape& expected);

private:
    SwitchMatrix(const SwitchShape& shape, math::DigitMatrix matrix);

    SwitchShape m_shape;
    math::DigitMatrix m_matrix;
};

} // namespace cg::he::vhe
