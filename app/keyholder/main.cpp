// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secure_memory.h"
#include "hand_over.h"
#include "keyholder/server.h"
#include "keyholder/service.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <exception>

namespace base = cg::base;
namespace keyholder = cg::keyholder;
namespace trust = cg::trust;

namespace {

constexpr int kExitUsage = 2;
constexpr int kExitFailure = 7;
constexpr std::chrono::seconds kArrivalBound{20};

/// No core file, and no other process of this user may look into the memory.
void closeWindows()
{
    prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

/// A Ctrl-C is meant for the program that trains: it decides when this one may go. The launcher starts this process
/// with these signals blocked.
void ignoreSignals()
{
    sigset_t ignored;
    sigemptyset(&ignored);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        signal(number, SIG_IGN);
        sigaddset(&ignored, number);
    }
    pthread_sigmask(SIG_UNBLOCK, &ignored, nullptr);
}

int serve(trust::HandOver handOver)
{
    auto listener = trust::Listener::listenOn(handOver.socket);
    if (!listener) {
        std::fprintf(stderr, "ciphergrad-keyholder: %s\n", listener.error().message.c_str());
        return kExitFailure;
    }
    keyholder::KeyHolderService service;
    keyholder::Server server(std::move(*listener), handOver.token, service);
    base::wipe(handOver.token.bytes);
    reportReady();
    server.run(kArrivalBound);
    return 0;
}

} // namespace

int main()
{
    closeWindows();
    ignoreSignals();
    const auto handOver = readHandOver();
    if (!handOver) {
        std::fputs("ciphergrad-keyholder: this program is started by ciphergrad or ciphergrad-cli, not by hand\n",
                   stderr);
        return kExitUsage;
    }
    try {
        return serve(*handOver);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "ciphergrad-keyholder: %s\n", exception.what());
        return kExitFailure;
    }
}
