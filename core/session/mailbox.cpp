// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mailbox.h"

#include <utility>

namespace cg::session {

bool SnapshotMailbox::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_slot == nullptr;
}

void SnapshotMailbox::put(SnapshotPtr snapshot)
{
    bool wasEmpty = false;
    {
        const std::lock_guard lock(m_mutex);
        wasEmpty = m_slot == nullptr;
        m_slot = std::move(snapshot);
    }
    if (wasEmpty && m_wake) {
        m_wake();
    }
}

SnapshotPtr SnapshotMailbox::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_slot, nullptr);
}

} // namespace cg::session
