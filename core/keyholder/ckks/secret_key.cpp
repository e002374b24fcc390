// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/secret_key.h"

#include "math/galois.h"
#include "math/sampling.h"

#include <algorithm>

namespace cg::keyholder::ckks {

namespace {

std::span<std::int8_t> signedBytes(base::SecureBuffer& buffer)
{
    return {reinterpret_cast<std::int8_t*>(buffer.bytes().data()), buffer.size()};
}

base::SecureBuffer drawTernary(std::size_t degree, const SecretSeed& seed)
{
    base::SecureBuffer coefficients(degree);
    base::SeededRandom random = seed.stream({base::Purpose::RingSecretKey});
    math::sampleTernary(random, signedBytes(coefficients));
    return coefficients;
}

} // namespace

math::EvaluationPoly smallPoly(const he::ckks::Context& context, const std::shared_ptr<math::PolyPool>& pool,
                               const math::LimbSet& set, std::span<const std::int8_t> coefficients)
{
    math::CoefficientPoly poly(pool, context.params().degree(), set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        std::ranges::copy(coefficients, poly.limb(i).begin()); // small numbers are their own residues
    }
    return math::toEvaluation(std::move(poly), context.basis(), set);
}

SecretKey::SecretKey(std::shared_ptr<const he::ckks::Context> context, const SecretSeed& seed)
    : m_context(std::move(context)),
      m_pool(math::PolyPool::create(math::PoolContents::Secret)),
      m_coefficients(drawTernary(m_context->params().degree(), seed)),
      m_values(
          smallPoly(*m_context, m_pool, math::LimbSet::firstOf(m_context->basis().size()), signedBytes(m_coefficients)))
{}

math::EvaluationPoly SecretKey::image(std::uint64_t element) const
{
    const std::vector<std::uint32_t> permutation = math::galoisPermutation(m_values.degree(), element);
    math::EvaluationPoly result(m_pool, m_values.degree(), m_values.limbs());
    for (std::size_t i = 0; i < result.limbs(); ++i) {
        math::permute(m_values.limb(i), permutation, result.limb(i));
    }
    return result;
}

} // namespace cg::keyholder::ckks
