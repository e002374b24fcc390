// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/backend.h"

#include "base/contract.h"
#include "base/scratch.h"
#include "base/task_pool.h"
#include "he/ckks/encoder.h"
#include "math/sampling.h"

#include <cmath>
#include <string>

namespace cg::he::ckks {

namespace {

using base::Error;
using base::ErrorCode;

/// Copies small whole numbers, which are their own residues modulo every prime.
void widen(std::span<const std::int8_t> values, std::span<double> residues)
{
    std::ranges::copy(values, residues.begin());
}

/// What a public-key encryption draws from its stream, in this order: u, then e0, then e1.
struct EncryptionRandomness {
    std::vector<std::int8_t> u;
    std::vector<std::int8_t> e0;
    std::vector<std::int8_t> e1;

    EncryptionRandomness(std::size_t degree, base::RandomSource& random) : u(degree), e0(degree), e1(degree)
    {
        math::sampleTernary(random, u);
        math::sampleCenteredBinomial(random, e0);
        math::sampleCenteredBinomial(random, e1);
    }
};

/// One limb of an encryption in the making.
struct EncryptionLimb {
    std::span<double> message; ///< residues as coefficients, then the first polynomial
    std::span<double> second;
    std::span<double> u;
};

/// (u·b + e0 + message, u·a + e1) in limb i.
void encryptLimb(const math::NttTables& tables, const EncryptionKey& key, const EncryptionRandomness& random,
                 std::size_t i, const EncryptionLimb& limb)
{
    const auto [message, second, u] = limb;
    const math::Modulus& modulus = tables.modulus();
    widen(random.e0, u);
    math::add(message, u, modulus, message);
    math::forwardNtt(tables, message);
    widen(random.e1, second);
    math::forwardNtt(tables, second);
    widen(random.u, u);
    math::forwardNtt(tables, u);
    math::multiplyAdd(u, key.b.limb(i), modulus, message);
    math::multiplyAdd(u, key.a.limb(i), modulus, second);
}

} // namespace

Backend::Backend(std::shared_ptr<const PublicKeys> keys, const base::Seed& seed)
    : m_keys(std::move(keys)), m_model(m_keys->params()), m_seed(seed)
{}

Ciphertext Backend::made(Pair pair, const Term& term) const
{
    return {std::move(pair.first), std::move(pair.second), term, m_keys->id()};
}

base::Result<void> Backend::sameKeys(const Ciphertext& a) const
{
    if (a.keyId() != m_keys->id()) {
        return Error{ErrorCode::WrongKey,
                     "a ciphertext under key " + a.keyId().text() + " cannot be used with key " + m_keys->id().text()};
    }
    return {};
}

base::Result<Ciphertext> Backend::encrypt(std::span<const double> slots, base::StreamAddress address)
{
    return encryptDeclared(slots, MessageRange::of(slots), address);
}

base::Result<Ciphertext> Backend::encryptDeclared(std::span<const double> slots, MessageRange range,
                                                  base::StreamAddress address)
{
    const std::size_t degree = params().degree();
    CG_TRY(const double bound, encodableBound(params(), slots, params().topLevel(), params().scale()));
    CG_TRY(const Term term, m_model.checked(m_model.fresh(range)));
    math::CoefficientPoly message =
        encodeBounded(context(), context().pool(), slots, bound, params().topLevel(), params().scale());
    base::SeededRandom random(m_seed, address);
    const EncryptionRandomness drawn(degree, random);
    math::EvaluationPoly c0(std::move(message));
    math::EvaluationPoly c1(context().pool(), degree, params().dataLimbs());
    math::EvaluationPoly scratch(context().pool(), degree, params().dataLimbs());
    base::TaskPool::shared().forEach(params().dataLimbs(), [&](std::size_t i) {
        encryptLimb(context().basis().tables(i), m_keys->encryption(), drawn, i,
                    {c0.limb(i), c1.limb(i), scratch.limb(i)});
    });
    return made({std::move(c0), std::move(c1)}, term);
}

Ciphertext Backend::adoptFresh(math::EvaluationPoly c0, math::EvaluationPoly c1, const base::Seed& seed,
                               MessageRange range, int level) const
{
    CG_EXPECTS(c0.limbs() == params().limbs(level) && c1.limbs() == params().limbs(level));
    Ciphertext fresh(std::move(c0), std::move(c1), m_model.freshUnderSecret(range, level), m_keys->id());
    fresh.m_seed = seed;
    return fresh;
}

base::Result<Backend::Prepared> Backend::prepare(std::span<const double> slots, base::StreamAddress)
{
    Prepared prepared(m_keys->sharedContext(), slots);
    CG_CHECK(prepared.at(params().topLevel())); // refuses now what could not be encoded
    return prepared;
}

Backend::Pair Backend::timesWhole(const Ciphertext& a, double factor, int level) const
{
    const std::size_t limbs = params().limbs(level);
    Pair pair{math::EvaluationPoly(context().pool(), params().degree(), limbs),
              math::EvaluationPoly(context().pool(), params().degree(), limbs)};
    base::TaskPool::shared().forEach(limbs, [&](std::size_t i) {
        const math::Modulus& modulus = context().basis().modulus(i);
        const math::FixedFactor residue = modulus.factorOf(modulus.reduceWide(factor));
        math::multiplyFactor(a.m_c0.limb(i), residue, modulus, pair.first.limb(i));
        math::multiplyFactor(a.m_c1.limb(i), residue, modulus, pair.second.limb(i));
    });
    return pair;
}

base::Result<Ciphertext> Backend::adjusted(const Ciphertext& a, Position to) const
{
    const auto adjustment = adjustmentBetween(params(), termOf(a).position(), to);
    CG_EXPECTS(adjustment.has_value());
    CG_TRY(const Term term, m_model.checked(m_model.adjusted(termOf(a), to)));
    if (adjustment->kind == Adjustment::Kind::Repeat) {
        return made(timesWhole(a, adjustment->factor, a.level()), term);
    }
    if (adjustment->kind == Adjustment::Kind::Correct) {
        Pair pair = timesWhole(a, adjustment->factor, to.level + 1);
        divideRounded(pair.first, pair.second, params().limbs(to.level), context().fromGroup(to.level + 1),
                      context().basis());
        return made(std::move(pair), term);
    }
    Ciphertext result = a;
    result.m_c0.dropLimbs(params().limbs(to.level));
    result.m_c1.dropLimbs(params().limbs(to.level));
    result.m_term = term;
    return result;
}

base::Result<const Ciphertext*> Backend::broughtTo(const Ciphertext& a, Position to,
                                                   std::pmr::vector<Ciphertext>& own) const
{
    const auto adjustment = adjustmentBetween(params(), termOf(a).position(), to);
    CG_EXPECTS(adjustment.has_value());
    if (adjustment->kind == Adjustment::Kind::None || adjustment->kind == Adjustment::Kind::Drop) {
        return &a;
    }
    CG_TRY(Ciphertext brought, adjusted(a, to));
    CG_EXPECTS(own.size() < own.capacity());
    own.push_back(std::move(brought));
    return &own.back();
}

template <typename Kernel>
base::Result<Ciphertext> Backend::combine(const Ciphertext& a, const Ciphertext& b, Kernel kernel) const
{
    CG_CHECK(sameKeys(a));
    CG_CHECK(sameKeys(b));
    CG_TRY(const Term sum, m_model.add(termOf(a), termOf(b)));
    base::Scratch scratch;
    auto own = scratch.roomFor<Ciphertext>(2);
    CG_TRY(const Ciphertext* left, broughtTo(a, sum.position(), own));
    CG_TRY(const Ciphertext* right, broughtTo(b, sum.position(), own));
    const std::size_t limbs = params().limbs(sum.level);
    Pair pair{math::EvaluationPoly(context().pool(), params().degree(), limbs),
              math::EvaluationPoly(context().pool(), params().degree(), limbs)};
    base::TaskPool::shared().forEach(limbs, [&](std::size_t i) {
        const math::Modulus& modulus = context().basis().modulus(i);
        kernel(left->m_c0.limb(i), right->m_c0.limb(i), modulus, pair.first.limb(i));
        kernel(left->m_c1.limb(i), right->m_c1.limb(i), modulus, pair.second.limb(i));
    });
    return made(std::move(pair), sum);
}

base::Result<Ciphertext> Backend::add(const Ciphertext& a, const Ciphertext& b)
{
    return combine(a, b, math::add);
}

base::Result<Ciphertext> Backend::subtract(const Ciphertext& a, const Ciphertext& b)
{
    return combine(a, b, math::subtract);
}

base::Result<Ciphertext> Backend::negate(const Ciphertext& a)
{
    CG_CHECK(sameKeys(a));
    return made(timesWhole(a, -1.0, a.level()), termOf(a));
}

base::Result<Ciphertext> Backend::addPlain(const Ciphertext& a, std::span<const double> slots)
{
    CG_CHECK(sameKeys(a));
    CG_TRY(const math::EvaluationPoly plain, ckks::encode(context(), slots, a.level(), a.scale()));
    CG_TRY(const Term term, m_model.addPlain(termOf(a), MessageRange::of(slots)));
    Pair pair{a.m_c0, a.m_c1};
    for (std::size_t i = 0; i < plain.limbs(); ++i) {
        math::add(pair.first.limb(i), plain.limb(i), context().basis().modulus(i), pair.first.limb(i));
    }
    return made(std::move(pair), term);
}

base::Result<Ciphertext> Backend::absorb(const Ciphertext& a, double factor)
{
    CG_EXPECTS(std::isfinite(factor) && factor != 0.0);
    CG_CHECK(sameKeys(a));
    CG_TRY(const Term term, m_model.absorb(termOf(a), factor));
    CG_TRY(Ciphertext result, factor < 0 ? negate(a) : base::Result<Ciphertext>(a));
    result.m_term = term;
    return result;
}

base::Result<Ciphertext> Backend::remask(const Ciphertext& a)
{
    CG_CHECK(sameKeys(a));
    return a;
}

base::Result<Ciphertext> Backend::dropLevel(const Ciphertext& a, int level)
{
    CG_CHECK(sameKeys(a));
    CG_EXPECTS(level >= 0);
    if (level > a.level()) {
        return Error{ErrorCode::LevelsExhausted, "a ciphertext at level " + std::to_string(a.level()) +
                                                     " cannot be brought up to level " + std::to_string(level) +
                                                     "; only a refresh by the key holder does that"};
    }
    return adjusted(a, droppedTo(params(), termOf(a).position(), level));
}

CiphertextInfo Backend::info(const Ciphertext& a) const
{
    CiphertextInfo info;
    info.level = a.level();
    info.scale = base::Log2::ofMagnitude(a.scale());
    info.noise = a.noise();
    info.range = a.range();
    info.bytes = a.bytes();
    return info;
}

Ciphertext Backend::declareRange(const Ciphertext& a, MessageRange range) const
{
    Ciphertext declared = a;
    declared.m_term.range = range;
    return declared;
}

Ciphertext Backend::declareReference(const Ciphertext& a, MessageRange range) const
{
    Ciphertext declared = declareRange(a, range);
    declared.m_term.noise = {};
    return declared;
}

void Backend::encode(const Ciphertext& a, base::ByteWriter& writer) const
{
    ckks::encode(context(), a, writer);
}

base::Result<Ciphertext> Backend::decode(base::ByteReader& reader) const
{
    CG_TRY(Ciphertext ciphertext, decodeCiphertext(context(), reader));
    CG_CHECK(sameKeys(ciphertext));
    return ciphertext;
}

bool Backend::holdsWholeRange(const Ciphertext& a) const
{
    return a.range().bound == 0.0 ||
           std::log2(a.range().bound) + std::log2(a.scale()) < params().log2Modulus(a.level()) - 1;
}

} // namespace cg::he::ckks
