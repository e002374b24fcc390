#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/result.h"
#include "he/vhe/backend.h"
#include "keyholder/secret_key.h"
#include "trust/key_holder.h"

#include <vector>

namespace cg::keyholder {

/// log2 of the largest difference between the slots of a decryption and what they ought to be, which are zero where
/// `expected` is shorter. Equal slots count as −200. Diverged where a difference is not finite.
[[nodiscard]] base::Result<double> errorBits(const std::vector<double>& measured, const std::vector<double>& expected);

/// log2 of the largest slot error of each result of a training step, relative to 1.0: the ciphertexts of the request
/// are decrypted and compared with the same step in doubles, from the weights as they decrypt before it. An exact
/// result counts as −200.
///
/// `backend` must hold the public keys of `key`. InvalidArgument where the request is no step of its plan (another
/// number of results); Diverged where the twin leaves the finite numbers; the errors of the decoders.
[[nodiscard]] base::Result<std::vector<double>> measureNoise(const SecretKey& key, const he::vhe::Backend& backend,
                                                             const trust::MeasureRequest& request);

} // namespace cg::keyholder
