#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/bytes.h"
#include "keyholder/secret_key.h"
#include "trust/release_policy.h"

#include <vector>

namespace cg::keyholder {

/// `numbers` as they may leave: clamped to ±policy.largest, with Gaussian noise of the precision's deviation, on a grid
/// of 2^-digits, which is coarser than that deviation: noise first, rounding after it, so that nobody steers a number
/// to the edge of a step. The noise is a pseudorandom function of the key and of `question` (everything that the
/// answer depends on): who asks again gets the same digits, and learns no more by it.
///
/// Requires precision.isAnythingLeft(). A number that is not finite counts as the end of the range that it lies at;
/// what is no number at all, as 0.
[[nodiscard]] std::vector<double> flooded(const std::vector<double>& numbers, const trust::ReleasePolicy& policy,
                                          const trust::ReleasePrecision& precision, const SecretSeed& seed,
                                          base::ByteView question);

} // namespace cg::keyholder
