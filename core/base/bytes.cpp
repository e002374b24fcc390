// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace cg::base {

namespace {

static_assert(std::endian::native == std::endian::little, "the file formats are written on little-endian machines");

template <typename T>
void append(Bytes& bytes, T value)
{
    const auto at = bytes.size();
    bytes.resize(at + sizeof value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

} // namespace

void ByteWriter::reserve(std::size_t bytes)
{
    const std::size_t wanted = m_bytes.size() + bytes;
    if (wanted > m_bytes.capacity()) {
        // Many small calls must not move everything each time.
        m_bytes.reserve(std::max(wanted, 2 * m_bytes.capacity()));
    }
}

void ByteWriter::u8(std::uint8_t value)
{
    m_bytes.push_back(value);
}

void ByteWriter::u32(std::uint32_t value)
{
    append(m_bytes, value);
}

void ByteWriter::u64(std::uint64_t value)
{
    append(m_bytes, value);
}

void ByteWriter::i64(std::int64_t value)
{
    append(m_bytes, value);
}

void ByteWriter::f64(double value)
{
    append(m_bytes, value);
}

void ByteWriter::raw(ByteView bytes)
{
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void ByteWriter::blob(ByteView bytes)
{
    CG_EXPECTS(bytes.size() <= std::numeric_limits<std::uint32_t>::max());
    u32(static_cast<std::uint32_t>(bytes.size()));
    raw(bytes);
}

void ByteWriter::numbers(std::span<const double> values)
{
    u32(static_cast<std::uint32_t>(values.size()));
    for (const double value : values) {
        f64(value);
    }
}

void ByteWriter::integers(std::span<const std::int64_t> values)
{
    u32(static_cast<std::uint32_t>(values.size()));
    for (const std::int64_t value : values) {
        i64(value);
    }
}

ByteReader::ByteReader(ByteView bytes, std::string subject) : m_bytes(bytes), m_subject(std::move(subject)) {}

Error ByteReader::damaged(const std::string& what) const
{
    return {ErrorCode::FileDamaged, m_subject + " is damaged at byte " + std::to_string(m_position) + ": " + what};
}

template <typename T>
Result<T> ByteReader::number(const char* what)
{
    if (remaining() < sizeof(T)) {
        return damaged(std::string("it ends where ") + what + " should be");
    }
    T value;
    std::memcpy(&value, m_bytes.data() + m_position, sizeof value);
    m_position += sizeof value;
    return value;
}

Result<std::uint8_t> ByteReader::u8()
{
    return number<std::uint8_t>("a byte");
}

Result<std::uint32_t> ByteReader::u32()
{
    return number<std::uint32_t>("a 32-bit number");
}

Result<std::uint64_t> ByteReader::u64()
{
    return number<std::uint64_t>("a 64-bit number");
}

Result<std::int64_t> ByteReader::i64()
{
    return number<std::int64_t>("a 64-bit number");
}

Result<double> ByteReader::f64()
{
    return number<double>("a floating-point number");
}

Result<double> ByteReader::finite()
{
    CG_TRY(const double value, f64());
    if (!std::isfinite(value)) {
        return damaged("a number is not finite");
    }
    return value;
}

Result<ByteView> ByteReader::raw(std::size_t count)
{
    if (remaining() < count) {
        return damaged("it ends " + std::to_string(count - remaining()) + " bytes too early");
    }
    const ByteView view = m_bytes.subspan(m_position, count);
    m_position += count;
    return view;
}

Result<ByteView> ByteReader::blob(std::size_t maxBytes)
{
    CG_TRY(const std::size_t size, count(maxBytes, 1));
    return raw(size);
}

Result<std::string> ByteReader::text(std::size_t maxBytes)
{
    CG_TRY(const ByteView view, blob(maxBytes));
    return std::string(view.begin(), view.end());
}

Result<std::size_t> ByteReader::count(std::size_t max, std::size_t bytesEach)
{
    CG_TRY(const std::uint32_t size, u32());
    if (size > max) {
        return damaged("a count of " + std::to_string(size) + " where at most " + std::to_string(max) + " may stand");
    }
    if (bytesEach != 0 && size > remaining() / bytesEach) {
        return damaged("a count of " + std::to_string(size) + " that the rest of the data cannot hold");
    }
    return std::size_t{size};
}

Result<std::vector<double>> ByteReader::numbers(std::size_t max)
{
    CG_TRY(const std::size_t size, count(max, sizeof(double)));
    std::vector<double> values(size);
    for (double& value : values) {
        CG_TRY(value, finite());
    }
    return values;
}

Result<std::vector<std::int64_t>> ByteReader::integers(std::size_t max)
{
    CG_TRY(const std::size_t size, count(max, sizeof(std::int64_t)));
    std::vector<std::int64_t> values(size);
    for (std::int64_t& value : values) {
        CG_TRY(value, i64());
    }
    return values;
}

Result<std::uint8_t> ByteReader::choice(std::uint8_t last)
{
    CG_TRY(const std::uint8_t value, u8());
    if (value > last) {
        return damaged("choice " + std::to_string(value) + " where the last one is " + std::to_string(last));
    }
    return value;
}

Result<void> ByteReader::finish() const
{
    if (remaining() != 0) {
        return damaged(std::to_string(remaining()) + " bytes too many");
    }
    return {};
}

} // namespace cg::base
