#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

namespace cg::base {

/// Prints "file:line: broken contract: condition" and aborts. Used by CG_EXPECTS and CG_ENSURES only.
[[noreturn]] void contractViolated(const char* condition, const char* file, int line);

} // namespace cg::base

/// States what the caller must have made sure of. Always compiled in; a violation is a bug of ours and terminates.
/// Never used on input from outside.
#define CG_EXPECTS(condition)                                                                                          \
    ((condition) ? static_cast<void>(0) : ::cg::base::contractViolated(#condition, __FILE__, __LINE__))

/// States what this function guarantees at this point. Always compiled in.
#define CG_ENSURES(condition) CG_EXPECTS(condition)
