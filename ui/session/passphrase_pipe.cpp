// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/passphrase_pipe.h"

#include "base/secure_memory.h"

#include <climits>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

namespace cg::ui {

void wipe(QByteArray& bytes)
{
    if (!bytes.isEmpty()) {
        base::wipe({reinterpret_cast<std::uint8_t*>(bytes.data()), static_cast<std::size_t>(bytes.size())});
    }
    bytes.clear();
}

base::Result<PassphrasePipe> PassphrasePipe::create(QByteArray& passphrase)
{
    // What fits into PIPE_BUF is written at once and whole, into an empty pipe without waiting.
    if (passphrase.size() > PIPE_BUF) {
        wipe(passphrase);
        return base::Error{base::ErrorCode::InvalidArgument,
                           "the passphrase is longer than " + std::to_string(PIPE_BUF) + " bytes"};
    }
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        wipe(passphrase);
        return base::Error{base::ErrorCode::FileNotWritable,
                           "the passphrase cannot be handed to the key holder: the system gave no pipe"};
    }
    base::FileDescriptor readEnd(ends[0]);
    const base::FileDescriptor writeEnd(ends[1]);
    const ssize_t written = write(writeEnd.get(), passphrase.constData(), static_cast<std::size_t>(passphrase.size()));
    const bool isWhole = written == passphrase.size();
    wipe(passphrase);
    if (!isWhole) {
        return base::Error{base::ErrorCode::FileNotWritable,
                           "the passphrase cannot be handed to the key holder: the pipe did not take it"};
    }
    return PassphrasePipe(std::move(readEnd));
}

trust::PassphraseSource PassphrasePipe::source() const
{
    return {"/dev/fd/" + std::to_string(m_readEnd.get())};
}

} // namespace cg::ui
