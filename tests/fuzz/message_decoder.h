#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/protocol.h"

namespace cg::testing {

/// Decodes the message of a frame by its type and encodes it again: a valid message has one byte form only, so that the
/// result must be the frame itself. ProtocolViolation for what is no valid message.
[[nodiscard]] base::Result<trust::Frame> decodedAndEncoded(const trust::Frame& frame);

/// Takes `bytes` as what a peer sends: cuts them into frames and decodes each. Returns how many were valid before the
/// first violation or the end. Aborts if a message that was accepted does not encode to the same bytes.
std::size_t decodeStream(base::ByteView bytes);

} // namespace cg::testing
