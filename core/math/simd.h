#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <string_view>

namespace cg::math {

/// Obeys the environment variable CIPHERGRAD_SIMD=scalar|avx2|avx512 at its first call: the vector kernels of this
/// process use no wider instructions than it names. Unset: the widest that this machine has. A value that is unknown,
/// or that this machine or build cannot do, is reported on standard error and otherwise ignored. Every kernel calls
/// this.
void applySimdChoice();

/// The instructions in use: "scalar", "avx2" or "avx512".
[[nodiscard]] std::string_view simdTarget();

} // namespace cg::math
