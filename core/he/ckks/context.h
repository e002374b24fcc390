#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/basis_conversion.h"
#include "he/ckks/params.h"
#include "math/canonical_embedding.h"
#include "math/poly_pool.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cg::he::ckks {

/// What is computed once from a parameter set and shared by keys and backends: transforms, the embedding, the
/// constants of every change of basis, and the pool of polynomial buffers. Immutable but for the pool, which is
/// thread-safe.
class Context {
public:
    explicit Context(const Params& params);

    [[nodiscard]] const Params& params() const { return m_params; }
    /// The data primes from q0 up, then those of P.
    [[nodiscard]] const math::RnsBasis& basis() const { return m_basis; }
    [[nodiscard]] const math::CanonicalEmbedding& embedding() const { return m_embedding; }
    /// For what is public: ciphertexts, keys, plaintext operands.
    [[nodiscard]] const std::shared_ptr<math::PolyPool>& pool() const { return m_pool; }

    /// The moduli of polynomials at a level, and of those at a level with P behind it.
    [[nodiscard]] math::LimbSet levelSet(int level) const { return math::LimbSet::firstOf(m_params.limbs(level)); }
    [[nodiscard]] math::LimbSet extendedSet(int level) const;
    /// All moduli: data and special.
    [[nodiscard]] math::LimbSet wholeSet() const { return math::LimbSet::firstOf(m_basis.size()); }

    /// From P. To divide by it, `divideRounded`.
    [[nodiscard]] const BasisConversion& fromSpecial() const { return m_fromSpecial; }
    /// From the primes that leave with a level, and from these and P together. Requires level ≥ 1.
    [[nodiscard]] const BasisConversion& fromGroup(int level) const;
    [[nodiscard]] const BasisConversion& fromGroupAndSpecial(int level) const;
    /// From the limbs of a digit that are in use at a level; `active` of them.
    [[nodiscard]] const BasisConversion& fromDigit(std::size_t digit, std::size_t active) const;
    /// How many digits a key switch at a level has, and how many limbs of one of them are in use.
    [[nodiscard]] std::size_t digitsAt(int level) const;
    [[nodiscard]] std::size_t activeLimbs(std::size_t digit, int level) const;

private:
    Params m_params;
    math::RnsBasis m_basis;
    math::CanonicalEmbedding m_embedding;
    std::shared_ptr<math::PolyPool> m_pool;
    BasisConversion m_fromSpecial;
    std::vector<BasisConversion> m_fromGroup;           ///< of level 1, 2, …
    std::vector<BasisConversion> m_fromGroupAndSpecial; ///< of level 1, 2, …
    std::vector<std::vector<BasisConversion>> m_fromDigit;
};

/// The element g of the automorphism X → X^g that rotates the slots: slot i becomes slot i − steps. Requires
/// 0 ≤ steps < degree/2.
[[nodiscard]] std::uint64_t rotationElement(std::size_t degree, std::size_t steps);
/// The one that conjugates every slot.
[[nodiscard]] std::uint64_t conjugationElement(std::size_t degree);
/// g^-1 modulo 2·degree. Requires g odd.
[[nodiscard]] std::uint64_t inverseElement(std::size_t degree, std::uint64_t element);

} // namespace cg::he::ckks
