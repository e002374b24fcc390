#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/approximation.h"

namespace cg::math {

/// The polynomial of at most `degree` d whose largest difference from `f` on [-radius, radius] is smallest, to about
/// ten digits: Remez' exchange algorithm [Rem34] in the Chebyshev basis, until the differences at d+2 points of
/// alternating sign are as large as any. `f` must be smooth there. Requires 0 ≤ degree ≤ kMaxFitDegree and a finite
/// radius > 0.
[[nodiscard]] Polynomial minimax(const RealFunction& f, int degree, double radius);

} // namespace cg::math
