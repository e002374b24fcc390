#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"
#include "cli/text.h"
#include "session/trust_record.h"

#include <optional>

namespace cg::cli {

// What a session file says of the wall and of openings; nothing: it says nothing, for nobody recorded it.

/// "recorded", "crossings" and "disclosures" of an object.
void addTrust(Json& json, const std::optional<session::TrustRecord>& trust);
/// Sums by kind.
void addTrust(FactList& facts, const std::optional<session::TrustRecord>& trust);

} // namespace cg::cli
