// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/plain/backend.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace cg::he::plain {

namespace {

template <typename Combine>
Ciphertext combined(const Ciphertext& a, const Ciphertext& b, Combine combine)
{
    CG_EXPECTS(a.slots.size() == b.slots.size());
    Ciphertext result = a;
    std::ranges::transform(a.slots, b.slots, result.slots.begin(), combine);
    return result;
}

Ciphertext scaled(const Ciphertext& a, double factor)
{
    Ciphertext result = a;
    for (double& slot : result.slots) {
        slot *= factor;
    }
    return result;
}

} // namespace

Backend::Backend(std::size_t slotCount) : m_slotCount(slotCount)
{
    CG_EXPECTS(slotCount > 0);
}

// The contract of he/backend.h: operations are methods of an object and may change it, also where plain does not.
// NOLINTBEGIN(readability-convert-member-functions-to-static, readability-make-member-function-const)

base::Result<Ciphertext> Backend::encrypt(std::span<const double> slots, base::StreamAddress)
{
    CG_EXPECTS(slots.size() <= m_slotCount);
    Ciphertext result{{slots.begin(), slots.end()}};
    result.slots.resize(m_slotCount);
    return result;
}

base::Result<Ciphertext> Backend::prepare(std::span<const double> slots, base::StreamAddress address)
{
    return encrypt(slots, address);
}

base::Result<Ciphertext> Backend::add(const Ciphertext& a, const Ciphertext& b)
{
    return combined(a, b, std::plus<>());
}

base::Result<Ciphertext> Backend::subtract(const Ciphertext& a, const Ciphertext& b)
{
    return combined(a, b, std::minus<>());
}

base::Result<Ciphertext> Backend::negate(const Ciphertext& a)
{
    return scaled(a, -1.0);
}

base::Result<Ciphertext> Backend::addPlain(const Ciphertext& a, std::span<const double> slots)
{
    CG_EXPECTS(slots.size() <= m_slotCount);
    Ciphertext result = a;
    std::ranges::transform(slots, a.slots, result.slots.begin(), std::plus<>());
    return result;
}

base::Result<Ciphertext> Backend::multiplyScalar(const Ciphertext& a, double factor)
{
    return scaled(a, factor);
}

base::Result<Ciphertext> Backend::absorb(const Ciphertext& a, double factor)
{
    CG_EXPECTS(factor != 0.0);
    return scaled(a, factor);
}

base::Result<Ciphertext> Backend::multiply(const Ciphertext& a, const Ciphertext& b)
{
    return combined(a, b, std::multiplies<>());
}

base::Result<Ciphertext> Backend::multiplyPlain(const Ciphertext& a, const Prepared& p)
{
    return multiply(a, p);
}

base::Result<Ciphertext> Backend::multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Ciphertext* const> bs)
{
    CG_EXPECTS(!as.empty() && as.size() == bs.size());
    Ciphertext result = combined(*as[0], *bs[0], std::multiplies<>());
    for (std::size_t i = 1; i < as.size(); ++i) {
        for (std::size_t slot = 0; slot < m_slotCount; ++slot) {
            result.slots[slot] += as[i]->slots[slot] * bs[i]->slots[slot];
        }
    }
    return result;
}

base::Result<Ciphertext> Backend::multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                          std::span<const Prepared* const> ps)
{
    return multiplyAccumulate(as, ps);
}

base::Result<Ciphertext> Backend::sumBlocks(const Ciphertext& a, const BlockSum& sum)
{
    const SlotGrid& grid = sum.grid;
    CG_EXPECTS((grid.rows - 1) * grid.rowStride + grid.columns <= m_slotCount);
    Ciphertext result{std::vector<double>(m_slotCount, 0.0)};
    const bool overRows = sum.axis == SumAxis::OverRows;
    const std::size_t lines = overRows ? grid.columns : grid.rows;
    const std::size_t length = overRows ? grid.rows : grid.columns;
    const auto slot = [&](std::size_t line, std::size_t i) {
        return overRows ? grid.slot(i, line) : grid.slot(line, i);
    };
    for (std::size_t line = 0; line < lines; ++line) {
        double total = 0.0;
        for (std::size_t i = 0; i < length; ++i) {
            total += a.slots[slot(line, i)];
        }
        for (std::size_t i = 0; i < length; ++i) {
            result.slots[slot(line, i)] = total;
        }
    }
    return result;
}

base::Result<Ciphertext> Backend::rotate(const Ciphertext& a, int steps)
{
    const auto count = static_cast<int>(m_slotCount);
    Ciphertext result = a;
    std::ranges::rotate(result.slots, result.slots.begin() + ((steps % count) + count) % count);
    return result;
}

base::Result<Ciphertext> Backend::linearMap(const Ciphertext& a, const LinearMap& map)
{
    CG_EXPECTS(map.rows <= m_slotCount && map.columns <= m_slotCount);
    Ciphertext result{std::vector<double>(m_slotCount, 0.0)};
    for (std::size_t row = 0; row < map.rows; ++row) {
        for (std::size_t column = 0; column < map.columns; ++column) {
            result.slots[row] += map.entries[row * map.columns + column] * a.slots[column];
        }
    }
    return result;
}

base::Result<Ciphertext> Backend::remask(const Ciphertext& a)
{
    return a;
}

int Backend::room(const Ciphertext&) const
{
    return kUnlimitedRoom;
}

CiphertextInfo Backend::info(const Ciphertext& a) const
{
    CiphertextInfo info;
    info.scale = base::Log2::ofMagnitude(1.0);
    info.range = MessageRange::of(a.slots);
    info.bytes = a.slots.size() * sizeof(double);
    return info;
}

Ciphertext Backend::declareRange(const Ciphertext& a, MessageRange) const
{
    return a;
}

Ciphertext Backend::declareReference(const Ciphertext& a, MessageRange) const
{
    return a;
}

void Backend::encode(const Ciphertext& a, base::ByteWriter& writer) const
{
    writer.numbers(a.slots);
}

base::Result<Ciphertext> Backend::decode(base::ByteReader& reader) const
{
    CG_TRY(std::vector<double> slots, reader.numbers(m_slotCount));
    if (slots.size() != m_slotCount) {
        return reader.damaged(std::to_string(slots.size()) + " slots instead of " + std::to_string(m_slotCount));
    }
    return Ciphertext{std::move(slots)};
}

// NOLINTEND(readability-convert-member-functions-to-static, readability-make-member-function-const)

} // namespace cg::he::plain
