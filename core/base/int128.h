#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

namespace cg::base {

/// 128-bit integers of the compiler, for exact intermediate results.
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

} // namespace cg::base
