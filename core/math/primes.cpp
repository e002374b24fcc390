// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/primes.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <string>

namespace cg::math {

namespace {

/// The smallest strong pseudoprime to all of these bases is 3,825,123,056,546,413,051 > 2^61 [Jiang & Deng, Math. Comp.
/// 83 (2014)].
constexpr std::array<std::uint64_t, 9> kBases{2, 3, 5, 7, 11, 13, 17, 19, 23};

std::uint64_t multiply(std::uint64_t a, std::uint64_t b, std::uint64_t modulus)
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{a} * b % modulus);
}

/// Whether an odd `number` passes the strong test to one base.
bool passes(std::uint64_t number, std::uint64_t base)
{
    const int twos = std::countr_zero(number - 1);
    std::uint64_t x = powerModulo(base, (number - 1) >> twos, number);
    if (x == 1 || x == number - 1) {
        return true;
    }
    for (int i = 1; i < twos; ++i) {
        x = multiply(x, x, number);
        if (x == number - 1) {
            return true;
        }
    }
    return false;
}

} // namespace

std::uint64_t powerModulo(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus)
{
    CG_EXPECTS(modulus >= 2);
    std::uint64_t result = 1;
    for (; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) {
            result = multiply(result, base, modulus);
        }
        base = multiply(base, base, modulus);
    }
    return result;
}

bool isPrime(std::uint64_t number)
{
    CG_EXPECTS(number < std::uint64_t{1} << 61);
    for (const std::uint64_t base : kBases) {
        if (number % base == 0) {
            return number == base;
        }
    }
    return number > 1 &&
           std::all_of(kBases.begin(), kBases.end(), [number](std::uint64_t base) { return passes(number, base); });
}

base::Result<std::uint64_t> nttPrimeNearest(double target, std::size_t degree, std::span<const std::uint64_t> used)
{
    CG_EXPECTS(std::has_single_bit(degree));
    const std::uint64_t step = 2 * std::uint64_t{degree};
    const auto limit = static_cast<double>(kModulusLimit);
    if (!(target >= static_cast<double>(step) && target < limit)) {
        return base::Error{base::ErrorCode::InvalidParameters, "no prime modulus can be near " +
                                                                   std::to_string(target) +
                                                                   ": it must lie between twice the degree and 2^50"};
    }
    const auto fits = [used](std::uint64_t candidate) {
        return isPrime(candidate) && std::find(used.begin(), used.end(), candidate) == used.end();
    };
    // Candidates k·step + 1, from the target outwards on both sides.
    std::uint64_t below = (static_cast<std::uint64_t>(target) - 1) / step;
    std::uint64_t above = below + 1;
    while (below > 0 || above * step + 1 < kModulusLimit) {
        const double down = below > 0 ? target - static_cast<double>(below * step + 1) : HUGE_VAL;
        const double up = above * step + 1 < kModulusLimit ? static_cast<double>(above * step + 1) - target : HUGE_VAL;
        const std::uint64_t candidate = (down <= up ? below-- : above++) * step + 1;
        if (fits(candidate)) {
            return candidate;
        }
    }
    return base::Error{base::ErrorCode::InvalidParameters,
                       "every prime modulus for the degree " + std::to_string(degree) + " is in use"};
}

} // namespace cg::math
