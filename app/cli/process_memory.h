#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

namespace cg::cli {

/// Largest resident memory of this process so far, in bytes; 0 where the system does not tell.
[[nodiscard]] std::uint64_t peakMemory();

} // namespace cg::cli
