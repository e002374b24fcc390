#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/circuit.h"
#include "he/ckks/public_keys.h"
#include "he/vhe/public_keys.h"

namespace cg::session {

/// Whether the evaluation keys for `needs` are among the published ones. The errors of he::ckks::rotationsOf under
/// CKKS.
[[nodiscard]] base::Result<bool> coversNeeds(const he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs);
[[nodiscard]] base::Result<bool> coversNeeds(const he::ckks::PublicKeys& keys, const he::CircuitNeeds& needs);

} // namespace cg::session
