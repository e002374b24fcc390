#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/modulus.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace cg::math {

// Operations on whole vectors of residues, one modulus each. All spans of a call have the same size. Inputs are
// residues |a| < p unless something else is said; outputs are centred. An output may be one of the inputs, where
// nothing else is said, but not overlap one otherwise.

/// One vector of the widest instruction set.
inline constexpr std::size_t kResidueGranularity = 8;

using Residues = std::span<const double>;

/// out = a + b
void add(Residues a, Residues b, const Modulus& modulus, std::span<double> out);
/// out = a − b
void subtract(Residues a, Residues b, const Modulus& modulus, std::span<double> out);
/// out = −a
void negate(Residues a, const Modulus& modulus, std::span<double> out);
/// out = a·b, entry by entry
void multiply(Residues a, Residues b, const Modulus& modulus, std::span<double> out);
/// sum = sum + a·b, entry by entry
void multiplyAdd(Residues a, Residues b, const Modulus& modulus, std::span<double> sum);
/// out = a·factor
void multiplyFactor(Residues a, FixedFactor factor, const Modulus& modulus, std::span<double> out);
/// out = a + constant in every entry: in evaluation form, the addition of a constant polynomial. Requires |constant| <
/// p.
void addConstant(Residues a, double constant, const Modulus& modulus, std::span<double> out);

/// out = the residues modulo `to` of integers |a| ≤ 2^52, such as residues modulo another prime.
void reduceInto(Residues in, const Modulus& to, std::span<double> out);
/// The same for doubles with integral values up to 2^120, exactly.
void reduceWideInto(Residues in, const Modulus& to, std::span<double> out);

/// out[i] = in[from[i]]. `out` must not overlap `in`. Requires indices below in.size().
void permute(Residues in, std::span<const std::uint32_t> from, std::span<double> out);

/// limb = (limb − last)·inverseOfLast: one limb of a division by the last modulus, where `last` is the last limb's
/// centred residues, carried over to this modulus and transformed if `limb` is.
void rescaleLimb(std::span<double> limb, Residues last, FixedFactor inverseOfLast, const Modulus& modulus);

/// out = Σ as[i]·bs[i], entry by entry: one row of a key switch. Requires as.size() = bs.size() > 0. `out` must not
/// overlap any input.
void accumulateProducts(std::span<const Residues> as, std::span<const Residues> bs, const Modulus& modulus,
                        std::span<double> out);

/// out = Σ ins[i]·factors[i]: the change of basis, whose inputs are integers |a| ≤ 2^50 of other moduli. Requires
/// ins.size() = factors.size() > 0. `out` must not overlap any input.
void combineLimbs(std::span<const Residues> ins, std::span<const FixedFactor> factors, const Modulus& modulus,
                  std::span<double> out);

/// out = Σ ins[i]/moduli[i], rounded to the nearest integer: how often the product of the moduli is to be taken off in
/// a centred change of basis. Within 2^−40 of a tie the rounding may go to either side: the result of the change of
/// basis then is one product of moduli off its centred range by that little, and still right modulo the product.
/// Requires ins.size() = moduli.size() > 0, |ins[i]| < moduli[i], at most 64 moduli. `out` must not overlap any input.
void roundedFractionSum(std::span<const Residues> ins, std::span<const Modulus> moduli, std::span<double> out);

} // namespace cg::math
