#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.h"

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cg::testing {

/// A program, and how it is started.
struct TerminalCommand {
    std::vector<std::string> arguments;                ///< the first one is its path
    std::string folder;                                ///< where it works
    std::string output;                                ///< the file that takes its standard output; empty: the terminal
    std::map<std::string, std::string> variables = {}; ///< of its environment, besides those of this process
};

/// A program at a terminal of its own, with the test as its user. It may leave a core file where the system lets it.
class Terminal {
public:
    explicit Terminal(const TerminalCommand& command);
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    /// Ends the program if it is still there.
    ~Terminal();

    void type(std::string_view text) const;
    /// Reads on until `text` has been shown; false if the program ended or fell silent before.
    [[nodiscard]] bool shows(std::string_view text);
    /// Reads on until the program has ended, and gives its exit status; nothing if a signal ended it.
    [[nodiscard]] std::optional<int> waitForEnd();

    /// All that was shown so far.
    [[nodiscard]] const std::string& screen() const { return m_screen; }
    [[nodiscard]] pid_t process() const { return m_process; }

private:
    /// Adds what is shown next to the screen; false if nothing more comes.
    [[nodiscard]] bool readOn();

    pid_t m_process = -1;
    bool m_hasEnded = false;
    base::FileDescriptor m_master;
    std::string m_screen;
    std::size_t m_seen = 0;
};

} // namespace cg::testing
