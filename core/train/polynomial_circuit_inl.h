#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"
#include "train/circuit.h"

#include <memory_resource>
#include <optional>
#include <span>
#include <utility>

namespace cg::train {

/// A polynomial of z in parts that other products can be woven into: lead·z·factor + rest + constant.
template <typename Ciphertext>
struct PolynomialParts {
    double lead = 1.0;
    std::optional<Ciphertext> factor; ///< deeper than z; its own highest power of z² has the coefficient 1
    std::optional<Ciphertext> rest;
    double constant = 0.0;
};

/// Evaluates a polynomial and its derivative on one ciphertext z, with few products and at low depth:
///
///     q(z) = q0 + z·(q1 + q3·s + q5·s² + …) + q2·s + q4·s² + …      s = z²
///
/// The powers of s serve both, coefficients are absorbed, and a degree of 2 needs no square: z·(q1 + q2·z). An odd
/// polynomial of degree 2k+1 takes k+1 products, and its derivative none more. Constants are added to the cells in use
/// only, so that the others stay zero.
template <he::HeBackend B>
class PolynomialCircuit {
public:
    using Ciphertext = typename B::Ciphertext;

    /// Computes the powers that a polynomial of `degree` ≥ 1 and its derivative need. `backend`, `grid` and `z` must
    /// outlive the result.
    static base::Result<PolynomialCircuit> create(B& backend, const he::SlotGrid& grid, CellsInUse cells,
                                                  const Ciphertext& z, int degree)
    {
        return PolynomialCircuit(backend, grid, cells, z, *std::pmr::get_default_resource()).withPowers(degree);
    }
    /// The same as part of a step.
    static base::Result<PolynomialCircuit> create(const Circuit<B>& circuit, CellsInUse cells, const Ciphertext& z,
                                                  int degree)
    {
        return PolynomialCircuit(circuit.backend, circuit.packing.grid, cells, z, circuit.memory).withPowers(degree);
    }

    /// q(z) for the polynomial or its derivative; the degree must be at least 1.
    base::Result<Ciphertext> evaluate(const math::Polynomial& q) const { return evaluate(q, q[0]); }

    /// The same, with the last product left open where its factor is deeper than z.
    base::Result<PolynomialParts<Ciphertext>> split(const math::Polynomial& q) const
    {
        PolynomialParts<Ciphertext> parts;
        parts.constant = q[0];
        auto [inner, outer] = termsOf(q);
        if (inner.empty() || m_squares.empty()) {
            CG_TRY(parts.rest, evaluate(q, 0.0));
            return parts;
        }
        parts.lead = inner.back().factor;
        for (Term& term : inner) {
            term.factor /= parts.lead;
        }
        CG_TRY(parts.factor, combine(inner, q[1] / parts.lead));
        if (!outer.empty()) {
            CG_TRY(parts.rest, combine(outer, 0.0));
        }
        return parts;
    }

private:
    struct Term {
        const Ciphertext* ciphertext;
        double factor;
    };
    struct Terms {
        StepList<Term> inner; ///< the factor of z, its constant q1 apart
        StepList<Term> outer; ///< q0 apart
    };

    PolynomialCircuit(B& backend, const he::SlotGrid& grid, CellsInUse cells, const Ciphertext& z,
                      std::pmr::memory_resource& memory)
        : m_backend(backend), m_grid(grid), m_cells(cells), m_z(z), m_memory(memory), m_squares(&memory)
    {}

    base::Result<PolynomialCircuit> withPowers(int degree) &&
    {
        const int ofEven = degree == 2 ? 0 : degree / 2;
        const int squares = degree % 2 == 1 ? (degree - 1) / 2 : ofEven;
        m_squares.reserve(static_cast<std::size_t>(squares));
        for (int k = 1; k <= squares; ++k) {
            const Ciphertext& first = k == 1 ? m_z : square(k / 2);
            const Ciphertext& second = k == 1 ? m_z : square(k - k / 2);
            CG_TRY(Ciphertext power, m_backend.multiply(first, second));
            m_squares.push_back(std::move(power));
        }
        return std::move(*this);
    }

    /// z^(2k)
    [[nodiscard]] const Ciphertext& square(int k) const { return m_squares[static_cast<std::size_t>(k) - 1]; }

    /// q with another constant.
    base::Result<Ciphertext> evaluate(const math::Polynomial& q, double constant) const
    {
        auto [inner, outer] = termsOf(q);
        if (inner.empty()) {
            append(outer, m_z, q[1]);
            return combine(outer, constant);
        }
        CG_TRY(const Ciphertext factor, combine(inner, q[1]));
        CG_TRY(const Ciphertext product, m_backend.multiply(m_z, factor));
        append(outer, product, 1.0);
        return combine(outer, constant);
    }
    [[nodiscard]] Terms termsOf(const math::Polynomial& q) const
    {
        const std::size_t most = m_squares.size() + 1;
        Terms terms{stepList<Term>(most, m_memory), stepList<Term>(most, m_memory)};
        if (m_squares.empty()) {
            append(terms.inner, m_z, q[2]);
        }
        for (int k = 1; k <= static_cast<int>(m_squares.size()); ++k) {
            append(terms.inner, square(k), q[2 * k + 1]);
            append(terms.outer, square(k), q[2 * k]);
        }
        return terms;
    }
    static void append(StepList<Term>& terms, const Ciphertext& ciphertext, double factor)
    {
        if (factor != 0.0) {
            terms.push_back({&ciphertext, factor});
        }
    }

    /// Σ factor · ciphertext, plus `constant` in the cells in use. Requires at least one term.
    base::Result<Ciphertext> combine(std::span<const Term> terms, double constant) const
    {
        CG_EXPECTS(!terms.empty());
        CG_TRY(Ciphertext total, scaledBy(m_backend, *terms.front().ciphertext, terms.front().factor));
        for (std::size_t i = 1; i < terms.size(); ++i) {
            CG_TRY(const Ciphertext next, scaledBy(m_backend, *terms[i].ciphertext, terms[i].factor));
            CG_TRY(total, m_backend.add(total, next));
        }
        if (constant == 0.0) {
            return total;
        }
        return m_backend.addPlain(total, constantSlots(m_grid, m_cells, constant, m_memory));
    }

    B& m_backend;
    const he::SlotGrid& m_grid;
    CellsInUse m_cells;
    const Ciphertext& m_z;
    std::pmr::memory_resource& m_memory;
    StepList<Ciphertext> m_squares; ///< z², z⁴, z⁶, …
};

} // namespace cg::train
