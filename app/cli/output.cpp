// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include "data/quote.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace cg::cli {

namespace {

/// Returns 0 or the error number.
int writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = write(descriptor, text.data(), text.size());
        if (count > 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return count == 0 ? ENOSPC : errno;
        }
    }
    return 0;
}

/// Names in a message come from outside and might hold line breaks or terminal commands: all of it that is not
/// printable becomes an escape, but backslashes stay, for a message may hold such escapes already.
std::string printable(std::string_view message)
{
    constexpr std::size_t kLongestPart = 2000;
    std::size_t end = message.find('\\');
    std::string text = data::shown(message.substr(0, end), kLongestPart);
    while (end != std::string_view::npos) {
        message.remove_prefix(end + 1);
        end = message.find('\\');
        text += "\\" + data::shown(message.substr(0, end), kLongestPart);
    }
    return text;
}

void writeLine(std::string_view label, std::string_view message)
{
    const std::string line = std::string(label) + printable(message) + "\n";
    // Where stderr itself fails there is nobody left to tell.
    static_cast<void>(writeAll(STDERR_FILENO, line));
}

} // namespace

base::Result<void> writeOut(std::string_view text)
{
    if (const int failure = writeAll(STDOUT_FILENO, text); failure != 0) {
        return base::Error{base::ErrorCode::FileNotWritable, "the result cannot be written to the standard output: " +
                                                                 std::generic_category().message(failure)};
    }
    return {};
}

void writeError(std::string_view message)
{
    writeLine(isErrorColoured() ? "\x1b[1;31mciphergrad-cli:\x1b[0m " : "ciphergrad-cli: ", message);
}

void warn(std::string_view message)
{
    writeLine(isErrorColoured() ? "\x1b[1;33mwarning:\x1b[0m " : "warning: ", message);
}

bool isErrorTerminal()
{
    return isatty(STDERR_FILENO) == 1;
}

bool isErrorColoured()
{
    // The environment is read-only while threads run in every program of this project.
    const char* const noColour = std::getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe)
    const char* const terminal = std::getenv("TERM");     // NOLINT(concurrency-mt-unsafe)
    return isErrorTerminal() && (noColour == nullptr || *noColour == '\0') &&
           (terminal == nullptr || std::string_view(terminal) != "dumb");
}

} // namespace cg::cli
