// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/passphrase.h"

#include "base/contract.h"
#include "base/file_descriptor.h"

#include <sodium.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SecureBuffer;

std::string reason(int number)
{
    return std::generic_category().message(number);
}

Error tooLong()
{
    return {ErrorCode::InvalidArgument,
            "the passphrase is longer than " + std::to_string(kMaxPassphraseBytes) + " bytes"};
}

/// The first `size` bytes of a buffer, in guarded memory of their own.
SecureBuffer firstBytes(const SecureBuffer& buffer, std::size_t size)
{
    SecureBuffer first(size);
    std::ranges::copy(buffer.bytes().first(size), first.bytes().begin());
    return first;
}

Result<SecureBuffer> readFromFile(const std::string& path)
{
    const base::FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!file.isOpen()) {
        const ErrorCode code = errno == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable;
        return Error{code, "the passphrase file " + path + " cannot be opened: " + reason(errno)};
    }
    SecureBuffer buffer(kMaxPassphraseBytes + 2); // a newline, and one byte more to notice a longer file
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t got = read(file.get(), buffer.bytes().data() + size, buffer.size() - size);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return Error{ErrorCode::FileUnreadable,
                         "the passphrase file " + path + " cannot be read: " + reason(errno)};
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (size > 0 && buffer.bytes()[size - 1] == '\n') {
        --size;
    }
    return size > kMaxPassphraseBytes ? Result<SecureBuffer>(tooLong()) : firstBytes(buffer, size);
}

/// The controlling terminal with its echo off and Ctrl-C able to end a question, which the program ignores at all other
/// times. Everything is put back at the end.
class SilentTerminal {
public:
    explicit SilentTerminal(base::FileDescriptor terminal) : m_terminal(std::move(terminal))
    {
        // Ctrl-C is held back except while the program waits, so that none is lost just before.
        sigset_t interrupt;
        sigemptyset(&interrupt);
        sigaddset(&interrupt, SIGINT);
        pthread_sigmask(SIG_BLOCK, &interrupt, &m_maskBefore);
        struct sigaction nothing{};
        nothing.sa_handler = [](int) {};
        sigaction(SIGINT, &nothing, &m_interruptBefore);
        tcgetattr(m_terminal.get(), &m_before);
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ICANON | ISIG;
        tcsetattr(m_terminal.get(), TCSAFLUSH, &silent);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    ~SilentTerminal()
    {
        tcsetattr(m_terminal.get(), TCSAFLUSH, &m_before);
        sigaction(SIGINT, &m_interruptBefore, nullptr);
        pthread_sigmask(SIG_SETMASK, &m_maskBefore, nullptr);
    }

    void write(std::string_view text) const
    {
        while (!text.empty()) {
            const ssize_t written = ::write(m_terminal.get(), text.data(), text.size());
            if (written <= 0) {
                return;
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    /// One line without its newline.
    [[nodiscard]] Result<SecureBuffer> readLine() const
    {
        SecureBuffer buffer(kMaxPassphraseBytes + 1);
        std::size_t size = 0;
        for (;;) {
            std::uint8_t& letter = buffer.bytes()[std::min(size, kMaxPassphraseBytes)];
            const ssize_t got = awaitInput() ? read(m_terminal.get(), &letter, 1) : -1;
            if (got < 0) {
                return Error{ErrorCode::Cancelled, "no passphrase was given"};
            }
            if (got == 0 || letter == '\n') {
                break;
            }
            ++size;
        }
        return size > kMaxPassphraseBytes ? Result<SecureBuffer>(tooLong()) : firstBytes(buffer, size);
    }

private:
    /// Waits for input; false after Ctrl-C.
    [[nodiscard]] bool awaitInput() const
    {
        sigset_t open = m_maskBefore;
        sigdelset(&open, SIGINT);
        pollfd entry{m_terminal.get(), POLLIN, 0};
        return ppoll(&entry, 1, nullptr, &open) == 1;
    }

    base::FileDescriptor m_terminal;
    termios m_before{};
    struct sigaction m_interruptBefore{};
    sigset_t m_maskBefore{};
};

Result<SecureBuffer> ask(const SilentTerminal& terminal, const std::string& question)
{
    terminal.write(question);
    Result<SecureBuffer> answer = terminal.readLine();
    terminal.write("\n");
    return answer;
}

bool areEqual(const SecureBuffer& a, const SecureBuffer& b)
{
    return a.size() == b.size() && sodium_memcmp(a.bytes().data(), b.bytes().data(), a.size()) == 0;
}

Result<SecureBuffer> readFromTerminal(PassphraseUse use, const std::string& keyFile)
{
    base::FileDescriptor device(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!device.isOpen()) {
        return Error{ErrorCode::NoKey,
                     "there is no terminal to ask for the passphrase of " + keyFile + ": name a passphrase file"};
    }
    const SilentTerminal terminal(std::move(device));
    const std::string name = use == PassphraseUse::Replace ? "New passphrase of " : "Passphrase of ";
    CG_TRY(SecureBuffer first, ask(terminal, name + keyFile + ": "));
    if (use != PassphraseUse::Unlock) {
        CG_TRY(const SecureBuffer second, ask(terminal, "The same passphrase again: "));
        if (!areEqual(first, second)) {
            return Error{ErrorCode::InvalidArgument, "the two passphrases differ"};
        }
    }
    return first;
}

} // namespace

Result<SecureBuffer> readPassphrase(const trust::PassphraseSource& source, PassphraseUse use,
                                    const std::string& keyFile)
{
    CG_TRY(SecureBuffer passphrase, source.file ? readFromFile(*source.file) : readFromTerminal(use, keyFile));
    if (use != PassphraseUse::Unlock && passphrase.size() == 0) {
        return Error{ErrorCode::InvalidArgument, "the passphrase is empty: a key file needs one"};
    }
    return passphrase;
}

} // namespace cg::keyholder
