#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activation.h"
#include "session/calculator/number_arithmetic.h"
#include "session/calculator/program.h"
#include "session/calculator/value.h"
#include "session/calculator/vector_arithmetic_inl.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <stop_token>
#include <utility>
#include <vector>

namespace cg::session {

/// Runs the statements of a program one after the other on a backend. Every backend runs the same code: the scheme, its
/// plain twin, and the recorder that finds out which evaluation keys are needed.
///
/// A node whose operands do not go together gives InvalidArgument; all errors but Cancelled begin with line and column.
template <he::HeBackend B>
class Evaluator {
public:
    using Ciphertext = typename B::Ciphertext;
    using Vector = EncryptedVector<Ciphertext>;
    using Value = CalculatorValue<Ciphertext>;
    /// Fresh encryptions of what the given ciphertexts hold.
    using Refresh = std::function<base::Result<std::vector<Ciphertext>>(const std::vector<Ciphertext>&)>;

    /// `backend` must outlive the evaluator.
    Evaluator(B& backend, Refresh refresh, std::stop_token stop = {})
        : m_backend(backend), m_vectors(backend), m_refresh(std::move(refresh)), m_stop(std::move(stop))
    {}

    /// The value of the next statement of the program, a number or a vector. Cancelled once a stop was requested.
    base::Result<Value> evaluate(const Statement& statement)
    {
        std::vector<Value> stack;
        m_encrypted = 0;
        for (const SyntaxNode& node : statement.nodes) {
            if (m_stop.stop_requested()) {
                return base::Error{base::ErrorCode::Cancelled, "the calculation was stopped"};
            }
            CG_EXPECTS(node.operands <= stack.size());
            const auto first = stack.end() - static_cast<std::ptrdiff_t>(node.operands);
            CG_TRY(Value value, apply(node, {first, stack.end()}));
            stack.erase(first, stack.end());
            stack.push_back(std::move(value));
        }
        CG_ENSURES(stack.size() == 1);
        m_values.push_back(stack.front());
        return std::move(stack.front());
    }

private:
    using Operands = std::span<Value>;

    base::Result<Value> apply(const SyntaxNode& node, Operands operands)
    {
        switch (node.kind) {
        case SyntaxKind::Number:
            return Value(node.number);
        case SyntaxKind::Name:
            return m_values[node.statement];
        case SyntaxKind::Negate:
            return negated(node, operands[0]);
        case SyntaxKind::Add:
        case SyntaxKind::Subtract:
        case SyntaxKind::Multiply:
        case SyntaxKind::Divide:
            return combined(node, operands[0], operands[1]);
        case SyntaxKind::List:
            return listed(node, operands);
        case SyntaxKind::Call:
            return called(node, operands);
        }
        base::contractViolated("a known kind of node", __FILE__, __LINE__);
    }

    /// An error of the backend at its place, a vector as a value.
    base::Result<Value> placed(const SyntaxNode& node, base::Result<Vector> result) const
    {
        if (!result) {
            return result.error().within(node.position.text());
        }
        if constexpr (requires(const B& backend, const Ciphertext& tile) { backend.holdsWholeRange(tile); }) {
            const auto isHeld = [this](const Ciphertext& tile) { return m_backend.holdsWholeRange(tile); };
            if (!std::ranges::all_of(result->tiles, isHeld)) {
                return errorAt(node.position, base::ErrorCode::NoiseOverflow,
                               "numbers of this size may wrap around the modulus of their level; scale them down, or "
                               "refresh them earlier");
            }
        }
        return Value(std::move(result).value());
    }
    static base::Error refused(const SyntaxNode& node, const std::string& why)
    {
        return errorAt(node.position, base::ErrorCode::InvalidArgument, why);
    }

    base::Result<Value> negated(const SyntaxNode& node, const Value& a)
    {
        if (const double* number = std::get_if<double>(&a)) {
            return Value(0.0 - *number);
        }
        return placed(node, m_vectors.negate(std::get<Vector>(a)));
    }

