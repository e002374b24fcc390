#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cg::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView viewOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Appends numbers in little-endian order and length-prefixed (32 bit) byte strings to a growing buffer.
class ByteWriter {
public:
    /// Room for so many bytes more: large messages are then written without being moved on the way.
    void reserve(std::size_t bytes);
    void u8(std::uint8_t value);
    void u32(std::uint32_t value);
    void u64(std::uint64_t value);
    void i64(std::int64_t value);
    void f64(double value);
    /// Raw bytes, without a length.
    void raw(ByteView bytes);
    /// A 32-bit length, then the bytes. Requires fewer than 2^32 of them.
    void blob(ByteView bytes);
    void text(std::string_view text) { blob(viewOf(text)); }
    void numbers(std::span<const double> values);
    void integers(std::span<const std::int64_t> values);

    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] const Bytes& bytes() const& { return m_bytes; }
    [[nodiscard]] Bytes take() && { return std::move(m_bytes); }

private:
    Bytes m_bytes;
};

/// Reads what ByteWriter wrote, from bytes that may be hostile: each call checks that the bytes are there and that a
/// count stays within the caller's limit *before* it allocates. Every failure is `FileDamaged` and names the
/// `subject` and the position. The viewed bytes must outlive the reader.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes, std::string subject = "the data");

    Result<std::uint8_t> u8();
    Result<std::uint32_t> u32();
    Result<std::uint64_t> u64();
    Result<std::int64_t> i64();
    Result<double> f64();
    /// A finite double; infinities and NaN are refused.
    Result<double> finite();
    Result<ByteView> raw(std::size_t count);
    /// The next Size bytes, as they are.
    template <std::size_t Size>
    Result<std::array<std::uint8_t, Size>> array()
    {
        std::array<std::uint8_t, Size> bytes{};
        CG_TRY(const ByteView view, raw(Size));
        std::copy(view.begin(), view.end(), bytes.begin());
        return bytes;
    }
    /// A length-prefixed byte string of at most `maxBytes`; the view points into the input.
    Result<ByteView> blob(std::size_t maxBytes);
    Result<std::string> text(std::size_t maxBytes);
    /// A 32-bit count that is at most `max` and whose elements of `bytesEach` still fit into what is left.
    Result<std::size_t> count(std::size_t max, std::size_t bytesEach);
    /// Count-prefixed finite doubles, and integers, at most `max` of them.
    Result<std::vector<double>> numbers(std::size_t max);
    Result<std::vector<std::int64_t>> integers(std::size_t max);
    /// An 8-bit enumerator in [0, last].
    Result<std::uint8_t> choice(std::uint8_t last);

    [[nodiscard]] std::size_t remaining() const { return m_bytes.size() - m_position; }
    /// Refuses bytes that nobody read.
    Result<void> finish() const;
    [[nodiscard]] Error damaged(const std::string& what) const;

private:
    template <typename T>
    Result<T> number(const char* what);

    ByteView m_bytes;
    std::size_t m_position = 0;
    std::string m_subject;
};

} // namespace cg::base
