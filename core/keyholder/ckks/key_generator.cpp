// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/key_generator.h"

#include "he/ckks/limb_codec.h"
#include "he/ckks/slot_sums.h"
#include "keyholder/ckks/masking.h"
#include "trust/protocol.h"

#include <string>

namespace cg::keyholder::ckks {

namespace {

/// Bytes of `count` switch keys as they are sent.
std::size_t bytesFor(std::size_t count, const he::ckks::Context& context)
{
    return count * context.params().digits().size() * he::ckks::packedBytes(context.params(), context.wholeSet());
}

/// sum = sum + P·source in the limbs of one digit.
void addTimesSpecial(const he::ckks::Context& context, const math::EvaluationPoly& source, math::LimbRange digit,
                     const std::shared_ptr<math::PolyPool>& wiped, math::EvaluationPoly& sum)
{
    math::EvaluationPoly product(wiped, sum.degree(), 1);
    for (std::size_t i = digit.first; i < digit.first + digit.count; ++i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        math::multiplyFactor(source.limb(i), context.fromSpecial().product(i), modulus, product.limb(0));
        math::add(sum.limb(i), product.limb(0), modulus, sum.limb(i));
    }
}

} // namespace

he::ckks::PublicKeys KeyGenerator::publicKey() const
{
    const math::LimbSet set = context().levelSet(context().params().topLevel());
    const base::Seed uniform = m_seed.stream({base::Purpose::RingPublicKey, 0}).seed();
    base::SeededRandom errors = m_seed.stream({base::Purpose::RingPublicKey, 1});
    math::EvaluationPoly a = he::ckks::expandSeed(context(), set, uniform, 0);
    math::EvaluationPoly b = maskUnder(m_secret, m_secret.values(), a, set, errors);
    return {m_secret.sharedContext(), he::ckks::EncryptionKey{uniform, std::move(b), std::move(a)}};
}

he::ckks::SwitchKey KeyGenerator::switchKey(const math::EvaluationPoly& source, const math::EvaluationPoly& target,
                                            std::uint64_t element) const
{
    he::ckks::SwitchKey key;
    key.seed = m_seed.stream({base::Purpose::RingEvaluationKey, element, 0}).seed();
    const std::vector<math::LimbRange>& digits = context().params().digits();
    for (std::size_t digit = 0; digit < digits.size(); ++digit) {
        base::SeededRandom errors = m_seed.stream({base::Purpose::RingEvaluationKey, element, 1 + digit});
        key.a.push_back(he::ckks::expandSeed(context(), context().wholeSet(), key.seed, digit));
        key.b.push_back(maskUnder(m_secret, target, key.a.back(), context().wholeSet(), errors));
        addTimesSpecial(context(), source, digits[digit], m_secret.pool(), key.b.back());
    }
    return key;
}

he::ckks::SwitchKey KeyGenerator::relinearisationKey() const
{
    const math::EvaluationPoly& values = m_secret.values();
    math::EvaluationPoly square(m_secret.pool(), values.degree(), values.limbs());
    for (std::size_t i = 0; i < square.limbs(); ++i) {
        math::multiply(values.limb(i), values.limb(i), context().basis().modulus(i), square.limb(i));
    }
    return switchKey(square, values, 0);
}

he::ckks::SwitchKey KeyGenerator::galoisKey(std::uint64_t element) const
{
    // The automorphism comes after the key switch, which therefore ends at its preimage of s.
    const std::uint64_t inverse = he::ckks::inverseElement(context().params().degree(), element);
    return switchKey(m_secret.values(), m_secret.image(inverse), element);
}

base::Result<he::ckks::PublicKeys> KeyGenerator::withEvaluationKeys(const he::ckks::PublicKeys& publicKey,
                                                                    const he::CircuitNeeds& needs,
                                                                    Conjugation conjugation) const
{
    const std::size_t degree = context().params().degree();
    CG_TRY(const std::vector<int> rotations, he::ckks::rotationsOf(needs, degree / 2));
    const std::size_t bytes = bytesFor(rotations.size() + 2, context());
    if (bytes > trust::kMaxPayloadBytes) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "evaluation keys for " + std::to_string(rotations.size()) + " rotations would take " +
                               std::to_string(bytes >> 20) + " MiB, and a key holder sends at most " +
                               std::to_string(trust::kMaxPayloadBytes >> 20) +
                               "; use a circuit with fewer, or a smaller set"};
    }
    he::ckks::PublicKeys keys = publicKey;
    if (needs.products) {
        keys.relinearisation = relinearisationKey();
    }
    for (const int steps : rotations) {
        const std::uint64_t element = he::ckks::rotationElement(degree, static_cast<std::size_t>(steps));
        keys.insertGalois(element, galoisKey(element));
    }
    if (conjugation == Conjugation::Needed) {
        const std::uint64_t element = he::ckks::conjugationElement(degree);
        keys.insertGalois(element, galoisKey(element));
    }
    return keys;
}

} // namespace cg::keyholder::ckks
