// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/galois.h"

#include "base/contract.h"
#include "math/ntt.h"

#include <bit>

namespace cg::math {

std::vector<std::uint32_t> galoisPermutation(std::size_t degree, std::uint64_t element)
{
    CG_EXPECTS(std::has_single_bit(degree) && element % 2 == 1 && element < 2 * degree);
    const std::vector<std::uint32_t> exponents = evaluationExponents(degree);
    std::vector<std::uint32_t> indexOf(2 * degree);
    for (std::size_t i = 0; i < degree; ++i) {
        indexOf[exponents[i]] = static_cast<std::uint32_t>(i);
    }
    std::vector<std::uint32_t> permutation(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        permutation[i] = indexOf[exponents[i] * element % (2 * degree)];
    }
    return permutation;
}

void applyGalois(std::span<const double> in, std::uint64_t element, std::span<double> out)
{
    const std::size_t degree = in.size();
    CG_EXPECTS(std::has_single_bit(degree) && element % 2 == 1 && element < 2 * degree && out.size() == degree);
    for (std::size_t i = 0; i < degree; ++i) {
        const std::size_t exponent = i * element % (2 * degree);
        // X^degree = −1; 0 − a instead of −a, which would make −0.0 of 0.
        out[exponent % degree] = exponent < degree ? in[i] : 0.0 - in[i];
    }
}

} // namespace cg::math
