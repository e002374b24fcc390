// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/switch_matrix.h"

#include <algorithm>
#include <string>

namespace cg::he::vhe {

namespace {

constexpr std::int64_t kLargestEntry = std::int64_t{1} << 62;

base::Error overflow(const std::string& what)
{
    return {base::ErrorCode::NoiseOverflow, what};
}

/// v / 2^bits, rounded to the nearest integer.
std::int64_t roundedShift(std::int64_t value, int bits)
{
    return bits == 0 ? value : ((value >> (bits - 1)) + 1) >> 1;
}

} // namespace

SwitchMatrix::SwitchMatrix(const SwitchShape& shape, math::DigitMatrix matrix)
    : m_shape(shape), m_matrix(std::move(matrix))
{}

base::Result<SwitchMatrix> SwitchMatrix::create(const SwitchShape& shape, std::vector<std::int64_t> entries)
{
    if (entries.size() != shape.rows * shape.columns()) {
        return base::Error{base::ErrorCode::InvalidArgument, "a key-switch matrix of " + std::to_string(shape.rows) +
                                                                 " × " + std::to_string(shape.columns()) +
                                                                 " cannot have " + std::to_string(entries.size()) +
                                                                 " entries"};
    }
    if (std::ranges::any_of(entries, [](std::int64_t e) { return e >= kLargestEntry || e <= -kLargestEntry; })) {
        return base::Error{base::ErrorCode::InvalidArgument, "an entry of a key-switch matrix is not below 2^62"};
    }
    return SwitchMatrix(shape, math::DigitMatrix(shape.rows, shape.columns(), entries));
}

base::Result<Switched> SwitchMatrix::apply(std::span<const std::int64_t> values) const
{
    CG_EXPECTS(values.size() == m_shape.sources);
    std::vector<std::int32_t> digits(m_shape.columns());
    const auto planes = math::balancedDigits(values, m_shape.digitBits, digits);
    if (!planes) {
        return overflow("an integer of the ciphertext does not fit into the " +
                        std::to_string(m_shape.digits * static_cast<std::size_t>(m_shape.digitBits)) +
                        " bits of a key switch");
    }
    const std::span used = std::span(digits).first(*planes * m_shape.sources);
    Switched result;
    std::int64_t squares = 0; // at most 2^16 digits of at most 2^15
    for (const std::int32_t digit : used) {
        squares += std::int64_t{digit} * digit;
    }
    result.digitSquares = static_cast<double>(squares);
    result.entries.resize(m_shape.rows);
    if (!m_matrix.multiply(used, result.entries)) {
        return overflow("the result of a key switch does not fit into 64 bits");
    }
    for (std::int64_t& entry : result.entries) {
        entry = roundedShift(entry, m_shape.fractionBits);
    }
    return result;
}

void SwitchMatrix::encode(base::ByteWriter& writer) const
{
    for (std::size_t column = 0; column < m_shape.columns(); ++column) {
        for (std::size_t row = 0; row < m_shape.rows; ++row) {
            writer.i64(m_matrix.entry(row, column));
        }
    }
}

base::Result<SwitchMatrix> SwitchMatrix::decode(base::ByteReader& reader, const SwitchShape& expected)
{
    const std::size_t count = expected.rows * expected.columns();
    if (reader.remaining() / sizeof(std::int64_t) < count) {
        return reader.damaged("it ends inside a key-switch matrix");
    }
    std::vector<std::int64_t> entries(count);
    for (std::int64_t& entry : entries) {
        CG_TRY(entry, reader.i64());
    }
    auto matrix = create(expected, std::move(entries));
    if (!matrix) {
        return reader.damaged(matrix.error().message);
    }
    return matrix;
}

} // namespace cg::he::vhe
