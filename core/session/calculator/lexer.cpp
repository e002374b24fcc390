// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/lexer.h"

#include "data/quote.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

namespace cg::session {

namespace {

using base::ErrorCode;
using base::Result;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool beginsName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continuesName(char c)
{
    return beginsName(c) || isDigit(c);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/// The second and further bytes of a character in UTF-8.
bool continuesCharacter(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

std::optional<TokenKind> symbol(char c)
{
    switch (c) {
    case '+':
        return TokenKind::Plus;
    case '-':
        return TokenKind::Minus;
    case '*':
        return TokenKind::Star;
    case '/':
        return TokenKind::Slash;
    case '(':
        return TokenKind::LeftParenthesis;
    case ')':
        return TokenKind::RightParenthesis;
    case '[':
        return TokenKind::LeftBracket;
    case ']':
        return TokenKind::RightBracket;
    case ',':
        return TokenKind::Comma;
    case '=':
        return TokenKind::Equals;
    case ';':
        return TokenKind::Separator;
    default:
        return std::nullopt;
    }
}

class Lexer {
public:
    /// `source` must outlive the lexer.
    explicit Lexer(std::string_view source) : m_source(source) {}

    Result<Token> next()
    {
        skipBlanks();
        if (m_offset == m_source.size()) {
            return token(TokenKind::End, 0);
        }
        const char c = m_source[m_offset];
        if (c == '\n') {
            return token(TokenKind::Separator, 1);
        }
        if (beginsName(c)) {
            return name();
        }
        if (isDigit(c) || (c == '.' && m_offset + 1 < m_source.size() && isDigit(m_source[m_offset + 1]))) {
            return number();
        }
        const std::optional<TokenKind> kind = symbol(c);
        if (!kind) {
            return unknownCharacter();
        }
        countBrackets(*kind);
        return token(*kind, 1);
    }

private:
    [[nodiscard]] std::string_view rest() const { return m_source.substr(m_offset); }

    /// Blanks, comments, and inside brackets the ends of lines.
    void skipBlanks()
    {
        while (m_offset < m_source.size()) {
            const char c = m_source[m_offset];
            if (c == '#') {
                const std::size_t end = std::min(m_source.find('\n', m_offset), m_source.size());
                advance(end - m_offset);
            } else if (isBlank(c) || (c == '\n' && m_openBrackets > 0)) {
                advance(1);
            } else {
                return;
            }
        }
    }

    void countBrackets(TokenKind kind)
    {
        if (kind == TokenKind::LeftParenthesis || kind == TokenKind::LeftBracket) {
            ++m_openBrackets;
        } else if ((kind == TokenKind::RightParenthesis || kind == TokenKind::RightBracket) && m_openBrackets > 0) {
            --m_openBrackets;
        }
    }

    void advance(std::size_t bytes)
    {
        for (const char c : rest().substr(0, bytes)) {
            if (c == '\n') {
                ++m_position.line;
                m_position.column = 1;
            } else if (!continuesCharacter(c)) {
                ++m_position.column;
            }
        }
        m_offset += bytes;
    }

    Token token(TokenKind kind, std::size_t length)
    {
        const Token token{kind, m_position, m_offset, length, 0.0};
        advance(length);
        return token;
    }

    Result<Token> name()
    {
        const std::string_view text = rest();
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, continuesName) - text.begin());
        if (length > kMaxNameLength) {
            return errorAt(m_position, ErrorCode::Syntax,
                           "a name of " + std::to_string(length) + " characters is longer than " +
                               std::to_string(kMaxNameLength));
        }
        return token(TokenKind::Name, length);
    }

    Result<Token> number()
    {
        const std::string_view text = rest();
        double value = 0.0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const auto length = static_cast<std::size_t>(end - text.data());
        if (error != std::errc{}) {
            return errorAt(m_position, ErrorCode::InvalidArgument,
                           "the number " + data::shown(text.substr(0, length)) +
                               " is too large or too small for a double");
        }
        Token result = token(TokenKind::Number, length);
        result.number = value;
        return result;
    }

    [[nodiscard]] base::Error unknownCharacter() const
    {
        const std::string_view text = rest();
        const auto length =
            static_cast<std::size_t>(std::find_if_not(text.begin() + 1, text.end(), continuesCharacter) - text.begin());
        return errorAt(m_position, ErrorCode::Syntax,
                       "'" + data::shown(text.substr(0, length), 4) +
                           "' has no meaning here; the operators are + - * / and =");
    }

    std::string_view m_source;
    std::size_t m_offset = 0;
    TextPosition m_position;
    std::size_t m_openBrackets = 0;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string_view source)
{
    Lexer lexer(source);
    std::vector<Token> tokens;
    do {
        CG_TRY(const Token token, lexer.next());
        tokens.push_back(token);
    } while (tokens.back().kind != TokenKind::End);
    return tokens;
}

} // namespace cg::session
