#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/protocol.h"

#include <vector>

namespace cg::testing {

/// One valid frame of every message type, with every optional field once present and once absent.
[[nodiscard]] std::vector<trust::Frame> sampleFrames();

/// The frame as it goes over the wire.
[[nodiscard]] base::Bytes wireBytes(const trust::Frame& frame);

} // namespace cg::testing
