#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/ckks/backend.h"
#include "keyholder/ckks/secret_key.h"
#include "trust/key_holder.h"

#include <vector>

namespace cg::keyholder::ckks {

/// As keyholder::measureNoise, for a step under CKKS. Preparations are no ciphertexts and are not among the results.
[[nodiscard]] base::Result<std::vector<double>> measureNoise(const SecretKey& key, const he::ckks::Backend& backend,
                                                             const trust::MeasureRequest& request);

} // namespace cg::keyholder::ckks
