#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/types.h>

namespace cg::testing {

/// Holds all threads of a child process of this one where they are, as Ctrl-Z does, and lets them go on at the end.
class StoppedProcess {
public:
    /// Returns once the process stands still. Requires one that runs.
    explicit StoppedProcess(pid_t child);
    StoppedProcess(const StoppedProcess&) = delete;
    StoppedProcess& operator=(const StoppedProcess&) = delete;
    ~StoppedProcess();

private:
    pid_t m_child;
};

/// A child process whose main thread can be held where it has just written something, with all its memory.
class TracedProcess {
public:
    /// Requires one that runs. It goes on.
    explicit TracedProcess(pid_t child);
    TracedProcess(const TracedProcess&) = delete;
    TracedProcess& operator=(const TracedProcess&) = delete;
    /// The process goes on without being watched.
    ~TracedProcess();

    /// Returns once the main thread has written to this descriptor, and holds it there; false if the process ended
    /// before. To be called once.
    [[nodiscard]] bool runUntilItHasWrittenTo(int descriptor);

private:
    /// Waits until it stops and keeps the signal that it was stopped by; false if it ended.
    [[nodiscard]] bool awaitStop();
    /// Lets it run to the next stop; false if it ended.
    [[nodiscard]] bool goOn();

    pid_t m_child;
    int m_signal = 0; ///< that the process is to get when it goes on
    bool m_isAlive = true;
};

} // namespace cg::testing
