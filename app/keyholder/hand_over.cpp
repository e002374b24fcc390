// SPDX-License-Identifier: GPL-3.0-or-later
#include "hand_over.h"

#include "base/secure_memory.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace base = cg::base;
namespace trust = cg::trust;

base::Result<trust::HandOver> readHandOver()
{
    if (isatty(STDIN_FILENO) != 0) {
        return base::Error{base::ErrorCode::ProtocolViolation, "stdin is a terminal"};
    }
    std::array<std::uint8_t, trust::kHandOverBytes + 1> buffer; // one byte more, to notice what does not belong there
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t got = read(STDIN_FILENO, buffer.data() + size, buffer.size() - size);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    auto handOver = trust::decodeHandOver({buffer.data(), size});
    base::wipe(buffer);
    close(STDIN_FILENO);
    return handOver;
}

void reportReady()
{
    std::string_view line = trust::kReadyLine;
    while (!line.empty()) {
        const ssize_t written = write(STDOUT_FILENO, line.data(), line.size());
        if (written < 0 && errno != EINTR) {
            break;
        }
        line.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    close(STDOUT_FILENO);
}
