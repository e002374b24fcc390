#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

namespace cg::cli {

/// Makes SIGINT, SIGTERM and SIGHUP end the program with exit code 6 and a sentence on stderr, at once unless a
/// FinishFirst exists. Also makes a broken pipe an error of the write instead of the program's death. Called once, by
/// main.
void installInterruptHandler();

/// While one exists, a signal is only remembered, so that work can be saved and reported first. May be nested.
class FinishFirst {
public:
    FinishFirst();
    FinishFirst(const FinishFirst&) = delete;
    FinishFirst& operator=(const FinishFirst&) = delete;
    ~FinishFirst();
};

/// Whether a signal came since the program began.
[[nodiscard]] bool isInterrupted();
/// How many came: a second one is from somebody who does not want to wait.
[[nodiscard]] int interruptCount();

} // namespace cg::cli
