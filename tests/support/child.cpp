// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/child.h"

#include "base/contract.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace cg::testing {

namespace {

std::string readToEnd(int descriptor)
{
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return text;
        }
    }
}

} // namespace

ChildOutcome runInChild(const std::function<int()>& work)
{
    std::array<int, 2> pipeEnds{};
    CG_EXPECTS(::pipe(pipeEnds.data()) == 0);
    const pid_t child = ::fork();
    CG_EXPECTS(child >= 0);
    if (child == 0) {
        ::dup2(pipeEnds[1], STDERR_FILENO);
        ::close(pipeEnds[0]);
        ::close(pipeEnds[1]);
        // QtTest would answer a planned abort with a debugger's stack trace.
        ::signal(SIGABRT, SIG_DFL);
        // Neither destructors nor exit handlers of the test program may run twice.
        ::_exit(work());
    }
    ::close(pipeEnds[1]);
    ChildOutcome outcome;
    outcome.errorOutput = readToEnd(pipeEnds[0]);
    ::close(pipeEnds[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) {
        outcome.exitStatus = WEXITSTATUS(status);
    } else {
        outcome.signal = WTERMSIG(status);
    }
    return outcome;
}

void dropPrivileges()
{
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0) {
        CG_EXPECTS(::setresgid(kNobody, kNobody, kNobody) == 0);
        CG_EXPECTS(::setresuid(kNobody, kNobody, kNobody) == 0);
    }
}

} // namespace cg::testing
