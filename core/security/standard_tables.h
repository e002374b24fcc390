#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <optional>

namespace cg::security {

/// The levels of the tables, in bits against classical attacks.
enum class StandardLevel { Bits128 = 128, Bits192 = 192, Bits256 = 256 };

/// The largest log2 of a ring modulus (special primes included) at which a key of a uniform ternary secret and an error
/// of standard deviation 3.19 or more has this level: Bossuat et al., "Security Guidelines for Implementing Homomorphic
/// Encryption", ePrint 2024/463. The degrees are powers of two from 1024 to 131072; nothing for others, and for 1024 at
/// 192 and 256 bits.
[[nodiscard]] std::optional<int> largestLog2Modulus(std::size_t degree, StandardLevel level);

} // namespace cg::security
