#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cg::math {

// The automorphisms X → X^element of Z[X]/(X^degree + 1), element odd and below 2·degree, degree a power of two.

/// What an automorphism does to the evaluation form: value i of a(X^element) is value permutation[i] of a. The same for
/// every modulus. Requires a degree that NttTables accept.
[[nodiscard]] std::vector<std::uint32_t> galoisPermutation(std::size_t degree, std::uint64_t element);

/// out = a(X^element), in coefficients of any modulus or of none: only positions and signs change, and no zero becomes
/// −0.0. Requires spans of equal size, a power of two, that do not overlap.
void applyGalois(std::span<const double> in, std::uint64_t element, std::span<double> out);

} // namespace cg::math
