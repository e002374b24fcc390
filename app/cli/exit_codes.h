#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

namespace cg::cli {

/// How the program ends; docs/cli.md explains them to the user.
enum class ExitCode : int {
    Ok = 0,
    FailedCheck = 1,   ///< the program found itself to be wrong, or memory is short
    Usage = 2,         ///< unknown option, value out of range, syntax of an expression
    File = 3,          ///< missing, unreadable, damaged, foreign, newer, in use, not writable, would be overwritten
    Noise = 4,         ///< noise or levels exhausted, or training diverged
    Key = 5,           ///< no key, wrong key, wrong passphrase
    Interrupted = 6,   ///< SIGINT, SIGTERM or SIGHUP
    KeyHolderLost = 7, ///< the key holder's process is gone
};

[[nodiscard]] ExitCode exitCodeOf(base::ErrorCode code);

} // namespace cg::cli
