// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/canonical_embedding.h"

#include "base/contract.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <utility>

namespace cg::math {

namespace {

/// e^(2πi·index/order), each part rounded once: the angle is brought below π/4 in integers, and the function taken with
/// more digits than are kept. Requires a power of two from 8 on as the order.
std::complex<double> rootOfUnity(std::uint64_t index, std::uint64_t order)
{
    const std::uint64_t eighth = order / 8;
    const std::uint64_t octant = index % order / eighth;
    const std::uint64_t within = index % eighth;
    // Odd octants are measured from their upper end, so that the angle stays within [0, π/4].
    const std::uint64_t steps = octant % 2 == 0 ? within : eighth - within;
    const long double angle =
        std::numbers::pi_v<long double> / 4 * static_cast<long double>(steps) / static_cast<long double>(eighth);
    auto re = static_cast<double>(std::cos(angle));
    auto im = static_cast<double>(std::sin(angle));
    if (octant % 4 == 1 || octant % 4 == 2) {
        std::swap(re, im);
    }
    const bool leftHalf = octant >= 2 && octant < 6;
    const bool lowerHalf = octant >= 4;
    return {leftHalf ? -re : re, lowerHalf ? -im : im};
}

EmbeddingPass makePass(std::size_t radix, std::size_t points, std::size_t transformSize)
{
    const std::size_t m = transformSize;
    const std::uint64_t order = std::uint64_t{4} * radix * m;
    EmbeddingPass pass{radix, points, m, m == 1 ? m : 3 * m, std::vector<double>(2 * (radix - 1) * m)};
    std::uint64_t exponent = 1;
    for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t power = 1; power < radix; ++power) {
            const auto root = rootOfUnity(exponent * power, order);
            pass.roots[(2 * power - 2) * m + j] = root.real();
            pass.roots[(2 * power - 1) * m + j] = root.imag();
        }
        exponent = exponent * 5 % order;
    }
    return pass;
}

/// A block of doubles seen as n real parts and then n imaginary parts.
SplitComplex halvesOf(double* block, std::size_t n)
{
    return {block, block + n};
}

ConstSplitComplex halvesOf(const double* block, std::size_t n)
{
    return {block, block + n};
}

} // namespace

CanonicalEmbedding::CanonicalEmbedding(std::size_t degree) : m_slotCount(degree / 2)
{
    CG_EXPECTS(std::has_single_bit(degree) && degree >= kMinDegree && degree <= kMaxDegree);
    std::size_t size = 1;
    if (std::countr_zero(m_slotCount) % 2 == 1) {
        m_passes.push_back(makePass(2, m_slotCount, size));
        size = 2;
    }
    for (; size < m_slotCount; size *= 4) {
        m_passes.push_back(makePass(4, m_slotCount, size));
    }
}

CanonicalEmbedding::Blocks CanonicalEmbedding::blocksOf(std::span<double> coefficients, std::span<double> scratch) const
{
    const Blocks blocks{coefficients.data(), scratch.data()};
    return m_passes.size() % 2 == 0 ? Blocks{blocks.other, blocks.to} : blocks;
}

void CanonicalEmbedding::runPasses(const double* pairs, Blocks blocks) const
{
    const std::size_t n = m_slotCount;
    auto [to, other] = blocks;
    // Every pass multiplies by its radix, together by n.
    inverseLastEmbeddingPass(m_passes.back(), 1.0 / static_cast<double>(n), pairs, halvesOf(to, n));
    for (std::size_t pass = m_passes.size() - 1; pass > 0; --pass) {
        const double* from = to;
        std::swap(to, other);
        inverseEmbeddingPass(m_passes[pass - 1], halvesOf(from, n), halvesOf(to, n));
    }
}

void CanonicalEmbedding::toCoefficients(std::span<const std::complex<double>> slots,
                                        std::span<double> coefficients) const
{
    const std::size_t n = m_slotCount;
    CG_EXPECTS(slots.size() <= n && coefficients.size() == 2 * n);
    const auto scratch = std::make_unique_for_overwrite<double[]>(2 * n);
    const Blocks blocks = blocksOf(coefficients, {scratch.get(), 2 * n});
    const auto* pairs = reinterpret_cast<const double*>(slots.data());
    if (slots.size() < n) {
        std::fill(std::copy_n(pairs, 2 * slots.size(), blocks.other), blocks.other + 2 * n, 0.0);
        pairs = blocks.other;
    }
    runPasses(pairs, blocks);
}

void CanonicalEmbedding::toCoefficients(std::span<const double> slots, std::span<double> coefficients,
                                        std::span<double> scratch) const
{
    const std::size_t n = m_slotCount;
    CG_EXPECTS(slots.size() <= n && coefficients.size() == 2 * n && scratch.size() == 2 * n);
    const Blocks blocks = blocksOf(coefficients, scratch);
    std::fill_n(blocks.other, 2 * n, 0.0);
    for (std::size_t i = 0; i < slots.size(); ++i) {
        blocks.other[2 * i] = slots[i];
    }
    runPasses(blocks.other, blocks);
}

void CanonicalEmbedding::toSlots(std::span<const double> coefficients, std::span<std::complex<double>> slots) const
{
    const std::size_t n = m_slotCount;
    CG_EXPECTS(coefficients.size() == 2 * n && slots.size() == n);
    const auto scratch = std::make_unique_for_overwrite<double[]>(2 * n);
    auto* const pairs = reinterpret_cast<double*>(slots.data());
    // The slots serve as the second block, except for the last pass, which fills them.
    double* to = scratch.get();
    double* other = pairs;
    if (m_passes.size() % 2 == 1) {
        std::swap(to, other);
    }
    const double* from = coefficients.data();
    for (std::size_t pass = 0; pass + 1 < m_passes.size(); ++pass) {
        embeddingPass(m_passes[pass], halvesOf(from, n), halvesOf(to, n));
        from = to;
        std::swap(to, other);
    }
    lastEmbeddingPass(m_passes.back(), halvesOf(from, n), pairs);
}

} // namespace cg::math
