#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "he/ckks/context.h"

namespace cg::he::ckks {

// Byte forms of polynomials: a residue in [0, p) in as many whole bytes as p needs, little-endian, limb after limb.

/// Bytes of a polynomial over these moduli.
[[nodiscard]] std::size_t packedBytes(const Params& params, const math::LimbSet& set);
void packLimbs(const Context& context, const math::LimbSet& set, const math::EvaluationPoly& poly,
               base::ByteWriter& writer);
/// Checks that the bytes are there before it allocates, and that every residue is below its prime.
[[nodiscard]] base::Result<math::EvaluationPoly> unpackLimbs(const Context& context, const math::LimbSet& set,
                                                             base::ByteReader& reader);

/// The uniform polynomial that a seed stands for. `digit` keeps the polynomials of one seed apart.
[[nodiscard]] math::EvaluationPoly expandSeed(const Context& context, const math::LimbSet& set, const base::Seed& seed,
                                              std::uint64_t digit);

} // namespace cg::he::ckks
