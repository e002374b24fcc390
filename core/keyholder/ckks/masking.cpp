// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/masking.h"

#include "base/secure_memory.h"
#include "math/sampling.h"

namespace cg::keyholder::ckks {

math::EvaluationPoly maskUnder(const SecretKey& key, const math::EvaluationPoly& t, const math::EvaluationPoly& a,
                               const math::LimbSet& set, base::RandomSource& errors)
{
    const he::ckks::Context& context = key.context();
    base::SecureBuffer drawn(context.params().degree());
    const std::span<std::int8_t> small{reinterpret_cast<std::int8_t*>(drawn.bytes().data()), drawn.size()};
    math::sampleCenteredBinomial(errors, small);
    const math::EvaluationPoly error = smallPoly(context, key.pool(), set, small);
    math::EvaluationPoly mask(context.pool(), context.params().degree(), set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        math::multiply(a.limb(i), t.limb(set[i]), modulus, mask.limb(i));
        math::subtract(error.limb(i), mask.limb(i), modulus, mask.limb(i));
    }
    return mask;
}

} // namespace cg::keyholder::ckks
