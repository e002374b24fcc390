#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/ckks/ciphertext.h"
#include "keyholder/ckks/secret_key.h"

#include <vector>

namespace cg::keyholder::ckks {

/// All slots of a ciphertext, with their errors and without rounding but that to double precision. Never clamped.
///
/// Only as many of the lowest primes take part as slots up to 2^30 need at the ciphertext's scale; larger ones come out
/// modulo these. Nothing branches on a secret value or uses one as an address. The ciphertext must belong to the key
/// (the backend's decoder checks that).
[[nodiscard]] std::vector<double> decrypt(const SecretKey& key, const he::ckks::Ciphertext& ciphertext);

} // namespace cg::keyholder::ckks
