#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace cg::testing {

/// The contract straight from its definitions: every linear operation is a matrix written down entry by entry. It
/// shares nothing with the plain backend, which is checked against it.
class DirectBackend {
public:
    using Ciphertext = std::vector<double>;
    using Prepared = std::vector<double>;

    explicit DirectBackend(std::size_t slotCount) : m_slotCount(slotCount) {}

    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Plain; }
    [[nodiscard]] static he::CircuitTraits traits() { return {}; }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress)
    {
        return filled([&](std::size_t i) { return i < slots.size() ? slots[i] : 0.0; });
    }
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address)
    {
        return encrypt(slots, address);
    }
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b)
    {
        return filled([&](std::size_t i) { return a[i] + b[i]; });
    }
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b)
    {
        return filled([&](std::size_t i) { return a[i] - b[i]; });
    }
    base::Result<Ciphertext> negate(const Ciphertext& a)
    {
        return filled([&](std::size_t i) { return -a[i]; });
    }
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots)
    {
        return filled([&](std::size_t i) { return a[i] + (i < slots.size() ? slots[i] : 0.0); });
    }
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor)
    {
        return filled([&](std::size_t i) { return a[i] * factor; });
    }
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor) { return multiplyScalar(a, factor); }
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b)
    {
        return filled([&](std::size_t i) { return a[i] * b[i]; });
    }
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p) { return multiply(a, p); }
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs)
    {
        return filled([&](std::size_t i) {
            double total = 0.0;
            for (std::size_t term = 0; term < as.size(); ++term) {
                total += (*as[term])[i] * (*bs[term])[i];
            }
            return total;
        });
    }
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps)
    {
        return multiplyAccumulate(as, ps);
    }
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const he::BlockSum& sum)
    {
        const auto group = [&](std::size_t slot) -> std::pair<bool, std::size_t> {
            const std::size_t row = slot / sum.grid.rowStride;
            const std::size_t column = slot % sum.grid.rowStride;
            return {row < sum.grid.rows && column < sum.grid.columns, sum.axis == he::SumAxis::OverRows ? column : row};
        };
        return applied(a, [&](std::size_t to, std::size_t from) {
            const bool together = group(to).first && group(from).first && group(to).second == group(from).second;
            return together ? 1.0 : 0.0;
        });
    }
    base::Result<Ciphertext> rotate(const Ciphertext& a, int steps)
    {
        const auto shift = static_cast<std::size_t>(steps);
        return applied(
            a, [&](std::size_t to, std::size_t from) { return (to + shift) % m_slotCount == from ? 1.0 : 0.0; });
    }
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const he::LinearMap& map)
    {
        return applied(a, [&](std::size_t to, std::size_t from) {
            return to < map.rows && from < map.columns ? map.entries[to * map.columns + from] : 0.0;
        });
    }
    base::Result<Ciphertext> remask(const Ciphertext& a) { return a; }

    [[nodiscard]] int room(const Ciphertext&) const { return he::kUnlimitedRoom; }
    [[nodiscard]] he::CiphertextInfo info(const Ciphertext& a) const
    {
        he::CiphertextInfo info;
        info.range = he::MessageRange::of(a);
        return info;
    }
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, he::MessageRange) const { return a; }
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, he::MessageRange) const { return a; }

private:
    template <typename Value>
    Ciphertext filled(Value value) const
    {
        Ciphertext result(m_slotCount);
        for (std::size_t i = 0; i < m_slotCount; ++i) {
            result[i] = value(i);
        }
        return result;
    }
    /// The matrix with these entries times the slots.
    template <typename Entry>
    Ciphertext applied(const Ciphertext& a, Entry entry) const
    {
        return filled([&](std::size_t to) {
            double total = 0.0;
            for (std::size_t from = 0; from < m_slotCount; ++from) {
                total += entry(to, from) * a[from];
            }
            return total;
        });
    }

    std::size_t m_slotCount;
};

static_assert(he::HeBackend<DirectBackend>);

} // namespace cg::testing
