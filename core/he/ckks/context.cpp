// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/context.h"

#include "base/contract.h"
#include "math/primes.h"

#include <algorithm>

namespace cg::he::ckks {

Context::Context(const Params& params)
    : m_params(params),
      // Params chose distinct primes with the roots that the degree needs.
      m_basis(math::RnsBasis::create(params.degree(), params.primes()).value()),
      m_embedding(params.degree()),
      m_pool(math::PolyPool::create()),
      m_fromSpecial(m_basis, math::LimbSet(params.special()))
{
    for (int level = 1; level <= params.topLevel(); ++level) {
        m_fromGroup.emplace_back(m_basis, math::LimbSet(params.group(level)));
        m_fromGroupAndSpecial.emplace_back(m_basis, math::LimbSet(params.group(level), params.special()));
    }
    for (const math::LimbRange& digit : params.digits()) {
        std::vector<BasisConversion>& byCount = m_fromDigit.emplace_back();
        for (std::size_t active = 1; active <= digit.count; ++active) {
            byCount.emplace_back(m_basis, math::LimbSet({digit.first, active}));
        }
    }
}

math::LimbSet Context::extendedSet(int level) const
{
    return math::LimbSet({0, m_params.limbs(level)}, m_params.special());
}

const BasisConversion& Context::fromGroup(int level) const
{
    CG_EXPECTS(level >= 1);
    return m_fromGroup[static_cast<std::size_t>(level) - 1];
}

const BasisConversion& Context::fromGroupAndSpecial(int level) const
{
    CG_EXPECTS(level >= 1);
    return m_fromGroupAndSpecial[static_cast<std::size_t>(level) - 1];
}

const BasisConversion& Context::fromDigit(std::size_t digit, std::size_t active) const
{
    return m_fromDigit[digit][active - 1];
}

std::size_t Context::digitsAt(int level) const
{
    const auto starts = [&](const math::LimbRange& digit) { return digit.first < m_params.limbs(level); };
    return static_cast<std::size_t>(std::ranges::count_if(m_params.digits(), starts));
}

std::size_t Context::activeLimbs(std::size_t digit, int level) const
{
    const math::LimbRange range = m_params.digits()[digit];
    return std::min(range.count, m_params.limbs(level) - range.first);
}

std::uint64_t rotationElement(std::size_t degree, std::size_t steps)
{
    return math::powerModulo(5, steps, 2 * degree);
}

std::uint64_t conjugationElement(std::size_t degree)
{
    return 2 * degree - 1;
}

std::uint64_t inverseElement(std::size_t degree, std::uint64_t element)
{
    CG_EXPECTS(element % 2 == 1);
    // The odd residues modulo 2N are a group whose orders divide N/2 (N ≥ 4).
    return math::powerModulo(element, degree / 2 - 1, 2 * degree);
}

} // namespace cg::he::ckks
