#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cstdint>
#include <string>

namespace cg::session {

/// A place in the text of a program; both count from 1, columns in characters of UTF-8.
struct TextPosition {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    /// "line 1, column 14"
    [[nodiscard]] std::string text() const
    {
        return "line " + std::to_string(line) + ", column " + std::to_string(column);
    }
    friend bool operator==(const TextPosition&, const TextPosition&) = default;
};

/// An error about the text at `position`: "line 1, column 14: …".
[[nodiscard]] inline base::Error errorAt(TextPosition position, base::ErrorCode code, const std::string& what)
{
    return base::Error{code, what}.within(position.text());
}

} // namespace cg::session
