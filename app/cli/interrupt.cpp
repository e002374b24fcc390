// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/interrupt.h"

#include "cli/exit_codes.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace cg::cli {

namespace {

// The only variables of the program outside an object: a signal handler can reach nothing else.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<int> signalsArrived = 0;
std::atomic<int> unfinishedWorks = 0;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not wait for a lock");

extern "C" void rememberOrLeave(int)
{
    ++signalsArrived;
    if (unfinishedWorks == 0) {
        constexpr char kMessage[] = "ciphergrad-cli: interrupted\n";
        // Nothing can be done about a failure here.
        [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
        _exit(static_cast<int>(ExitCode::Interrupted));
    }
}

} // namespace

void installInterruptHandler()
{
    struct sigaction action{};
    action.sa_handler = rememberOrLeave;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    struct sigaction hangup{};
    sigaction(SIGHUP, nullptr, &hangup);
    if (hangup.sa_handler != SIG_IGN) { // set by nohup(1)
        sigaction(SIGHUP, &action, nullptr);
    }
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

FinishFirst::FinishFirst()
{
    ++unfinishedWorks;
}

FinishFirst::~FinishFirst()
{
    --unfinishedWorks;
}

bool isInterrupted()
{
    return interruptCount() > 0;
}

int interruptCount()
{
    return signalsArrived;
}

} // namespace cg::cli
