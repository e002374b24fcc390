#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/file.h"
#include "support/results.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

namespace cg::testing {

/// The files of a folder with their bytes, to compare with what is there later.
[[nodiscard]] inline std::map<std::string, base::Bytes> contentOf(const std::string& folder)
{
    constexpr std::size_t kMostBytes = std::size_t{1} << 20;
    std::map<std::string, base::Bytes> content;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        content.emplace(entry.path().string(), valueOf(base::readFile(entry.path().string(), kMostBytes)));
    }
    return content;
}

/// Whether a message can be shown to people: some words, and nothing that a terminal would obey.
[[nodiscard]] inline bool isSentence(const std::string& message)
{
    const auto isControl = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; };
    return message.find(' ') != std::string::npos && std::ranges::none_of(message, isControl);
}

} // namespace cg::testing
