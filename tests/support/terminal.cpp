// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminal.h"

#include "base/contract.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace cg::testing {

namespace {

constexpr int kPatienceMilliseconds = 60'000;

/// Becomes the program, in the child.
[[noreturn]] void become(const TerminalCommand& command)
{
    std::vector<char*> pointers;
    std::vector<std::string> arguments = command.arguments;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    for (const auto& [name, value] : command.variables) {
        ::setenv(name.c_str(), value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): there is one thread
    }
    rlimit core{};
    ::getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    ::setrlimit(RLIMIT_CORE, &core);
    const bool isReady =
        ::chdir(command.folder.c_str()) == 0 &&
        (command.output.empty() ||
         ::dup2(::open(command.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDOUT_FILENO) >= 0);
    if (isReady) {
        ::execv(pointers.front(), pointers.data());
    }
    ::_exit(127);
}

} // namespace

Terminal::Terminal(const TerminalCommand& command)
{
    int master = -1;
    m_process = ::forkpty(&master, nullptr, nullptr, nullptr);
    CG_EXPECTS(m_process >= 0);
    if (m_process == 0) {
        become(command);
    }
    m_master = base::FileDescriptor(master);
}

Terminal::~Terminal()
{
    if (!m_hasEnded) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
}

void Terminal::type(std::string_view text) const
{
    CG_EXPECTS(::write(m_master.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

bool Terminal::readOn()
{
    pollfd entry{m_master.get(), POLLIN, 0};
    std::array<char, 4096> buffer{};
    const bool isReady = ::poll(&entry, 1, kPatienceMilliseconds) == 1;
    const ssize_t got = isReady ? ::read(m_master.get(), buffer.data(), buffer.size()) : 0;
    m_screen.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    return got > 0;
}

bool Terminal::shows(std::string_view text)
{
    while (m_screen.find(text, m_seen) == std::string::npos) {
        if (!readOn()) {
            return false;
        }
    }
    m_seen = m_screen.find(text, m_seen) + text.size();
    return true;
}

std::optional<int> Terminal::waitForEnd()
{
    while (readOn()) {
    }
    int status = 0;
    while (::waitpid(m_process, &status, 0) < 0) {
        CG_EXPECTS(errno == EINTR);
    }
    m_hasEnded = true;
    return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

} // namespace cg::testing
