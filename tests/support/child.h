#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <optional>
#include <string>

namespace cg::testing {

/// How a child process ended.
struct ChildOutcome {
    std::optional<int> exitStatus; ///< what its work returned; absent if a signal ended it
    int signal = 0;                ///< the signal that ended it, or 0
    std::string errorOutput;       ///< all that it wrote to its standard error
};

/// Runs `work` in a forked copy of this process and waits for its end; nothing that it does to itself (limits, rights,
/// death) touches the test program. `work` returns an exit status in [0, 255] and must not use QtTest's macros.
[[nodiscard]] ChildOutcome runInChild(const std::function<int()>& work);

/// Gives up the rights of the administrator in this process, if it has them, so that file permissions count. For
/// children only.
void dropPrivileges();

} // namespace cg::testing
