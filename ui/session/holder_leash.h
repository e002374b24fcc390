#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/process_handle.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace cg::ui {

/// The key holders that a worker has started, to be ended by another thread: whoever waits for the answer of one that
/// is stopped or busy can do nothing else. All members may be called from any thread.
class HolderLeash {
public:
    void hold(pid_t process);
    /// Ends those that are there and each one that is held later. The wait for an answer fails with KeyHolderLost.
    void endAll();

private:
    std::mutex m_mutex;
    std::vector<trust::ProcessHandle> m_processes;
    bool m_isOver = false;
};

/// While a worker is being taken down: ends its key holders if that takes longer than three seconds, for one that does
/// not answer must not keep the window from closing.
class Farewell {
public:
    explicit Farewell(HolderLeash& leash);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::jthread m_thread; ///< last: it uses the above
};

} // namespace cg::ui
