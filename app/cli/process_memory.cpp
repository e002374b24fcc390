// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/process_memory.h"

#include "base/file.h"

#include <charconv>
#include <string_view>

namespace cg::cli {

std::uint64_t peakMemory()
{
    // Not getrusage(): its maximum includes that of the program that started this one.
    constexpr std::size_t kMaxStatusBytes = 1U << 16;
    constexpr std::string_view kName = "VmHWM:";
    constexpr std::uint64_t kUnit = 1024;
    const auto status = base::readFile("/proc/self/status", kMaxStatusBytes);
    if (!status) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(status->data()), status->size());
    const std::size_t name = text.find(kName);
    const std::size_t digits = text.find_first_of("0123456789", name);
    if (name == std::string_view::npos || digits == std::string_view::npos) {
        return 0;
    }
    std::uint64_t value = 0;
    std::from_chars(text.data() + digits, text.data() + text.size(), value);
    return value * kUnit;
}

} // namespace cg::cli
