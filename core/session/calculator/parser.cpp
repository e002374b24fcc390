// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/quote.h"
#include "session/calculator/lexer.h"
#include "session/calculator/program.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr const char* kOperand = "a number, a name or '('";

/// Recursive descent; each function reads one rule of the grammar and appends its nodes in post-order.
class Parser {
public:
    /// `source` must outlive the parser; `tokens` are its words.
    Parser(std::string_view source, std::vector<Token> tokens) : m_source(source), m_tokens(std::move(tokens)) {}

    Result<Program> program()
    {
        Program program;
        while (current().kind != TokenKind::End) {
            if (take(TokenKind::Separator)) {
                continue;
            }
            CG_TRY(Statement statement, this->statement());
            if (statement.name) {
                m_statementOf[*statement.name] = program.statements.size();
            }
            program.statements.push_back(std::move(statement));
        }
        if (program.statements.empty()) {
            return errorAt({}, ErrorCode::Syntax, "expected a statement such as a = enc([1, 2])");
        }
        return program;
    }

private:
    [[nodiscard]] const Token& current() const { return m_tokens[m_at]; }
    /// The word after the current one; the last word is End and never passed.
    [[nodiscard]] const Token& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    [[nodiscard]] std::string_view textOf(const Token& token) const
    {
        return m_source.substr(token.offset, token.length);
    }

    /// Goes on to the next word if the current one is of that kind.
    bool take(TokenKind kind)
    {
        if (current().kind != kind || kind == TokenKind::End) {
            return false;
        }
        ++m_at;
        return true;
    }

    [[nodiscard]] bool endsStatement(const Token& token) const
    {
        return token.kind == TokenKind::Separator || token.kind == TokenKind::End;
    }

    /// "expected … after '+', not ')'", at the current word; what is missing at the end of a statement belongs right
    /// behind its last word.
    [[nodiscard]] Error expected(const std::string& what) const
    {
        const bool first = m_at == m_begin;
        TextPosition position = current().position;
        std::string where = " at the beginning of a statement";
        if (!first) {
            const Token& previous = m_tokens[m_at - 1];
            where = " after '" + data::shown(textOf(previous)) + "'";
            if (endsStatement(current())) {
                position = previous.position;
                position.column += static_cast<std::uint32_t>(previous.length);
            }
        }
        const std::string found =
            endsStatement(current()) ? "the end of the statement" : "'" + data::shown(textOf(current())) + "'";
        return errorAt(position, ErrorCode::Syntax, "expected " + what + where + ", not " + found);
    }

    Result<void> require(TokenKind kind, const std::string& what)
    {
        if (!take(kind)) {
            return expected(what);
        }
        return {};
    }

    Result<Statement> statement()
    {
        m_begin = m_at;
        m_depth = 0;
        Statement statement;
        if (current().kind == TokenKind::Name && following().kind == TokenKind::Equals) {
            CG_TRY(statement.name, assignedName());
            m_at += 2;
        }
        CG_CHECK(expression());
        const Token& last = m_tokens[m_at - 1];
        if (!endsStatement(current())) {
            return expected("an operator, ';' or the end of the line");
        }
        const std::size_t from = m_tokens[m_begin].offset;
        statement.text = m_source.substr(from, last.offset + last.length - from);
        statement.nodes = std::exchange(m_nodes, {});
        return statement;
    }

    Result<std::string> assignedName()
    {
        const std::string name(textOf(current()));
        if (functionNamed(name) != nullptr) {
            return errorAt(current().position, ErrorCode::Syntax,
                           "'" + name + "' is a function and cannot be the name of a value");
        }
        return name;
    }

    Result<void> expression()
    {
        CG_CHECK(term());
        while (current().kind == TokenKind::Plus || current().kind == TokenKind::Minus) {
            const Token sign = m_tokens[m_at++];
            CG_CHECK(term());
            append(sign.kind == TokenKind::Plus ? SyntaxKind::Add : SyntaxKind::Subtract, sign.position, 2);
        }
        return {};
    }

    Result<void> term()
    {
        CG_CHECK(factor());
        while (current().kind == TokenKind::Star || current().kind == TokenKind::Slash) {
            const Token sign = m_tokens[m_at++];
            CG_CHECK(factor());
            append(sign.kind == TokenKind::Star ? SyntaxKind::Multiply : SyntaxKind::Divide, sign.position, 2);
        }
        return {};
    }

    Result<void> factor()
    {
        std::vector<TextPosition> signs;
        while (current().kind == TokenKind::Minus) {
            signs.push_back(m_tokens[m_at++].position);
        }
        CG_CHECK(primary());
        for (const TextPosition& sign : std::views::reverse(signs)) {
            append(SyntaxKind::Negate, sign, 1);
        }
        return {};
    }

