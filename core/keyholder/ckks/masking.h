#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "keyholder/ckks/secret_key.h"

namespace cg::keyholder::ckks {

/// −a·t + e modulo the primes of `set`, for t = s or an image of it (modulo all primes) and a uniform, public a: what
/// hides a key or a message added to it. e is centred binomial, drawn from `errors`. The result lies in public memory,
/// because with a message it is a ciphertext.
[[nodiscard]] math::EvaluationPoly maskUnder(const SecretKey& key, const math::EvaluationPoly& t,
                                             const math::EvaluationPoly& a, const math::LimbSet& set,
                                             base::RandomSource& errors);

} // namespace cg::keyholder::ckks
