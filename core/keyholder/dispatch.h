#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/result.h"
#include "trust/key_holder.h"
#include "trust/protocol.h"

namespace cg::keyholder {

/// Decodes a request, lets `holder` answer it and encodes the answer; a failure of the holder is an answer too.
/// ProtocolViolation for a frame that is no valid request: the connection must end then.
[[nodiscard]] base::Result<trust::Frame> answerTo(const trust::Frame& request, trust::KeyHolder& holder);

} // namespace cg::keyholder
