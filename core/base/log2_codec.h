#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/log2.h"

namespace cg::base {

/// A byte that is 0 for the magnitude nought, and the bits (0.0 for nought).
void encode(Log2 value, ByteWriter& writer);
/// FileDamaged for what `encode` does not write, and beyond 2^1000, which no estimate means.
[[nodiscard]] Result<Log2> decodeLog2(ByteReader& reader);

} // namespace cg::base
