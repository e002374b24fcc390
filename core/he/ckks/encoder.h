#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/ckks/context.h"

#include <memory>
#include <span>
#include <vector>

namespace cg::he::ckks {

/// What a level holds at a scale: slots below this bound neither wrap nor leave no room to compute with. The smaller of
/// Q/4 and 2^100, divided by the scale.
[[nodiscard]] double largestEncodable(const Params& params, int level, double scale);

/// The widest range that a ciphertext encrypted at a level can be declared to have: some of what the level holds is
/// left for rounding, and for a scale that is not quite Δ.
[[nodiscard]] double widestRange(const Params& params, int level);

/// What losses are clamped to when the key holder packs them at level 0: ±16, or what that level holds where it is
/// less.
[[nodiscard]] double packedLossBound(const Params& params);

/// For slots that anybody may know: the largest |slot|. InvalidArgument where one is not finite or not below
/// `largestEncodable`; LevelsExhausted where it would fit at the top of the chain.
[[nodiscard]] base::Result<double> encodableBound(const Params& params, std::span<const double> slots, int level,
                                                  double scale);

/// The residues of round(scale · embedding^-1(slots)) modulo the primes of a level: at most N/2 slots, the others are
/// zero. Requires |slot| ≤ bound < largestEncodable(): what is done, and how long it takes, depends on `bound` and
/// never on a slot, which may be secret. `pool` holds what lies between, and the result.
[[nodiscard]] math::CoefficientPoly encodeBounded(const Context& context, const std::shared_ptr<math::PolyPool>& pool,
                                                  std::span<const double> slots, double bound, int level, double scale);

/// The plaintext of real slots that anybody may know, at a level and a scale. The errors of `encodableBound`.
[[nodiscard]] base::Result<math::EvaluationPoly> encode(const Context& context, std::span<const double> slots,
                                                        int level, double scale);

/// The real parts of all slots of a polynomial with these coefficients, divided by the scale.
[[nodiscard]] std::vector<double> decode(const Context& context, std::span<const double> coefficients, double scale);

} // namespace cg::he::ckks
