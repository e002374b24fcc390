#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"
#include "train/circuit.h"

#include <utility>
#include <vector>

namespace cg::train {

/// Evaluates a polynomial and its derivative on one ciphertext z, with few products and at low depth:
///
///     q(z) = q0 + z·(q1 + q3·s + q5·s² + …) + q2·s + q4·s² + …      s = z²
///
/// The powers of s serve both, coefficients are absorbed, and a degree of 2 needs no square: z·(q1 + q2·z). An odd
/// polynomial of degree 2k+1 takes k+1 products, and its derivative none more. Constants are added to the rows in use
/// only, so that the cells beyond stay zero.
template <he::HeBackend B>
class PolynomialCircuit {
public:
    using Ciphertext = typename B::Ciphertext;

    /// Computes the powers that a polynomial of `degree` ≥ 1 and its derivative need. `backend`, `grid` and `z` must
    /// outlive the result; `rows` is the number of rows of the grid in use.
    static base::Result<PolynomialCircuit> create(B& backend, const he::SlotGrid& grid, std::size_t rows,
                                                  const Ciphertext& z, int degree)
    {
        PolynomialCircuit circuit(backend, grid, rows, z);
        const int ofEven = degree == 2 ? 0 : degree / 2;
        const int squares = degree % 2 == 1 ? (degree - 1) / 2 : ofEven;
        circuit.m_squares.reserve(static_cast<std::size_t>(squares));
        for (int k = 1; k <= squares; ++k) {
            const Ciphertext& first = k == 1 ? z : circuit.square(k / 2);
            const Ciphertext& second = k == 1 ? z : circuit.square(k - k / 2);
            CG_TRY(Ciphertext power, backend.multiply(first, second));
            circuit.m_squares.push_back(std::move(power));
        }
        return circuit;
    }

    /// q(z) for the polynomial or its derivative; the degree must be at least 1.
    base::Result<Ciphertext> evaluate(const math::Polynomial& q) const
    {
        std::vector<Term> inner; // the factor of z, its constant q1 apart
        std::vector<Term> outer;
        if (m_squares.empty()) {
            append(inner, m_z, q[2]);
        }
        for (int k = 1; k <= static_cast<int>(m_squares.size()); ++k) {
            append(inner, square(k), q[2 * k + 1]);
            append(outer, square(k), q[2 * k]);
        }
        if (inner.empty()) {
            append(outer, m_z, q[1]);
            return combine(outer, q[0]);
        }
        CG_TRY(const Ciphertext factor, combine(inner, q[1]));
        CG_TRY(const Ciphertext product, m_backend.multiply(m_z, factor));
        append(outer, product, 1.0);
        return combine(outer, q[0]);
    }

private:
    struct Term {
        const Ciphertext* ciphertext;
        double factor;
    };

    PolynomialCircuit(B& backend, const he::SlotGrid& grid, std::size_t rows, const Ciphertext& z)
        : m_backend(backend), m_grid(grid), m_rows(rows), m_z(z)
    {}

    /// z^(2k)
    [[nodiscard]] const Ciphertext& square(int k) const { return m_squares[static_cast<std::size_t>(k) - 1]; }

    static void append(std::vector<Term>& terms, const Ciphertext& ciphertext, double factor)
    {
        if (factor != 0.0) {
            terms.push_back({&ciphertext, factor});
        }
    }

    base::Result<Ciphertext> scaled(const Term& term) const
    {
        if (term.factor == 1.0) {
            return *term.ciphertext;
        }
        return m_backend.absorb(*term.ciphertext, term.factor);
    }

    /// Σ factor · ciphertext, plus `constant` in the rows in use. Requires at least one term.
    base::Result<Ciphertext> combine(const std::vector<Term>& terms, double constant) const
    {
        CG_EXPECTS(!terms.empty());
        CG_TRY(Ciphertext total, scaled(terms.front()));
        for (std::size_t i = 1; i < terms.size(); ++i) {
            CG_TRY(const Ciphertext next, scaled(terms[i]));
            CG_TRY(total, m_backend.add(total, next));
        }
        if (constant == 0.0) {
            return total;
        }
        return m_backend.addPlain(total, constantSlots(m_grid, m_rows, constant));
    }

    B& m_backend;
    const he::SlotGrid& m_grid;
    std::size_t m_rows;
    const Ciphertext& m_z;
    std::vector<Ciphertext> m_squares; ///< z², z⁴, z⁶, …
};

} // namespace cg::train
