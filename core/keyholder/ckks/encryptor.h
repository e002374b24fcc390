#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/ckks/backend.h"
#include "keyholder/ckks/secret_key.h"

#include <span>

namespace cg::keyholder::ckks {

/// An encryption with the secret key, for a refresh and a sealed start: half the bytes of one with the public key (its
/// uniform half is a seed), and less noise. All that it says of itself comes from `range`, which must be public.
///
/// `level` is where the ciphertext begins: the top level for what is computed with, level 0 for what is only opened.
/// Cannot fail: what it does depends on the range, the level and how many slots there are, and on no slot. Requires
/// |slot| ≤ range.bound < he::ckks::largestEncodable() at the level's scale. `random` must never give the same bytes
/// twice under one key. `backend` must hold the public keys of `key`.
[[nodiscard]] he::ckks::Ciphertext encryptWithSecret(const SecretKey& key, const he::ckks::Backend& backend,
                                                     std::span<const double> slots, he::MessageRange range, int level,
                                                     base::RandomSource& random);

} // namespace cg::keyholder::ckks
