// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/stopped_process.h"

#include "base/contract.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

namespace cg::testing {

namespace {

/// With PTRACE_O_TRACESYSGOOD, what the system calls among the stops are reported as.
constexpr int kSystemCall = SIGTRAP | 0x80;

int waitFor(pid_t child, int options)
{
    int status = 0;
    while (::waitpid(child, &status, options) < 0) {
        CG_EXPECTS(errno == EINTR);
    }
    return status;
}

} // namespace

StoppedProcess::StoppedProcess(pid_t child) : m_child(child)
{
    CG_EXPECTS(::kill(m_child, SIGSTOP) == 0);
    CG_EXPECTS(WIFSTOPPED(waitFor(m_child, WUNTRACED)));
}

StoppedProcess::~StoppedProcess()
{
    ::kill(m_child, SIGCONT);
}

TracedProcess::TracedProcess(pid_t child) : m_child(child)
{
    CG_EXPECTS(::ptrace(PTRACE_SEIZE, m_child, nullptr, PTRACE_O_TRACESYSGOOD) == 0);
}

TracedProcess::~TracedProcess()
{
    if (m_isAlive) {
        ::ptrace(PTRACE_DETACH, m_child, nullptr, m_signal);
    }
}

bool TracedProcess::awaitStop()
{
    const int status = waitFor(m_child, 0);
    m_isAlive = WIFSTOPPED(status);
    // A stop of ptrace's own has an event behind the signal; any other signal is the process's.
    const bool isOwn = m_isAlive && (WSTOPSIG(status) == kSystemCall || status >> 16 != 0);
    m_signal = m_isAlive && !isOwn ? WSTOPSIG(status) : 0;
    return m_isAlive;
}

bool TracedProcess::goOn()
{
    CG_EXPECTS(::ptrace(PTRACE_SYSCALL, m_child, nullptr, m_signal) == 0);
    return awaitStop();
}

bool TracedProcess::runUntilItHasWrittenTo(int descriptor)
{
    CG_EXPECTS(::ptrace(PTRACE_INTERRUPT, m_child, nullptr, nullptr) == 0);
    if (!awaitStop()) { // perhaps by a signal that came before the interruption: it must not be lost
        return false;
    }
    bool isWriting = false;
    while (goOn()) {
        __ptrace_syscall_info call{};
        if (m_signal != 0 || ::ptrace(PTRACE_GET_SYSCALL_INFO, m_child, sizeof call, &call) <= 0) {
            continue;
        }
        if (isWriting && call.op == PTRACE_SYSCALL_INFO_EXIT) {
            return true;
        }
        isWriting = call.op == PTRACE_SYSCALL_INFO_ENTRY && call.entry.nr == SYS_write &&
                    call.entry.args[0] == static_cast<std::uint64_t>(descriptor);
    }
    return false;
}

} // namespace cg::testing
