#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/vhe/ciphertext.h"
#include "keyholder/secret_key.h"

#include <vector>

namespace cg::keyholder {

/// All slots of a ciphertext: (S·c) / scale, with S·c as an exact integer and no rounding but the one to double
/// precision. Never clamped. The ciphertext must belong to the key (the backend's decoder checks that).
[[nodiscard]] std::vector<double> decrypt(const SecretKey& key, const he::vhe::Ciphertext& ciphertext);

} // namespace cg::keyholder
