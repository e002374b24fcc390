#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/ckks/context.h"

#include <span>
#include <vector>

namespace cg::he::ckks {

/// round(scale · embedding^-1(slots)): N coefficients as whole numbers. At most N/2 slots, the others are zero.
///
/// InvalidArgument where a slot is not finite, or |slot|·scale reaches Q/4 of the level or 2^100: it would wrap, or
/// leave no room to compute with. `coefficients` has N entries.
base::Result<void> encodeCoefficients(const Context& context, std::span<const double> slots, int level, double scale,
                                      std::span<double> coefficients);

/// The residues of whole numbers |a| ≤ 2^100 modulo the primes of a level, as coefficients.
void reduceCoefficients(const Context& context, std::span<const double> coefficients, math::CoefficientPoly& out);

/// The plaintext of real slots at a level and a scale.
[[nodiscard]] base::Result<math::EvaluationPoly> encode(const Context& context, std::span<const double> slots,
                                                        int level, double scale);

/// The real parts of all slots of a polynomial with these coefficients, divided by the scale.
[[nodiscard]] std::vector<double> decode(const Context& context, std::span<const double> coefficients, double scale);

} // namespace cg::he::ckks
