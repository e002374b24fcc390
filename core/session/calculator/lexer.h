#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/calculator/text_position.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cg::session {

enum class TokenKind : std::uint8_t {
    Number,
    Name,
    Plus,
    Minus,
    Star,
    Slash,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Comma,
    Equals,
    Separator, ///< ';', or the end of a line outside all brackets
    End,       ///< of the program
};

/// A word of a program: `length` bytes of its text from `offset` on.
struct Token {
    TokenKind kind = TokenKind::End;
    TextPosition position;
    std::size_t offset = 0;
    std::size_t length = 0;
    double number = 0.0; ///< of a Number
};

/// Longest name of a value, in characters.
inline constexpr std::size_t kMaxNameLength = 64;

/// The words of `source`, the last one End. Comments run from '#' to the end of the line. Syntax where a character has
/// no meaning or a name is too long; InvalidArgument where a number does not fit into a double.
[[nodiscard]] base::Result<std::vector<Token>> tokenize(std::string_view source);

} // namespace cg::session
