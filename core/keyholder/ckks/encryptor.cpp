// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/encryptor.h"

#include "he/ckks/encoder.h"
#include "he/ckks/limb_codec.h"
#include "keyholder/ckks/masking.h"

namespace cg::keyholder::ckks {

he::ckks::Ciphertext encryptWithSecret(const SecretKey& key, const he::ckks::Backend& backend,
                                       std::span<const double> slots, he::MessageRange range, int level,
                                       base::RandomSource& random)
{
    const he::ckks::Context& context = key.context();
    const double scale = context.params().levelScale(level);
    const math::LimbSet set = context.levelSet(level);
    const math::EvaluationPoly message = math::toEvaluation(
        he::ckks::encodeBounded(context, key.pool(), slots, range.bound, level, scale), context.basis());
    const base::Seed uniform = random.seed();
    math::EvaluationPoly c1 = he::ckks::expandSeed(context, set, uniform, 0);
    math::EvaluationPoly c0 = maskUnder(key, key.values(), c1, set, random);
    for (std::size_t i = 0; i < set.size(); ++i) {
        math::add(c0.limb(i), message.limb(i), context.basis().modulus(i), c0.limb(i));
    }
    return backend.adoptFresh(std::move(c0), std::move(c1), uniform, range, level);
}

} // namespace cg::keyholder::ckks
