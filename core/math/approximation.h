#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"

#include <functional>

namespace cg::math {

using RealFunction = std::function<double(double)>;

/// The Taylor tables end here.
inline constexpr int kMaxTaylorDegree = 9;
/// Above this degree the monomial basis loses too many digits; a Chebyshev basis would be needed.
inline constexpr int kMaxFitDegree = 15;

/// Taylor polynomials at 0, from exact rational coefficients. Require 0 ≤ degree ≤ kMaxTaylorDegree.
/// The series of the sigmoid converges for |x| < π only, that of tanh for |x| < π/2 (their poles), that of exp
/// everywhere.
[[nodiscard]] Polynomial taylorOfSigmoid(int degree);
[[nodiscard]] Polynomial taylorOfTanh(int degree);
[[nodiscard]] Polynomial taylorOfExp(int degree);

/// The polynomial p of at most `degree` that minimises ∫(p − f)² over [-radius, radius] with uniform weight (Legendre
/// projection). `f` must be continuous; a kink at 0 does no harm. Requires 0 ≤ degree ≤ kMaxFitDegree and a finite
/// radius > 0.
[[nodiscard]] Polynomial leastSquares(const RealFunction& f, int degree, double radius);

/// The polynomial of at most `degree` d that agrees with `f` at the d+1 Chebyshev nodes radius·cos((k+½)π/(d+1)).
/// Requires 0 ≤ degree ≤ kMaxFitDegree and a finite radius > 0.
[[nodiscard]] Polynomial chebyshevInterpolation(const RealFunction& f, int degree, double radius);

/// Largest |p − f| over 200,001 equidistant points of [-radius, radius], both ends included.
[[nodiscard]] double maxDifference(const Polynomial& p, const RealFunction& f, double radius);

} // namespace cg::math
