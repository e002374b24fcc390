// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/basis_conversion.h"

#include "base/contract.h"
#include "base/scratch.h"
#include "base/task_pool.h"

#include <algorithm>
#include <array>
#include <optional>

namespace cg::he::ckks {

namespace {

/// The product of the sources other than number `without`, modulo one prime; of all of them for `without` = count.
double productModulo(const math::RnsBasis& basis, const math::LimbSet& sources, std::size_t without,
                     const math::Modulus& modulus)
{
    double product = 1.0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (i != without) {
            product = modulus.multiply(product, modulus.fromUnsigned(basis.modulus(sources[i]).value()));
        }
    }
    return product;
}

bool isSource(const math::LimbSet& sources, std::size_t basisIndex)
{
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources[i] == basisIndex) {
            return true;
        }
    }
    return false;
}

/// The limbs of a polynomial as a list.
std::pmr::vector<math::Residues> firstLimbs(const math::CoefficientPoly& poly, std::size_t count,
                                            base::Scratch& scratch)
{
    auto limbs = scratch.list<math::Residues>(count);
    for (std::size_t i = 0; i < count; ++i) {
        limbs[i] = poly.limb(i);
    }
    return limbs;
}

} // namespace

BasisConversion::BasisConversion(const math::RnsBasis& basis, const math::LimbSet& sources)
    : m_sources(sources), m_targets(basis.size())
{
    const std::size_t count = sources.size();
    for (std::size_t i = 0; i < count; ++i) {
        const math::Modulus& modulus = basis.modulus(sources[i]);
        m_moduli.push_back(modulus);
        m_cofactors.push_back(modulus.factorOf(modulus.inverseOf(productModulo(basis, sources, i, modulus))));
    }
    for (std::size_t target = 0; target < basis.size(); ++target) {
        if (isSource(sources, target)) {
            continue;
        }
        const math::Modulus& modulus = basis.modulus(target);
        const double product = productModulo(basis, sources, count, modulus);
        m_targets[target].product = modulus.factorOf(product);
        m_targets[target].inverse = modulus.factorOf(modulus.inverseOf(product));
        for (std::size_t i = 0; i < count; ++i) {
            m_targets[target].factors.push_back(modulus.factorOf(productModulo(basis, sources, i, modulus)));
        }
        m_targets[target].factors.push_back(modulus.factorOf(-product));
    }
}

CentredLift::CentredLift(const BasisConversion& conversion, std::span<const math::Residues> residues,
                         const std::shared_ptr<math::PolyPool>& pool)
    : m_conversion(conversion)
{
    const std::size_t count = conversion.sourceCount();
    CG_EXPECTS(residues.size() == count);
    if (count == 1) {
        m_only = residues[0];
        return;
    }
    math::CoefficientPoly& parts = m_parts.emplace(pool, residues[0].size(), count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        math::multiplyFactor(residues[i], conversion.m_cofactors[i], conversion.m_moduli[i], parts.limb(i));
    }
    base::Scratch scratch;
    math::roundedFractionSum(firstLimbs(parts, count, scratch), conversion.m_moduli, parts.limb(count));
}

void CentredLift::into(const math::RnsBasis& basis, std::size_t basisIndex, std::span<double> out) const
{
    const math::Modulus& modulus = basis.modulus(basisIndex);
    if (!m_parts) {
        math::reduceInto(m_only, modulus, out);
        return;
    }
    base::Scratch scratch;
    math::combineLimbs(firstLimbs(*m_parts, m_parts->limbs(), scratch), m_conversion.m_targets[basisIndex].factors,
                       modulus, out);
}

void divideRounded(math::EvaluationPoly& first, math::EvaluationPoly& second, std::size_t kept,
                   const BasisConversion& dropped, const math::RnsBasis& basis)
{
    const std::size_t sources = dropped.sourceCount();
    const std::array<math::EvaluationPoly*, 2> polys{&first, &second};
    for (const math::EvaluationPoly* poly : polys) {
        CG_EXPECTS(kept + sources == poly->limbs());
    }
    base::Scratch scratch;
    std::array residues{scratch.list<math::Residues>(sources), scratch.list<math::Residues>(sources)};
    std::array<std::optional<CentredLift>, 2> lifts;
    std::array lifted{math::CoefficientPoly(first.pool(), first.degree(), kept),
                      math::CoefficientPoly(second.pool(), second.degree(), kept)};
    base::TaskPool& threads = base::TaskPool::shared();
    threads.forEach(2 * sources, [&](std::size_t turn) {
        const std::size_t which = turn % 2;
        const std::size_t i = turn / 2;
        math::inverseNtt(basis.tables(dropped.sources()[i]), polys[which]->limb(kept + i));
        residues[which][i] = polys[which]->limb(kept + i);
    });
    threads.forEach(2,
                    [&](std::size_t which) { lifts[which].emplace(dropped, residues[which], polys[which]->pool()); });
    threads.forEach(2 * kept, [&](std::size_t turn) {
        const std::size_t which = turn % 2;
        const std::size_t i = turn / 2;
        const std::span<double> remainder = lifted[which].limb(i);
        lifts[which]->into(basis, i, remainder);
        math::forwardNtt(basis.tables(i), remainder);
        math::rescaleLimb(polys[which]->limb(i), remainder, dropped.inverse(i), basis.modulus(i));
    });
    first.dropLimbs(kept);
    second.dropLimbs(kept);
}

} // namespace cg::he::ckks
