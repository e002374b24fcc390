#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder.
#include "he/ckks/limb_codec.h"
#include "keyholder/ckks/held_key.h"
#include "support/ckks_subject.h"
#include "support/plain_training.h"
#include "train/refresh.h"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace cg::testing {

/// factor·X^exponent, modulo the primes of a level.
[[nodiscard]] inline math::EvaluationPoly monomial(const he::ckks::Context& context, int level, double factor,
                                                   std::size_t exponent)
{
    const math::LimbSet set = context.levelSet(level);
    math::CoefficientPoly poly(math::PolyPool::create(math::PoolContents::Public), context.params().degree(),
                               set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        std::ranges::fill(poly.limb(i), 0.0);
        poly.limb(i)[exponent] = std::fmod(factor, static_cast<double>(context.params().primes()[i]));
    }
    return math::toEvaluation(std::move(poly), context.basis(), set);
}

/// (0, factor·X^exponent): a ciphertext without a message, which decrypts to that multiple of the secret key itself.
/// Made from what anybody has: `honest` is any ciphertext of the key at the top level, whose head is taken.
[[nodiscard]] inline base::Bytes craftedFrom(const base::Bytes& honest, const he::ckks::Context& context, double factor,
                                             std::size_t exponent)
{
    constexpr std::size_t kHead = 16 + 1 + 8 + 2 * 9 + 2 * 8; // all before the mark of a seed
    const int level = context.params().topLevel();
    const math::LimbSet set = context.levelSet(level);
    base::ByteWriter writer;
    writer.raw(base::ByteView(honest).first(kHead));
    writer.u8(0);
    packLimbs(context, set, monomial(context, level, 0.0, 0), writer);
    packLimbs(context, set, monomial(context, level, factor, exponent), writer);
    return std::move(writer).take();
}

/// A key holder and a trainer that attacks it, on a small ring with the primes of the set that releases.
class AttackedRing {
public:
    using Backend = he::ckks::Backend;
    static constexpr std::size_t kDegree = 128;

    AttackedRing(SharedPlan plan, std::uint64_t number)
        : m_plan(std::move(plan)),
          m_packing(train::Packing::choose(m_plan->network, m_plan->rowsPerStep(), kDegree / 2,
                                           train::Packing::gapFor(Backend::traits()))),
          m_keys(params(), needs(), number),
          m_held(params(), keyholder::SecretSeed::ofDemoKey(number), trust::KeyOrigin::Session, std::nullopt)
    {}

    [[nodiscard]] const SharedPlan& plan() const { return m_plan; }
    [[nodiscard]] const train::Packing& packing() const { return m_packing; }
    [[nodiscard]] Backend& backend() { return m_keys.backend(); }
    [[nodiscard]] CkksKeys& keys() { return m_keys; }
    [[nodiscard]] keyholder::ckks::HeldRingKey& holder() { return m_held; }
    [[nodiscard]] const keyholder::ckks::HeldRingKey& holder() const { return m_held; }

    [[nodiscard]] base::Bytes encoded(const he::ckks::Ciphertext& ciphertext)
    {
        base::ByteWriter writer;
        backend().encode(ciphertext, writer);
        return std::move(writer).take();
    }
    [[nodiscard]] he::ckks::Ciphertext decoded(const base::Bytes& bytes)
    {
        base::ByteReader reader(bytes, "attack");
        return valueOf(backend().decode(reader));
    }
    /// An honest ciphertext with the same number in every slot.
    [[nodiscard]] he::ckks::Ciphertext sealed(double number)
    {
        const std::vector<double> slots(backend().slotCount(), number);
        return valueOf(backend().encryptDeclared(slots, {6.0, 1.0}, {base::Purpose::Encrypt, 0, m_next++}));
    }
    /// A coefficient of the secret key in every slot: X^exponent·s has `coefficient(exponent)` as its first
    /// coefficient, which is what the sum over all slots leaves of it. Needs rotation keys, which are public.
    [[nodiscard]] base::Bytes crafted(std::size_t exponent)
    {
        const double factor = 2.0 * m_keys.secret().context().params().scale() / kDegree;
        const base::Bytes raw = craftedFrom(encoded(sealed(0.0)), m_keys.secret().context(), factor, exponent);
        return encoded(valueOf(backend().sumBlocks(decoded(raw), allSlots())));
    }
    /// What the attacker wants to know.
    [[nodiscard]] int coefficient(std::size_t exponent) const
    {
        const math::CoefficientPoly secret =
            math::toCoefficients(math::EvaluationPoly(m_keys.secret().values()), m_keys.secret().context().basis());
        const auto limb = secret.limb(0);
        return static_cast<int>(exponent == 0 ? limb[0] : -limb[kDegree - exponent]);
    }
    /// The start that the holder draws for a label.
    [[nodiscard]] std::vector<base::Bytes> sealedStart(const base::Seed& label)
    {
        base::ByteWriter plan;
        encode(*m_plan, plan);
        return valueOf(m_held.seal(
            valueOf(keyholder::initialSlots(plan.bytes(), {std::nullopt, label}, m_held.startKey())), std::nullopt));
    }
    /// A network of noughts, but for the last ciphertext of its state, the bias of the output.
    [[nodiscard]] std::vector<base::Bytes> stateWith(const base::Bytes& outputBias)
    {
        std::vector<base::Bytes> state(train::stateSizeOf(*m_plan, m_packing) - 1, encoded(sealed(0.0)));
        state.push_back(outputBias);
        return state;
    }

private:
    [[nodiscard]] static he::ckks::Params params()
    {
        he::ckks::ParamsLiteral literal = valueOf(he::ckks::namedParams("release-16384")).literal();
        literal.name = "attack-128";
        literal.degree = kDegree;
        literal.claimedBits = 0;
        return valueOf(he::ckks::Params::create(literal));
    }
    [[nodiscard]] static he::BlockSum allSlots() { return {{1, kDegree / 2, kDegree / 2}, he::SumAxis::OverColumns}; }
    [[nodiscard]] he::CircuitNeeds needs() const
    {
        he::CircuitNeeds needs = train::needsOf(m_plan->network, m_packing);
        needs.sums.push_back(allSlots());
        return needs;
    }

    SharedPlan m_plan;
    train::Packing m_packing;
    CkksKeys m_keys;
    keyholder::ckks::HeldRingKey m_held;
    std::uint64_t m_next = 0;
};

} // namespace cg::testing
