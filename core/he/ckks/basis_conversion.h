#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residue_kernels.h"
#include "math/rns_poly.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cg::he::ckks {

/// From the residues modulo some primes of a basis to residues of the same integer modulo the others: the integer of
/// least magnitude modulo D = Π d_i is v = Σ x_i·(D/d_i) − k·D with x_i = [c_i·(D/d_i)^-1] centred and
/// k = round(Σ x_i/d_i) [HPS19, §2.2]. Exact but for ties within 2^-40 of D/2.
class BasisConversion {
public:
    /// The primes converted from are those of `sources`.
    BasisConversion(const math::RnsBasis& basis, const math::LimbSet& sources);

    [[nodiscard]] std::size_t sourceCount() const { return m_sources.size(); }
    [[nodiscard]] const math::LimbSet& sources() const { return m_sources; }
    /// D and 1/D modulo a prime that is no source.
    [[nodiscard]] math::FixedFactor product(std::size_t basisIndex) const { return m_targets[basisIndex].product; }
    [[nodiscard]] math::FixedFactor inverse(std::size_t basisIndex) const { return m_targets[basisIndex].inverse; }

private:
    friend class CentredLift;

    struct Target {
        math::FixedFactor product{};
        math::FixedFactor inverse{};
        std::vector<math::FixedFactor> factors; ///< D/d_i, then −D
    };

    math::LimbSet m_sources;
    std::vector<math::Modulus> m_moduli;        ///< of the sources
    std::vector<math::FixedFactor> m_cofactors; ///< (D/d_i)^-1 modulo d_i
    std::vector<Target> m_targets;              ///< by basis index; empty for a source
};

/// One polynomial on its way through a basis conversion.
class CentredLift {
public:
    /// `residues`: the coefficients modulo each source, centred. Where there is but one source, what it shows must
    /// outlive this object.
    CentredLift(const BasisConversion& conversion, std::span<const math::Residues> residues,
                const std::shared_ptr<math::PolyPool>& pool);

    /// The coefficients modulo a prime that is no source.
    void into(const math::RnsBasis& basis, std::size_t basisIndex, std::span<double> out) const;

private:
    const BasisConversion& m_conversion;
    math::Residues m_only;                        ///< of the one source
    std::optional<math::CoefficientPoly> m_parts; ///< x_i and k, of several
};

/// Divides both polynomials by the product D of their last limbs with rounding to nearest: (poly − lift)/D, the lift
/// being the centred residue modulo D. Their limbs are the first `kept` of the basis, then the sources of `dropped`.
void divideRounded(math::EvaluationPoly& first, math::EvaluationPoly& second, std::size_t kept,
                   const BasisConversion& dropped, const math::RnsBasis& basis);

} // namespace cg::he::ckks