    base::Result<Value> combined(const SyntaxNode& node, const Value& a, const Value& b)
    {
        const double* const left = std::get_if<double>(&a);
        const double* const right = std::get_if<double>(&b);
        if (left != nullptr && right != nullptr) {
            CG_TRY(const double number, combineNumbers(node, *left, *right));
            return Value(number);
        }
        if (right != nullptr) {
            return withNumberRight(node, std::get<Vector>(a), *right);
        }
        if (left != nullptr) {
            return withNumberLeft(node, *left, std::get<Vector>(b));
        }
        return combinedVectors(node, std::get<Vector>(a), std::get<Vector>(b));
    }

    base::Result<Value> withNumberRight(const SyntaxNode& node, const Vector& a, double number)
    {
        switch (node.kind) {
        case SyntaxKind::Add:
            return placed(node, m_vectors.addNumber(a, number));
        case SyntaxKind::Subtract:
            return placed(node, m_vectors.addNumber(a, -number));
        case SyntaxKind::Divide: {
            CG_TRY(const double factor, combineNumbers(node, 1.0, number));
            return placed(node, m_vectors.multiplyNumber(a, factor));
        }
        default:
            return placed(node, m_vectors.multiplyNumber(a, number));
        }
    }

    base::Result<Value> withNumberLeft(const SyntaxNode& node, double number, const Vector& b)
    {
        switch (node.kind) {
        case SyntaxKind::Divide:
            return notADivisor(node);
        case SyntaxKind::Subtract: {
            CG_TRY(const Value negative, placed(node, m_vectors.negate(b)));
            return placed(node, m_vectors.addNumber(std::get<Vector>(negative), number));
        }
        default:
            return withNumberRight(node, b, number);
        }
    }

    base::Result<Value> combinedVectors(const SyntaxNode& node, const Vector& a, const Vector& b)
    {
        if (node.kind == SyntaxKind::Divide) {
            return notADivisor(node);
        }
        CG_CHECK(equalLengths(node, a, b));
        switch (node.kind) {
        case SyntaxKind::Add:
            return placed(node, m_vectors.add(a, b));
        case SyntaxKind::Subtract:
            return placed(node, m_vectors.subtract(a, b));
        default:
            return placed(node, m_vectors.multiply(a, b));
        }
    }

    static base::Error notADivisor(const SyntaxNode& node)
    {
        return refused(node, "what is encrypted can be divided by a plain number, but nothing by what is encrypted");
    }

    static base::Result<void> equalLengths(const SyntaxNode& node, const Vector& a, const Vector& b)
    {
        if (a.length() != b.length()) {
            return refused(node, "the two vectors must be of equal length, and not of " + std::to_string(a.length()) +
                                     " and " + std::to_string(b.length()));
        }
        return {};
    }

    base::Result<Value> listed(const SyntaxNode& node, Operands items)
    {
        NumberTable table;
        const bool nested = std::holds_alternative<NumberTable>(items.front());
        table.form = nested ? NumberTable::Form::Matrix : NumberTable::Form::List;
        for (const Value& item : items) {
            const double* const number = std::get_if<double>(&item);
            const NumberTable* const row = std::get_if<NumberTable>(&item);
            if (!nested && number != nullptr) {
                table.entries.push_back(*number);
            } else if (nested && row != nullptr && row->form == NumberTable::Form::List) {
                table.entries.insert(table.entries.end(), row->entries.begin(), row->entries.end());
                if (row->columns != std::get<NumberTable>(items.front()).columns) {
                    return refused(node, "the rows of a matrix must be of equal length, and here one has " +
                                             std::to_string(std::get<NumberTable>(items.front()).columns) +
                                             " numbers and another " + std::to_string(row->columns));
                }
            } else {
                return refused(node, "a list holds plain numbers, or lists of plain numbers as the rows of a matrix");
            }
        }
        table.rows = nested ? items.size() : 1;
        table.columns = table.entries.size() / table.rows;
        return Value(std::move(table));
    }

