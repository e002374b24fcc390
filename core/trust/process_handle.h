#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.h"

#include <sys/types.h>

namespace cg::trust {

/// A child process, held so that it can be watched and ended from any thread: never another process that got the same
/// number later. May outlive the process. Movable.
class ProcessHandle {
public:
    ProcessHandle() = default;
    /// Not open where there is no such process or the system cannot hold one (Linux before 5.3).
    explicit ProcessHandle(pid_t process);

    [[nodiscard]] bool isOpen() const { return m_descriptor.isOpen(); }
    /// Whether the process has ended, or does within so many milliseconds; false where the handle is not open.
    [[nodiscard]] bool endsWithin(int milliseconds) const;
    /// Kills the process, if it is there still.
    void end() const;

private:
    base::FileDescriptor m_descriptor;
};

} // namespace cg::trust
