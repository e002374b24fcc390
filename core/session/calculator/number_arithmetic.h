#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "math/polynomial.h"
#include "session/calculator/program.h"

namespace cg::session {

/// a + b, a − b, a · b or a / b, as the node says. InvalidArgument where the result is no finite number.
[[nodiscard]] base::Result<double> combineNumbers(const SyntaxNode& node, double a, double b);

/// The Taylor polynomial at 0 that a call of sigmoid, tanh or exp stands for. InvalidArgument unless `degree` points to
/// a whole number from 1 to model::kMaxActivationDegree.
[[nodiscard]] base::Result<math::Polynomial> taylorPolynomial(const SyntaxNode& node, const double* degree);

} // namespace cg::session
