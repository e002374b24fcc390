#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/client.h"
#include "trust/process_handle.h"

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace cg::cli {

/// Ends a key holder that does not answer while the user wants to leave: it may be stopped (SIGSTOP, a debugger) or
/// busy for minutes, and whoever waits for it can neither go on nor save. Once its process is killed, the wait ends
/// with KeyHolderLost. A signal gives the key holder five seconds to answer, a second one hardly any.
///
/// Has a thread of its own. Must be gone before the process of the key holder is reaped.
class HolderWatch {
public:
    HolderWatch();
    HolderWatch(const HolderWatch&) = delete;
    HolderWatch& operator=(const HolderWatch&) = delete;
    ~HolderWatch();

    /// The process that is being started; it counts as waited for from now on.
    void beginStart(pid_t process);
    /// It has been started: from now on the client, which must outlive this object, tells how long it is waited for.
    void endStart(const trust::Client& client);
    /// Whether the process was killed here. True before anybody can see that it is gone.
    [[nodiscard]] bool hasEndedIt() const { return m_hasEndedIt; }

private:
    void loop();
    [[nodiscard]] std::chrono::nanoseconds waiting() const; // requires m_mutex
    void endIt();                                           // requires m_mutex

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_quit = false;
    trust::ProcessHandle m_process;
    std::chrono::steady_clock::time_point m_startBegan;
    const trust::Client* m_client = nullptr;
    std::atomic<bool> m_hasEndedIt = false;
    std::thread m_thread; // last: it uses all of the above
};

} // namespace cg::cli
