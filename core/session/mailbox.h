#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot.h"

#include <functional>
#include <mutex>

namespace cg::session {

/// One slot between the training thread and its watcher: the newest snapshot wins, and the watcher is woken only when
/// the slot was empty. All members are thread-safe.
class SnapshotMailbox {
public:
    /// `wake` is called from the training thread after a snapshot was put into an empty slot; it must not block.
    explicit SnapshotMailbox(std::function<void()> wake = {}) : m_wake(std::move(wake)) {}

    /// Whether the last snapshot has been taken: making another one is worth the work.
    [[nodiscard]] bool isEmpty() const;
    void put(SnapshotPtr snapshot);
    /// Takes the snapshot; null if there is no new one.
    [[nodiscard]] SnapshotPtr take();

private:
    mutable std::mutex m_mutex;
    SnapshotPtr m_slot;
    std::function<void()> m_wake;
};

} // namespace cg::session
