// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/launcher.h"

#include "base/contract.h"
#include "base/file_descriptor.h"
#include "base/secure_memory.h"
#include "trust/process_handle.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace cg::trust {

namespace {

constexpr std::string_view kProgramName = "ciphergrad-keyholder";
/// How long a child whose clients have gone may take to end by itself.
constexpr int kEndBoundMilliseconds = 2000;

base::Error cannotStart(const std::string& reason)
{
    return {base::ErrorCode::KeyHolderLost, "the key holder cannot be started: " + reason};
}

std::string systemReason(int number)
{
    return std::generic_category().message(number);
}

base::Result<std::string> programPath(const LaunchOptions& options)
{
    std::error_code failed;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
    std::string path = options.program.value_or((self.parent_path() / kProgramName).string());
    if (access(path.c_str(), X_OK) != 0) {
        return cannotStart("there is no program " + path + "; it belongs beside the program that is running");
    }
    return path;
}

struct Pipe {
    base::FileDescriptor reading;
    base::FileDescriptor writing;
};

base::Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return cannotStart(systemReason(errno));
    }
    return Pipe{base::FileDescriptor(ends[0]), base::FileDescriptor(ends[1])};
}

/// What the child does between fork and exec: its stdin is the hand-over, its stdout the pipe for the ready line,
/// every other descriptor but stderr is closed.
class SpawnActions {
public:
    SpawnActions(int input, int output)
    {
        CG_ENSURES(posix_spawn_file_actions_init(&m_actions) == 0);
        CG_ENSURES(posix_spawn_file_actions_adddup2(&m_actions, input, STDIN_FILENO) == 0);
        CG_ENSURES(posix_spawn_file_actions_adddup2(&m_actions, output, STDOUT_FILENO) == 0);
        CG_ENSURES(posix_spawn_file_actions_addclosefrom_np(&m_actions, STDERR_FILENO + 1) == 0);
    }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    ~SpawnActions() { posix_spawn_file_actions_destroy(&m_actions); }

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

/// The child begins with the signals blocked that it is going to ignore, so that a Ctrl-C in its first millisecond
/// does not end it.
class SpawnAttributes {
public:
    SpawnAttributes()
    {
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
            sigaddset(&blocked, signal);
        }
        CG_ENSURES(posix_spawnattr_init(&m_attributes) == 0);
        CG_ENSURES(posix_spawnattr_setsigmask(&m_attributes, &blocked) == 0);
        CG_ENSURES(posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK) == 0);
    }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    ~SpawnAttributes() { posix_spawnattr_destroy(&m_attributes); }

    [[nodiscard]] const posix_spawnattr_t* get() const { return &m_attributes; }

private:
    posix_spawnattr_t m_attributes{};
};

base::Result<pid_t> spawn(const std::string& path, int input, int output)
{
    const SpawnActions actions(input, output);
    const SpawnAttributes attributes;
    std::string name(kProgramName);
    const std::array<char*, 2> arguments{name.data(), nullptr};
    pid_t process = -1;
    const int failed = posix_spawn(&process, path.c_str(), actions.get(), attributes.get(), arguments.data(), environ);
    if (failed != 0) {
        return cannotStart(path + ": " + systemReason(failed));
    }
    return process;
}

/// Waits until the child has said that it listens.
base::Result<void> awaitReady(int output, std::chrono::milliseconds bound)
{
    const Deadline deadline = within(bound);
    std::string line;
    while (line != kReadyLine) {
        pollfd entry{output, POLLIN, 0};
        const int ready = poll(&entry, 1, pollTimeout(deadline));
        if (ready == 0 && pollTimeout(deadline) == 0) {
            return cannotStart("it did not answer within " + std::to_string(bound.count()) + " ms");
        }
        if (ready < 0 && errno != EINTR) {
            return cannotStart(systemReason(errno));
        }
        if (ready <= 0) {
            continue;
        }
        char letter = 0;
        const ssize_t got = read(output, &letter, 1);
        if (got == 1 && kReadyLine.starts_with(line + letter)) {
            line.push_back(letter);
        } else if (got >= 0 || errno != EINTR) {
            return cannotStart(got == 1 ? "it does not speak this program's protocol" : "it ended at once");
        }
    }
    return {};
}

} // namespace

base::Result<std::unique_ptr<KeyHolderProcess>> KeyHolderProcess::start(const LaunchOptions& options)
{
    CG_TRY(const std::string path, programPath(options));
    CG_TRY(Pipe input, makePipe());
    CG_TRY(Pipe output, makePipe());
    base::SystemRandom random;
    const HandOver handOver{Token::draw(random), SocketName::draw(random)};
    // Written before the child exists: the pipe holds the few bytes, and nobody can close its other end meanwhile.
    const base::Bytes bytes = encode(handOver);
    if (write(input.writing.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        return cannotStart(systemReason(errno));
    }
    input.writing.close();
    CG_TRY(const pid_t process, spawn(path, input.reading.get(), output.writing.get()));
    std::unique_ptr<KeyHolderProcess> child(new KeyHolderProcess(process, handOver));
    if (options.spawned) {
        options.spawned(process);
    }
    output.writing.close();
    CG_CHECK(awaitReady(output.reading.get(), options.startBound));
    CG_TRY(child->m_client, child->connect());
    return child;
}

KeyHolderProcess::~KeyHolderProcess()
{
    // One that never served anybody has nothing to bring to an end.
    const int patience = m_client ? kEndBoundMilliseconds : 0;
    m_client.reset();
    reap(patience);
    base::wipe(m_handOver.token.bytes);
}

base::Result<std::unique_ptr<Client>> KeyHolderProcess::connect() const
{
    CG_TRY(Connection connection, Connection::connectTo(m_handOver.socket));
    if (connection.peer().process != m_process) {
        return base::Error{base::ErrorCode::KeyHolderLost, "another process has taken the key holder's socket"};
    }
    return Client::connect(std::move(connection), m_handOver.token);
}

bool KeyHolderProcess::hasEnded() const
{
    siginfo_t ended{};
    return waitid(P_PID, static_cast<id_t>(m_process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid != 0;
}

void KeyHolderProcess::reap(int milliseconds) const
{
    if (!ProcessHandle(m_process).endsWithin(milliseconds)) {
        kill(m_process, SIGKILL);
    }
    while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace cg::trust
