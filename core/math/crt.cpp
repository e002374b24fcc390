// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/crt.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cg::math {

namespace {

constexpr std::uint64_t kPrimeLimit = std::uint64_t{1} << 50;
constexpr std::size_t kBlock = 32; // coefficients that are worked on together

/// 1/a modulo p by Euclid's algorithm. Requires gcd(a, p) = 1.
std::uint64_t inverse(std::uint64_t a, std::uint64_t p)
{
    auto [remainder, next] = std::pair(static_cast<std::int64_t>(p), static_cast<std::int64_t>(a % p));
    auto [coefficient, nextCoefficient] = std::pair(std::int64_t{0}, std::int64_t{1});
    while (next != 0) {
        const std::int64_t quotient = remainder / next;
        remainder = std::exchange(next, remainder - quotient * next);
        coefficient = std::exchange(nextCoefficient, coefficient - quotient * nextCoefficient);
    }
    CG_EXPECTS(remainder == 1);
    return static_cast<std::uint64_t>(coefficient < 0 ? coefficient + static_cast<std::int64_t>(p) : coefficient);
}

/// An integer as the unevaluated sum of two doubles, with about 104 significant bits.
struct DoubleDouble {
    double high;
    double low;

    /// this·p + digit, for a whole p below 2^50 and a digit of at most p/2.
    [[nodiscard]] DoubleDouble timesPlus(double p, double digit) const
    {
        const double product = high * p;
        const double productError = std::fma(high, p, -product);
        const double sum = product + digit;
        const double added = sum - product;
        const double sumError = (product - (sum - added)) + (digit - added);
        const double rest = std::fma(low, p, productError) + sumError;
        const double newHigh = sum + rest;
        return {newHigh, rest - (newHigh - sum)};
    }
};

} // namespace

CrtReconstruction::CrtReconstruction(std::span<const std::uint64_t> primes)
{
    CG_EXPECTS(!primes.empty() && primes.size() <= kMaxPrimes);
    for (const std::uint64_t prime : primes) {
        CG_EXPECTS(prime % 2 == 1 && prime > 1 && prime < kPrimeLimit);
        Radix radix{prime, (kPrimeLimit / prime + 1) * prime, {}};
        for (const Radix& earlier : m_radices) {
            radix.inverses.emplace_back(inverse(earlier.prime, prime), prime);
        }
        m_radices.push_back(std::move(radix));
    }
}

/// Digits `index` of some coefficients, of which the earlier ones are known: v = Σ_i digit_i · Π_(j<i) p_j, each digit
/// of magnitude below p_i/2, which makes v the representative of least magnitude. The digits of one coefficient lie
/// kBlock apart.
void CrtReconstruction::takeDigits(std::size_t index, std::span<const double> residues,
                                   std::span<std::int64_t> digits) const
{
    const Radix& radix = m_radices[index];
    std::array<std::uint64_t, kBlock> rest;
    for (std::size_t c = 0; c < residues.size(); ++c) {
        rest[c] =
            static_cast<std::uint64_t>(static_cast<std::int64_t>(residues[c]) + static_cast<std::int64_t>(radix.prime));
    }
    for (std::size_t j = 0; j < index; ++j) {
        const ShoupFactor inverse = radix.inverses[j];
        for (std::size_t c = 0; c < residues.size(); ++c) {
            rest[c] = inverse.times(rest[c] + radix.offset - static_cast<std::uint64_t>(digits[j * kBlock + c]));
        }
    }
    for (std::size_t c = 0; c < residues.size(); ++c) {
        digits[index * kBlock + c] = centred(rest[c], radix.prime);
    }
}

/// Horner's rule. Since |digit| < p/2, no sum is smaller than half of what it adds to: nothing cancels, and the
/// relative error of 2^-104 a step stays far below that of the last rounding.
double CrtReconstruction::valueOf(std::span<const std::int64_t> digits) const
{
    const std::size_t last = m_radices.size() - 1;
    DoubleDouble value{static_cast<double>(digits[last * kBlock]), 0.0};
    double rough = value.high;
    for (std::size_t i = last; i > 0; --i) {
        const auto prime = static_cast<double>(m_radices[i - 1].prime);
        const auto digit = static_cast<double>(digits[(i - 1) * kBlock]);
        value = value.timesPlus(prime, digit);
        rough = rough * prime + digit;
    }
    // An overflow leaves the difference of two infinities in `value`, but the right infinity in `rough`.
    return std::isnan(value.high) ? rough : value.high;
}

void CrtReconstruction::reconstruct(std::span<const double* const> limbs, std::span<double> out) const
{
    CG_EXPECTS(limbs.size() == m_radices.size());
    std::array<std::int64_t, kMaxPrimes * kBlock> digits;
    for (std::size_t from = 0; from < out.size(); from += kBlock) {
        const std::size_t count = std::min(kBlock, out.size() - from);
        for (std::size_t i = 0; i < limbs.size(); ++i) {
            takeDigits(i, {limbs[i] + from, count}, digits);
        }
        for (std::size_t c = 0; c < count; ++c) {
            out[from + c] = valueOf(std::span(digits).subspan(c));
        }
    }
}

} // namespace cg::math