    Result<void> primary()
    {
        const Token token = current();
        switch (token.kind) {
        case TokenKind::Number:
            ++m_at;
            append(SyntaxKind::Number, token.position, 0).number = token.number;
            return {};
        case TokenKind::Name:
            ++m_at;
            return current().kind == TokenKind::LeftParenthesis ? call(token) : name(token);
        case TokenKind::LeftParenthesis:
            ++m_at;
            CG_CHECK(enter(token));
            CG_CHECK(expression());
            --m_depth;
            return require(TokenKind::RightParenthesis, "')'");
        case TokenKind::LeftBracket:
            return errorAt(token.position, ErrorCode::Syntax,
                           "a list may stand only in the arguments of a function, as in enc([1, 2])");
        default:
            return expected(kOperand);
        }
    }

    Result<void> name(const Token& token)
    {
        const std::string name(textOf(token));
        if (functionNamed(name) != nullptr) {
            return expected("'('");
        }
        const auto known = m_statementOf.find(name);
        if (known == m_statementOf.end()) {
            return errorAt(token.position, ErrorCode::Syntax,
                           "there is no value '" + name + "'; give it one first, as in " + name + " = enc([1, 2])");
        }
        append(SyntaxKind::Name, token.position, 0).statement = known->second;
        return {};
    }

    Result<void> call(const Token& token)
    {
        const FunctionSignature* signature = functionNamed(textOf(token));
        if (signature == nullptr) {
            return errorAt(token.position, ErrorCode::Syntax,
                           "there is no function '" + std::string(textOf(token)) + "'; the functions are " +
                               functionNames());
        }
        CG_TRY(const std::size_t count, arguments(TokenKind::RightParenthesis, "',' or ')'"));
        if (count != signature->arguments) {
            return errorAt(token.position, ErrorCode::Syntax,
                           std::string(signature->name) + " is called as " + std::string(signature->usage) +
                               ", and not with " + std::to_string(count) + (count == 1 ? " argument" : " arguments"));
        }
        append(SyntaxKind::Call, token.position, count).function = signature->function;
        return {};
    }

    /// What stands between the opening bracket, which is the current word, and `close`; gives how many there are.
    Result<std::size_t> arguments(TokenKind close, const std::string& separator)
    {
        const Token open = m_tokens[m_at++];
        CG_CHECK(enter(open));
        std::size_t count = 0;
        do {
            CG_CHECK(current().kind == TokenKind::LeftBracket ? list() : expression());
            ++count;
        } while (take(TokenKind::Comma));
        --m_depth;
        CG_CHECK(require(close, separator));
        return count;
    }

    Result<void> list()
    {
        const TextPosition position = current().position;
        CG_TRY(const std::size_t count, arguments(TokenKind::RightBracket, "',' or ']'"));
        append(SyntaxKind::List, position, count);
        return {};
    }

    Result<void> enter(const Token& bracket)
    {
        if (++m_depth > kMaxNesting) {
            return errorAt(bracket.position, ErrorCode::Syntax,
                           "brackets are nested deeper than " + std::to_string(kMaxNesting));
        }
        return {};
    }

    SyntaxNode& append(SyntaxKind kind, TextPosition position, std::size_t operands)
    {
        SyntaxNode node;
        node.kind = kind;
        node.position = position;
        node.operands = operands;
        return m_nodes.emplace_back(node);
    }

    std::string_view m_source;
    std::vector<Token> m_tokens; ///< the last one is End
    std::size_t m_at = 0;
    std::size_t m_begin = 0; ///< of the statement
    std::size_t m_depth = 0;
    std::vector<SyntaxNode> m_nodes; ///< of the statement
    std::map<std::string, std::size_t> m_statementOf;
};

} // namespace

Result<Program> parseProgram(std::string_view text)
{
    if (text.size() > kMaxProgramBytes) {
        return Error{ErrorCode::InvalidArgument, "a program of " + std::to_string(text.size()) +
                                                     " bytes is longer than " + std::to_string(kMaxProgramBytes)};
    }
    CG_TRY(std::vector<Token> tokens, tokenize(text));
    return Parser(text, std::move(tokens)).program();
}

std::vector<bool> refreshedStatements(const Program& program)
{
    std::vector<bool> refreshed;
    refreshed.reserve(program.statements.size());
    for (const Statement& statement : program.statements) {
        refreshed.push_back(std::ranges::any_of(statement.nodes, [&](const SyntaxNode& node) {
            return (node.kind == SyntaxKind::Call && node.function == CalculatorFunction::Refresh) ||
                   (node.kind == SyntaxKind::Name && refreshed[node.statement]);
        }));
    }
    return refreshed;
}

} // namespace cg::session
