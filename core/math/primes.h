#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace cg::math {

/// Every modulus is a prime below this, so that residues and the sums of a transform are exact in doubles.
inline constexpr std::uint64_t kModulusLimit = std::uint64_t{1} << 50;

/// Whether `number` is a prime: Miller–Rabin to fixed bases, which is no guess for numbers below 2^61.
/// Requires number < 2^61.
[[nodiscard]] bool isPrime(std::uint64_t number);

/// base^exponent mod modulus. Requires modulus ≥ 2.
[[nodiscard]] std::uint64_t powerModulo(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus);

/// The prime p ≡ 1 mod 2·degree, below 2^50 and not in `used`, that is nearest to `target`; of two equally near ones
/// the smaller. Such a p has the 2·degree-th roots of unity that a negacyclic transform of that degree needs.
[[nodiscard]] base::Result<std::uint64_t> nttPrimeNearest(double target, std::size_t degree,
                                                          std::span<const std::uint64_t> used);

} // namespace cg::math
