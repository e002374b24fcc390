#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace cg::testing {

/// A random program of the calculator together with what each of its statements must give, computed here, from the
/// numbers alone.
class RandomProgram {
public:
    using Numbers = std::vector<double>;

    /// Number `round` of those that `seed` determines.
    RandomProgram(std::uint64_t seed, std::uint64_t round)
        : m_random(base::seedFromNumber(seed, "random program"), {base::Purpose::Calculator, round}),
          m_length(1 + m_random.below(40))
    {
        add(literal(m_length));
        add(literal(m_length));
        for (int i = 0; i < 12; ++i) {
            add(expression(2));
        }
    }

    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::vector<Numbers>& expected() const { return m_expected; }

private:
    struct Term {
        std::string text;
        Numbers numbers;
    };

    void add(Term term)
    {
        const std::string name = "v" + std::to_string(m_expected.size());
        m_text += name + " = " + term.text + (m_random.below(2) == 0 ? "; " : "\n");
        m_expected.push_back(term.numbers);
        // Powers of powers would leave the range in which a comparison means anything.
        if (term.numbers.size() == m_length && largest(term.numbers) < 100) {
            m_vectors.push_back({name, std::move(term.numbers)});
        }
    }

    static double largest(const Numbers& numbers)
    {
        double found = 0.0;
        for (const double number : numbers) {
            found = std::max(found, std::abs(number));
        }
        return found;
    }

    std::pair<std::string, double> number()
    {
        const double value = static_cast<double>(m_random.between(-3000, 3000)) / 1000;
        std::array<char, 32> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%.3f", std::abs(value));
        const std::string text(buffer.data());
        return {value < 0 ? "(-" + text + ")" : text, value};
    }

    Term literal(std::size_t length)
    {
        Term term{"enc([", {}};
        for (std::size_t i = 0; i < length; ++i) {
            const auto [text, value] = number();
            term.text += (i == 0 ? "" : ", ") + text;
            term.numbers.push_back(value);
        }
        term.text += "])";
        return term;
    }

    template <typename Change>
    static Numbers changed(Numbers numbers, Change change)
    {
        for (double& number : numbers) {
            number = change(number);
        }
        return numbers;
    }

    /// A vector of the program's length.
    Term vector(int depth)
    {
        if (depth == 0 || m_random.below(3) == 0) {
            return m_vectors[m_random.below(m_vectors.size())];
        }
        Term a = vector(depth - 1);
        switch (m_random.below(5)) {
        case 0:
            return combined(a, vector(depth - 1));
        case 1:
            return withNumber(a);
        case 2:
            return {"-" + a.text, changed(a.numbers, [](double x) { return -x; })};
        case 3:
            return {(m_random.below(2) == 0 ? "refresh(" : "raw(") + a.text + ")", a.numbers};
        default:
            return polynomial(a);
        }
    }

    Term combined(const Term& a, const Term& b)
    {
        const std::uint64_t kind = m_random.below(3);
        Numbers numbers;
        for (std::size_t i = 0; i < a.numbers.size(); ++i) {
            const double x = a.numbers[i];
            const double y = b.numbers[i];
            numbers.push_back(kind == 0 ? x + y : kind == 1 ? x - y : x * y);
        }
        return {"(" + a.text + (kind == 0 ? " + " : kind == 1 ? " - " : " * ") + b.text + ")", numbers};
    }

    Term withNumber(const Term& a)
    {
        const auto [text, n] = number();
        const double value = n;
        switch (m_random.below(6)) {
        case 0:
            return {"(" + a.text + " + " + text + ")", changed(a.numbers, [&](double x) { return x + value; })};
        case 1:
            return {"(" + text + " + " + a.text + ")", changed(a.numbers, [&](double x) { return value + x; })};
        case 2:
            return {"(" + a.text + " - " + text + ")", changed(a.numbers, [&](double x) { return x - value; })};
        case 3:
            return {"(" + text + " - " + a.text + ")", changed(a.numbers, [&](double x) { return value - x; })};
        case 4:
            return {"(" + a.text + " / (2.5 + 0.5))", changed(a.numbers, [&](double x) { return x / 3; })};
        default:
            return {"(" + text + " * " + a.text + ")", changed(a.numbers, [&](double x) { return value * x; })};
        }
    }

    Term polynomial(const Term& a)
    {
        // Of an argument of at most 1 or so.
        const double bound = std::max(1.0, std::ceil(largest(a.numbers)));
        const Term small{"(" + a.text + " / " + std::to_string(static_cast<long>(bound)) + ")",
                         changed(a.numbers, [&](double x) { return x / bound; })};
        switch (m_random.below(3)) {
        case 0:
            return {"sigmoid(" + small.text + ", 5)", changed(small.numbers, [](double x) {
                        return 0.5 + x / 4 - std::pow(x, 3) / 48 + std::pow(x, 5) / 480;
                    })};
        case 1:
            return {"tanh(" + small.text + ", 4)",
                    changed(small.numbers, [](double x) { return x - std::pow(x, 3) / 3; })};
        default:
            return {"exp(" + small.text + ", 4)", changed(small.numbers, [](double x) {
                        return 1 + x + x * x / 2 + std::pow(x, 3) / 6 + std::pow(x, 4) / 24;
                    })};
        }
    }

    /// Anything, a single number or a mapped vector included.
    Term expression(int depth)
    {
        const Term a = vector(depth);
        switch (m_random.below(4)) {
        case 0: {
            double total = 0;
            for (const double x : a.numbers) {
                total += x;
            }
            return {"sum(" + a.text + ")", {total}};
        }
        case 1: {
            const Term b = vector(depth);
            double total = 0;
            for (std::size_t i = 0; i < a.numbers.size(); ++i) {
                total += a.numbers[i] * b.numbers[i];
            }
            return {"dot(" + a.text + ", " + b.text + ") + 1", {total + 1}};
        }
        case 2:
            return mapped(a);
        default:
            return a;
        }
    }

    Term mapped(const Term& a)
    {
        Term term{"linear([", Numbers(1 + m_random.below(20))};
        for (std::size_t row = 0; row < term.numbers.size(); ++row) {
            for (std::size_t column = 0; column < a.numbers.size(); ++column) {
                const auto [text, value] = number();
                term.text += (column > 0 ? ", " : row > 0 ? ", [" : "[") + text;
                term.numbers[row] += value * a.numbers[column];
            }
            term.text += "]";
        }
        term.text += "], " + a.text + ")";
        return term;
    }

    base::SeededRandom m_random;
    std::size_t m_length;
    std::string m_text;
    std::vector<Numbers> m_expected;
    std::vector<Term> m_vectors;
};

} // namespace cg::testing
