// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residues_of_integers.h"

#include "base/contract.h"
#include "math/shoup_factor.h"

#include <cmath>
#include <cstddef>

namespace cg::math {

namespace {

constexpr std::uint64_t kPrimeLimit = std::uint64_t{1} << 50;

bool allWithin(std::span<const double> values, double limit)
{
    bool within = true;
    for (const double value : values) {
        within &= std::abs(value) <= limit;
    }
    return within;
}

/// For magnitudes up to 2^52: the multiple of the prime next to such an integer is a double, so nothing is rounded but
/// the quotient.
void residuesOfShort(std::span<const double> integers, double prime, std::span<double> out)
{
    // Added and subtracted again, it leaves the nearest whole number of what is below 2^51.
    constexpr double kRounding = 0x1.8p52;
    const double inverse = 1.0 / prime;
    const double largest = (prime - 1.0) / 2.0;
    for (std::size_t c = 0; c < integers.size(); ++c) {
        const double quotient = (integers[c] * inverse + kRounding) - kRounding;
        const double rest = integers[c] - quotient * prime;
        // A quotient that is almost halfway between two integers may have gone to the wrong one.
        const double lowered = rest - (rest > largest ? prime : 0.0);
        out[c] = lowered + (lowered < -largest ? prime : 0.0);
    }
}

/// For magnitudes up to 2^100: high·2^50 + low.
void residuesOfLong(std::span<const double> integers, std::uint64_t prime, std::span<double> out)
{
    const ShoupFactor power(kPrimeLimit % prime, prime);
    const ShoupFactor one(1, prime);
    const std::uint64_t offset = (kPrimeLimit / prime + 1) * prime; // makes what is above −2^50 positive
    for (std::size_t c = 0; c < integers.size(); ++c) {
        // A double has 53 bits, so both parts and the difference are exact.
        const auto high = static_cast<std::int64_t>(integers[c] * 0x1p-50);
        const auto low = static_cast<std::int64_t>(integers[c] - static_cast<double>(high) * 0x1p50);
        const std::uint64_t upper = power.times(static_cast<std::uint64_t>(high) + offset);
        out[c] = static_cast<double>(centred(one.times(upper + offset + static_cast<std::uint64_t>(low)), prime));
    }
}

} // namespace

void residuesOf(std::span<const double> integers, std::uint64_t prime, std::span<double> out)
{
    CG_EXPECTS(prime % 2 == 1 && prime > 1 && prime < kPrimeLimit && out.size() == integers.size());
    if (allWithin(integers, 0x1p52)) {
        residuesOfShort(integers, static_cast<double>(prime), out);
        return;
    }
    CG_EXPECTS(allWithin(integers, 0x1p100));
    residuesOfLong(integers, prime, out);
}

} // namespace cg::math
