#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cg::security {

/// What a scheme is worth as protection, in one word that every screen, report and file shows. Never "secure".
enum class Badge : std::uint8_t { Plain, Broken, Toy, Reduced, Standard128, Standard192, Standard256 };

/// "PLAIN", "BROKEN", …, "STANDARD-128".
[[nodiscard]] std::string_view nameOf(Badge badge);
/// One sentence for people: why the badge is what it is.
[[nodiscard]] std::string_view reasonFor(Badge badge);

/// VHE without a modulus is Broken whatever its sizes: the public key gives the secret one away by least squares
/// (Bogos, Gaspoz & Vaudenay, ePrint 2016/775; Bootle et al., Asiacrypt 2018). Of CKKS nothing can be said without its
/// parameter set, which has a badge of its own: Toy.
[[nodiscard]] Badge badgeOf(base::SchemeId scheme);
/// Of a key over the ring of this degree with a uniform ternary secret: `log2Modulus` is that of the largest modulus it
/// is used with, special primes included. Inside the 2024 table the highest level that allows it, whatever the estimate
/// says; elsewhere Toy or Reduced, by the estimate of `cheapestPrimal`. Requires degree ≥ 1 and log2Modulus > 2.
[[nodiscard]] Badge badgeOfLwe(std::size_t degree, double log2Modulus);
/// Security in bits that may be claimed; 0 for Plain and Broken.
[[nodiscard]] int securityBits(Badge badge);

} // namespace cg::security
