#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/calculator/functions.h"
#include "session/calculator/text_position.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cg::session {

enum class SyntaxKind : std::uint8_t { Number, Name, Negate, Add, Subtract, Multiply, Divide, List, Call };

/// A node of a syntax tree.
struct SyntaxNode {
    SyntaxKind kind = SyntaxKind::Number;
    CalculatorFunction function{}; ///< of a Call
    TextPosition position;         ///< of the operator, the name, the number or the opening bracket
    double number = 0.0;           ///< of a Number
    std::size_t statement = 0;     ///< of a Name: the statement that gave it its value
    std::size_t operands = 0;      ///< how many children the node has
};

/// `name = expression`, or an expression alone.
///
/// Invariant: `nodes` is the tree in post-order, that is, the children of a node stand before it and the root is the
/// last one. Whoever walks it keeps a stack of values and needs no recursion, however long a chain of sums is.
struct Statement {
    std::string text; ///< as it was written, the name included
    std::optional<std::string> name;
    std::vector<SyntaxNode> nodes;
};

/// What the calculator computes; at least one statement.
struct Program {
    std::vector<Statement> statements;
};

/// For each statement, whether a refresh went into its value: its noise is then counted from there.
[[nodiscard]] std::vector<bool> refreshedStatements(const Program& program);

/// Largest text of a program, in bytes: room for a matrix of 65,536 numbers.
inline constexpr std::size_t kMaxProgramBytes = std::size_t{1} << 20;
/// How deep parentheses, lists and calls may be nested: what the parser's recursion is bounded by.
inline constexpr std::size_t kMaxNesting = 64;

/// Reads a program:
///
///     program    = [ statement ] { ( ";" | end of line ) [ statement ] }
///     statement  = [ name "=" ] expression
///     expression = term { ( "+" | "-" ) term }
///     term       = factor { ( "*" | "/" ) factor }
///     factor     = { "-" } ( number | name | name "(" argument { "," argument } ")" | "(" expression ")" )
///     argument   = expression | list
///     list       = "[" argument { "," argument } "]"
///
/// Inside brackets the end of a line means nothing; '#' begins a comment. Every name must have its value from an
/// earlier statement, and a function takes as many arguments as its signature says. Syntax (or InvalidArgument, for a
/// text that is too long and a number that fits no double) with line and column otherwise.
[[nodiscard]] base::Result<Program> parseProgram(std::string_view text);

} // namespace cg::session
