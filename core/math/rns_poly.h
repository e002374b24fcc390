#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt.h"
#include "math/poly_pool.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace cg::math {

/// Whether limbs hold coefficients, or values at the roots (evaluationExponents), where products are entry by entry.
enum class Domain { Coefficient, Evaluation };

/// A polynomial of degree below `degree()` modulo several primes, one limb of residues for each. Which prime a limb
/// belongs to is said where it matters, by a LimbSet.
///
/// Invariant: the buffer holds at least degree·limbs doubles, limb after limb; every limb begins at a multiple of 64
/// bytes.
template <Domain D>
class RnsPoly {
public:
    /// Residues of unspecified value. Requires a degree that is a multiple of 8, and limbs > 0.
    RnsPoly(const std::shared_ptr<PolyPool>& pool, std::size_t degree, std::size_t limbs);
    RnsPoly(const RnsPoly& other);
    RnsPoly& operator=(const RnsPoly& other);
    RnsPoly(RnsPoly&& other) noexcept = default;
    RnsPoly& operator=(RnsPoly&& other) noexcept = default;
    ~RnsPoly() = default;
    /// The same residues, read as the other form: for transforms and for what is alike in both (zero, constants).
    template <Domain Other>
    explicit RnsPoly(RnsPoly<Other>&& other) noexcept
        : m_buffer(std::move(other.m_buffer)), m_degree(other.m_degree), m_limbs(other.m_limbs)
    {}

    [[nodiscard]] std::size_t degree() const { return m_degree; }
    [[nodiscard]] std::size_t limbs() const { return m_limbs; }
    /// Requires index < limbs().
    [[nodiscard]] std::span<double> limb(std::size_t index);
    [[nodiscard]] std::span<const double> limb(std::size_t index) const;
    [[nodiscard]] const std::shared_ptr<PolyPool>& pool() const { return m_buffer.pool(); }

    /// Makes every residue 0.
    void setZero();
    /// Keeps the first `count` limbs, in the same buffer. Requires 0 < count ≤ limbs().
    void dropLimbs(std::size_t count);

private:
    template <Domain Other>
    friend class RnsPoly;

    PolyPool::Buffer m_buffer;
    std::size_t m_degree;
    std::size_t m_limbs;
};

extern template class RnsPoly<Domain::Coefficient>;
extern template class RnsPoly<Domain::Evaluation>;

using CoefficientPoly = RnsPoly<Domain::Coefficient>;
using EvaluationPoly = RnsPoly<Domain::Evaluation>;

/// `count` moduli of a basis, from index `first` on.
struct LimbRange {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Which moduli of a basis the limbs of a polynomial belong to: those of one range, then those of another. With data
/// moduli first and special moduli last in a basis, this covers levels, digits of a key switch, and both with the
/// special moduli behind them.
class LimbSet {
public:
    /// The first `count` moduli of the basis.
    [[nodiscard]] static LimbSet firstOf(std::size_t count) { return LimbSet({0, count}); }
    explicit LimbSet(LimbRange head, LimbRange tail = {}) : m_head(head), m_tail(tail) {}

    [[nodiscard]] std::size_t size() const { return m_head.count + m_tail.count; }
    /// The index in the basis of the modulus of one limb. Requires limb < size().
    [[nodiscard]] std::size_t operator[](std::size_t limb) const
    {
        return limb < m_head.count ? m_head.first + limb : m_tail.first + (limb - m_head.count);
    }

private:
    LimbRange m_head;
    LimbRange m_tail;
};

/// The moduli of a parameter set with the tables of their transforms; read-only, cheap to copy.
class RnsBasis {
public:
    /// Refuses no primes at all, a prime that occurs twice, and what Modulus and NttTables refuse.
    [[nodiscard]] static base::Result<RnsBasis> create(std::size_t degree, std::span<const std::uint64_t> primes);

    [[nodiscard]] std::size_t degree() const { return m_degree; }
    [[nodiscard]] std::size_t size() const { return m_tables->size(); }
    /// Requires index < size().
    [[nodiscard]] const NttTables& tables(std::size_t index) const { return (*m_tables)[index]; }
    [[nodiscard]] const Modulus& modulus(std::size_t index) const { return tables(index).modulus(); }

private:
    RnsBasis(std::size_t degree, std::shared_ptr<const std::vector<NttTables>> tables);

    std::size_t m_degree;
    std::shared_ptr<const std::vector<NttTables>> m_tables;
};

/// The evaluation form, in the same buffer; limb i belongs to modulus set[i] of the basis. Requires set.size() =
/// poly.limbs() and residues |a| < p.
[[nodiscard]] EvaluationPoly toEvaluation(CoefficientPoly&& poly, const RnsBasis& basis, const LimbSet& set);
/// The same for the first moduli of the basis.
[[nodiscard]] EvaluationPoly toEvaluation(CoefficientPoly&& poly, const RnsBasis& basis);

/// The coefficients, in the same buffer.
[[nodiscard]] CoefficientPoly toCoefficients(EvaluationPoly&& poly, const RnsBasis& basis, const LimbSet& set);
[[nodiscard]] CoefficientPoly toCoefficients(EvaluationPoly&& poly, const RnsBasis& basis);

} // namespace cg::math
