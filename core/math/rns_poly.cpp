// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/rns_poly.h"

#include "base/contract.h"
#include "base/task_pool.h"

#include <algorithm>
#include <string>
#include <utility>

namespace cg::math {

template <Domain D>
RnsPoly<D>::RnsPoly(const std::shared_ptr<PolyPool>& pool, std::size_t degree, std::size_t limbs)
    : m_buffer(pool->acquire(degree * limbs)), m_degree(degree), m_limbs(limbs)
{
    CG_EXPECTS(degree % (PolyPool::kAlignment / sizeof(double)) == 0);
}

template <Domain D>
RnsPoly<D>::RnsPoly(const RnsPoly& other) : RnsPoly(other.pool(), other.m_degree, other.m_limbs)
{
    const auto values = other.m_buffer.values().first(m_degree * m_limbs);
    std::copy(values.begin(), values.end(), m_buffer.values().begin());
}

template <Domain D>
RnsPoly<D>& RnsPoly<D>::operator=(const RnsPoly& other)
{
    if (this != &other) {
        *this = RnsPoly(other);
    }
    return *this;
}

template <Domain D>
std::span<double> RnsPoly<D>::limb(std::size_t index)
{
    CG_EXPECTS(index < m_limbs);
    return m_buffer.values().subspan(index * m_degree, m_degree);
}

template <Domain D>
std::span<const double> RnsPoly<D>::limb(std::size_t index) const
{
    CG_EXPECTS(index < m_limbs);
    return m_buffer.values().subspan(index * m_degree, m_degree);
}

template <Domain D>
void RnsPoly<D>::setZero()
{
    std::ranges::fill(m_buffer.values().first(m_degree * m_limbs), 0.0);
}

template <Domain D>
void RnsPoly<D>::dropLimbs(std::size_t count)
{
    CG_EXPECTS(count > 0 && count <= m_limbs);
    m_limbs = count;
}

template class RnsPoly<Domain::Coefficient>;
template class RnsPoly<Domain::Evaluation>;

base::Result<RnsBasis> RnsBasis::create(std::size_t degree, std::span<const std::uint64_t> primes)
{
    if (primes.empty()) {
        return base::Error{base::ErrorCode::InvalidParameters, "a basis needs at least one prime"};
    }
    auto all = std::make_shared<std::vector<NttTables>>();
    all->reserve(primes.size());
    for (std::size_t i = 0; i < primes.size(); ++i) {
        if (std::ranges::find(primes.first(i), primes[i]) != primes.first(i).end()) {
            return base::Error{base::ErrorCode::InvalidParameters,
                               "the prime " + std::to_string(primes[i]) + " occurs twice in a basis"};
        }
        CG_TRY(const Modulus modulus, Modulus::create(primes[i]));
        CG_TRY(auto tables, NttTables::create(modulus, degree));
        all->push_back(std::move(tables));
    }
    return RnsBasis(degree, std::move(all));
}

RnsBasis::RnsBasis(std::size_t degree, std::shared_ptr<const std::vector<NttTables>> tables)
    : m_degree(degree), m_tables(std::move(tables))
{}

EvaluationPoly toEvaluation(CoefficientPoly&& poly, const RnsBasis& basis, const LimbSet& set)
{
    CG_EXPECTS(set.size() == poly.limbs());
    base::TaskPool::shared().forEach(set.size(),
                                     [&](std::size_t i) { forwardNtt(basis.tables(set[i]), poly.limb(i)); });
    return EvaluationPoly(std::move(poly));
}

EvaluationPoly toEvaluation(CoefficientPoly&& poly, const RnsBasis& basis)
{
    const std::size_t limbs = poly.limbs();
    return toEvaluation(std::move(poly), basis, LimbSet::firstOf(limbs));
}

CoefficientPoly toCoefficients(EvaluationPoly&& poly, const RnsBasis& basis, const LimbSet& set)
{
    CG_EXPECTS(set.size() == poly.limbs());
    base::TaskPool::shared().forEach(set.size(),
                                     [&](std::size_t i) { inverseNtt(basis.tables(set[i]), poly.limb(i)); });
    return CoefficientPoly(std::move(poly));
}

CoefficientPoly toCoefficients(EvaluationPoly&& poly, const RnsBasis& basis)
{
    const std::size_t limbs = poly.limbs();
    return toCoefficients(std::move(poly), basis, LimbSet::firstOf(limbs));
}

} // namespace cg::math
