#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "keyholder/ckks/secret_key.h"

#include <cstdint>

namespace cg::keyholder::ckks {

/// −a·t + e modulo the primes of `set`, for t = s or an image of it (modulo all primes): what hides a key or a message
/// added to it. a is the uniform polynomial number `digit` of the seed `uniform`, which is public; e is centred
/// binomial, drawn from `errors`. The result lies in public memory, because a message added to it is a ciphertext.
[[nodiscard]] math::EvaluationPoly maskUnder(const SecretKey& key, const math::EvaluationPoly& t,
                                             const math::LimbSet& set, const base::Seed& uniform, std::uint64_t digit,
                                             base::RandomSource& errors);

} // namespace cg::keyholder::ckks
