// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/process_handle.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace cg::trust {

// Not pidfd_open() and pidfd_send_signal(): the header of glibc 2.36 does not declare them for C++.
ProcessHandle::ProcessHandle(pid_t process) : m_descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0))) {}

bool ProcessHandle::endsWithin(int milliseconds) const
{
    pollfd entry{m_descriptor.get(), POLLIN, 0};
    return isOpen() && poll(&entry, 1, milliseconds) == 1;
}

void ProcessHandle::end() const
{
    if (isOpen()) {
        syscall(SYS_pidfd_send_signal, m_descriptor.get(), SIGKILL, nullptr, 0);
    }
}

} // namespace cg::trust
