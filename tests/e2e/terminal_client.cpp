// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/launcher.h"

#include <signal.h>

#include <cstdio>
#include <cstring>

/// terminal_client KEYHOLDER create|load FILE: prints "done", or the number and the sentence of the error, on stdout.
int main(int count, char** arguments)
{
    if (count != 4) {
        return 2;
    }
    signal(SIGINT, SIG_IGN); // as a program does that stops its work by itself
    const auto process = cg::trust::KeyHolderProcess::start({.program = arguments[1]});
    if (!process) {
        std::printf("%s\n", process.error().message.c_str());
        return 1;
    }
    cg::trust::KeyHolder& holder = (*process)->keyHolder();
    const auto outcome = std::strcmp(arguments[2], "create") == 0
                             ? holder.createKeyFile(cg::base::SchemeId::Vhe, arguments[3], {})
                             : holder.loadKeyFile(arguments[3], {});
    if (outcome) {
        std::puts("done");
    } else {
        std::printf("error %d: %s\n", static_cast<int>(outcome.error().code), outcome.error().message.c_str());
    }
    return 0;
}
