#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "trust/client.h"
#include "trust/protocol.h"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cg::trust {

/// How a key holder is started.
struct LaunchOptions {
    /// Path of the program; nothing: `ciphergrad-keyholder` in the folder of the running executable.
    std::optional<std::string> program;
    /// How long the process may take until it listens.
    std::chrono::milliseconds startBound{20'000};
    /// Called, if set, once the process exists, before it is waited for: who wants to end the start kills it.
    std::function<void(pid_t)> spawned = nullptr;
};

/// The key holder as a child process, with one client connected to it.
///
/// The child ends by itself when its last client has gone. Destruction disconnects the client made here, waits for the
/// child (killing it where other clients or a hang keep it alive for two seconds) and reaps it: no zombie stays.
/// Starting is safe in a program with several threads and installs no signal handler.
class KeyHolderProcess {
public:
    /// KeyHolderLost, with the reason in one sentence: no such program, it ended at once, it did not answer in time.
    [[nodiscard]] static base::Result<std::unique_ptr<KeyHolderProcess>> start(const LaunchOptions& options = {});
    KeyHolderProcess(const KeyHolderProcess&) = delete;
    KeyHolderProcess& operator=(const KeyHolderProcess&) = delete;
    ~KeyHolderProcess();

    /// The client that was connected at the start; it lives as long as this object.
    [[nodiscard]] Client& keyHolder() { return *m_client; }
    /// One more client of the same key holder, for use from another thread. It must be gone before this object.
    [[nodiscard]] base::Result<std::unique_ptr<Client>> connect() const;
    [[nodiscard]] pid_t processId() const { return m_process; }
    /// Whether the process has ended already, without being asked to; it stays to be reaped by the destructor.
    [[nodiscard]] bool hasEnded() const;

private:
    KeyHolderProcess(pid_t process, HandOver handOver) : m_process(process), m_handOver(handOver) {}
    /// Waits that long for the child to end, kills it otherwise, and takes its exit status.
    void reap(int milliseconds) const;

    pid_t m_process;
    HandOver m_handOver;
    std::unique_ptr<Client> m_client;
};

} // namespace cg::trust