    base::Result<Value> called(const SyntaxNode& node, Operands arguments)
    {
        switch (node.function) {
        case CalculatorFunction::Enc:
            return encrypted(node, arguments[0]);
        case CalculatorFunction::Linear:
            return mapped(node, arguments[0], arguments[1]);
        default:
            break;
        }
        CG_TRY(const Vector* const a, vectorIn(node, arguments[0]));
        switch (node.function) {
        case CalculatorFunction::Dot: {
            CG_TRY(const Vector* const b, vectorIn(node, arguments[1]));
            CG_CHECK(equalLengths(node, *a, *b));
            return placed(node, m_vectors.dot(*a, *b));
        }
        case CalculatorFunction::Sum:
            return placed(node, m_vectors.sum(*a));
        case CalculatorFunction::Refresh:
            return refreshed(node, *a);
        case CalculatorFunction::Raw:
            return Value(*a);
        default:
            return approximated(node, *a, arguments[1]);
        }
    }

    static base::Result<const Vector*> vectorIn(const SyntaxNode& node, const Value& value)
    {
        if (const Vector* const vector = std::get_if<Vector>(&value)) {
            return vector;
        }
        const FunctionSignature& signature = signatureOf(node.function);
        return refused(node, std::string(signature.name) + " takes what is encrypted, as in " +
                                 std::string(signature.usage) + ", and not " +
                                 (std::holds_alternative<double>(value) ? "a plain number" : "a list"));
    }

    base::Result<Value> encrypted(const SyntaxNode& node, const Value& argument)
    {
        const NumberTable* const list = std::get_if<NumberTable>(&argument);
        if (list == nullptr || list->form != NumberTable::Form::List) {
            return refused(node, "enc takes a list of plain numbers, as in enc([1, 2.5, -3])");
        }
        if (list->columns > kMaxVectorLength) {
            return refused(node, "a vector of " + std::to_string(list->columns) + " numbers is longer than " +
                                     std::to_string(kMaxVectorLength));
        }
        const base::StreamAddress address{base::Purpose::Calculator, m_values.size(), m_encrypted};
        m_encrypted += m_vectors.layout(list->columns).tiles();
        return placed(node, m_vectors.encrypt(list->entries, address));
    }

    base::Result<Value> mapped(const SyntaxNode& node, const Value& first, const Value& second)
    {
        const NumberTable* const matrix = std::get_if<NumberTable>(&first);
        if (matrix == nullptr || matrix->form != NumberTable::Form::Matrix) {
            return refused(node, "linear takes a matrix of plain numbers first, as in linear([[1, 2], [3, 4]], a)");
        }
        if (matrix->rows > kMaxVectorLength) {
            return refused(node, "a matrix of " + std::to_string(matrix->rows) + " rows has more than " +
                                     std::to_string(kMaxVectorLength));
        }
        CG_TRY(const Vector* const a, vectorIn(node, second));
        if (matrix->columns != a->length()) {
            return refused(node, "a matrix with " + std::to_string(matrix->columns) +
                                     " columns cannot be applied to a vector of length " + std::to_string(a->length()));
        }
        return placed(node, m_vectors.linear(*matrix, *a));
    }

    base::Result<Value> approximated(const SyntaxNode& node, const Vector& a, const Value& degree)
    {
        CG_TRY(const math::Polynomial polynomial, taylorPolynomial(node, std::get_if<double>(&degree)));
        return placed(node, m_vectors.polynomial(a, polynomial));
    }

    base::Result<Value> refreshed(const SyntaxNode& node, const Vector& a)
    {
        auto tiles = m_refresh(a.tiles);
        if (!tiles) {
            return tiles.error().within(node.position.text());
        }
        return Value(Vector{a.layout, std::move(tiles).value()});
    }

    const B& m_backend;
    VectorArithmetic<B> m_vectors;
    Refresh m_refresh;
    std::stop_token m_stop;
    std::vector<Value> m_values;   ///< of the statements so far
    std::uint64_t m_encrypted = 0; ///< ciphertexts made by enc in the statement
};

} // namespace cg::session
