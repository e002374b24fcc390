// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/encryptor.h"

#include "he/ckks/encoder.h"
#include "he/ckks/limb_codec.h"
#include "keyholder/ckks/masking.h"

namespace cg::keyholder::ckks {

base::Result<he::ckks::Ciphertext> encryptWithSecret(const SecretKey& key, const he::ckks::Backend& backend,
                                                     std::span<const double> slots, he::MessageRange range, int level,
                                                     base::RandomSource& random)
{
    const he::ckks::Context& context = key.context();
    const he::ckks::Params& params = context.params();
    const math::LimbSet set = context.levelSet(level);
    math::CoefficientPoly integers(key.pool(), params.degree(), 1);
    CG_CHECK(he::ckks::encodeCoefficients(context, slots, level, params.levelScale(level), integers.limb(0)));
    math::CoefficientPoly residues(key.pool(), params.degree(), set.size());
    he::ckks::reduceCoefficients(context, integers.limb(0), residues);
    const math::EvaluationPoly message = math::toEvaluation(std::move(residues), context.basis());
    const base::Seed uniform = random.seed();
    math::EvaluationPoly c1 = he::ckks::expandSeed(context, set, uniform, 0);
    math::EvaluationPoly c0 = maskUnder(key, key.values(), c1, set, random);
    for (std::size_t i = 0; i < set.size(); ++i) {
        math::add(c0.limb(i), message.limb(i), context.basis().modulus(i), c0.limb(i));
    }
    return backend.adoptFresh(std::move(c0), std::move(c1), uniform, range, level);
}

} // namespace cg::keyholder::ckks
