// SPDX-License-Identifier: GPL-3.0-or-later
// The products of the CKKS backend: with ciphertexts, plaintexts and constants.
#include "base/contract.h"
#include "base/task_pool.h"
#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"

#include <algorithm>
#include <cmath>

namespace cg::he::ckks {

namespace {

using base::Error;
using base::ErrorCode;

Error missingRelinearisation()
{
    return {ErrorCode::MissingEvaluationKey,
            "the key set holds no evaluation key for products of ciphertexts; have the key holder make one"};
}

/// The residues of one limb of the polynomials of several ciphertexts.
std::vector<math::Residues> limbsOf(std::span<const Ciphertext* const> ciphertexts, std::size_t limb,
                                    const math::EvaluationPoly& (Ciphertext::*half)() const)
{
    std::vector<math::Residues> limbs;
    limbs.reserve(ciphertexts.size());
    for (const Ciphertext* ciphertext : ciphertexts) {
        limbs.emplace_back((ciphertext->*half)().limb(limb));
    }
    return limbs;
}

std::vector<math::Residues> joined(std::vector<math::Residues> a, const std::vector<math::Residues>& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Σ aᵢ·bᵢ as polynomials in s: d0 + d1·s + d2·s².
struct Tensor {
    math::EvaluationPoly d0;
    math::EvaluationPoly d1;
    math::EvaluationPoly d2;

    Tensor(const Context& context, std::size_t limbs)
        : d0(context.pool(), context.params().degree(), limbs),
          d1(context.pool(), context.params().degree(), limbs),
          d2(context.pool(), context.params().degree(), limbs)
    {}
};

Tensor tensorOf(const Context& context, std::span<const Ciphertext* const> as, std::span<const Ciphertext* const> bs,
                int level)
{
    Tensor tensor(context, context.params().limbs(level));
    base::TaskPool::shared().forEach(tensor.d0.limbs(), [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        const auto a0 = limbsOf(as, i, &Ciphertext::c0);
        const auto a1 = limbsOf(as, i, &Ciphertext::c1);
        const auto b0 = limbsOf(bs, i, &Ciphertext::c0);
        const auto b1 = limbsOf(bs, i, &Ciphertext::c1);
        math::accumulateProducts(a0, b0, modulus, tensor.d0.limb(i));
        math::accumulateProducts(joined(a0, a1), joined(b1, b0), modulus, tensor.d1.limb(i));
        math::accumulateProducts(a1, b1, modulus, tensor.d2.limb(i));
    });
    return tensor;
}

/// sum = sum + P·addend in the limbs of the addend; P is 0 modulo the special primes.
void addTimesSpecial(const Context& context, math::EvaluationPoly& addend, math::EvaluationPoly& sum)
{
    base::TaskPool::shared().forEach(addend.limbs(), [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        math::multiplyFactor(addend.limb(i), context.fromSpecial().product(i), modulus, addend.limb(i));
        math::add(sum.limb(i), addend.limb(i), modulus, sum.limb(i));
    });
}

} // namespace

Backend::Pair Backend::multiplyPlanned(std::span<const Ciphertext* const> as, std::span<const Ciphertext* const> bs,
                                       int level) const
{
    Tensor tensor = tensorOf(context(), as, bs, level);
    Pair pair = applyKey(context(), Digits(context(), tensor.d2, level), *m_keys->relinearisation);
    addTimesSpecial(context(), tensor.d0, pair.first);
    addTimesSpecial(context(), tensor.d1, pair.second);
    divideBySpecialAndRescale(context(), pair, level);
    return pair;
}

base::Result<Ciphertext> Backend::multiply(const Ciphertext& a, const Ciphertext& b)
{
    const Ciphertext* const as[] = {&a};
    const Ciphertext* const bs[] = {&b};
    return multiplyAccumulate(as, bs);
}

base::Result<Ciphertext> Backend::multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Ciphertext* const> bs)
{
    CG_EXPECTS(!as.empty() && as.size() == bs.size());
    std::vector<std::pair<Position, Position>> positions;
    std::vector<std::pair<Term, Term>> terms;
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_CHECK(sameKeys(*as[i]));
        CG_CHECK(sameKeys(*bs[i]));
        terms.emplace_back(termOf(*as[i]), termOf(*bs[i]));
        positions.emplace_back(terms.back().first.position(), terms.back().second.position());
    }
    if (!m_keys->relinearisation) {
        return missingRelinearisation();
    }
    CG_TRY(const Term term, m_model.multiplyAccumulate(terms));
    const auto plan = planProducts(params(), positions);
    CG_EXPECTS(plan.has_value()); // else the model had refused
    std::vector<Ciphertext> own;
    own.reserve(2 * as.size()); // pointers into it are handed out, here and below
    std::vector<const Ciphertext*> firsts;
    std::vector<const Ciphertext*> seconds;
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_TRY(firsts.emplace_back(), broughtTo(*as[i], plan->factors[i].first, own));
        CG_TRY(seconds.emplace_back(), broughtTo(*bs[i], plan->factors[i].second, own));
    }
    return made(multiplyPlanned(firsts, seconds, plan->level), term);
}

base::Result<Ciphertext> Backend::multiplyScalar(const Ciphertext& a, double factor)
{
    CG_CHECK(sameKeys(a));
    CG_TRY(const Term term, m_model.multiplyScalar(termOf(a), factor));
    const double whole = std::nearbyint(factor * params().plainScale(a.level()));
    Pair pair = timesWhole(a, whole, a.level());
    const std::size_t kept = params().limbs(a.level() - 1);
    divideRounded(pair.first, pair.second, kept, context().fromGroup(a.level()), context().basis());
    return made(std::move(pair), term);
}

base::Result<const math::EvaluationPoly*> Backend::encodedAt(const Prepared& p, int level, double scale,
                                                             std::vector<math::EvaluationPoly>& own) const
{
    if (&p.context() == &context() && isSameScale(scale, params().plainScale(level))) {
        return p.at(level);
    }
    CG_TRY(math::EvaluationPoly poly, ckks::encode(context(), p.slots(), level, scale));
    return &own.emplace_back(std::move(poly));
}

base::Result<Ciphertext> Backend::multiplyPlain(const Ciphertext& a, const Prepared& p)
{
    const Ciphertext* const as[] = {&a};
    const Prepared* const ps[] = {&p};
    return multiplyPlainAccumulate(as, ps);
}

base::Result<Ciphertext> Backend::multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                          std::span<const Prepared* const> ps)
{
    CG_EXPECTS(!as.empty() && as.size() == ps.size());
    int level = params().topLevel();
    std::vector<std::pair<Term, MessageRange>> terms;
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_CHECK(sameKeys(*as[i]));
        level = std::min(level, as[i]->level());
        terms.emplace_back(termOf(*as[i]), ps[i]->range());
    }
    CG_TRY(const Term term, m_model.multiplyPlainAccumulate(terms));
    std::vector<Ciphertext> own;
    own.reserve(as.size());
    std::vector<math::EvaluationPoly> encodings;
    encodings.reserve(ps.size());
    std::vector<const Ciphertext*> brought;
    std::vector<const math::EvaluationPoly*> plains;
    const double scale = droppedTo(params(), termOf(*as[0]).position(), level).scale * params().plainScale(level);
    for (std::size_t i = 0; i < as.size(); ++i) {
        const Position to = droppedTo(params(), termOf(*as[i]).position(), level);
        CG_TRY(brought.emplace_back(), broughtTo(*as[i], to, own));
        CG_TRY(plains.emplace_back(), encodedAt(*ps[i], level, scale / to.scale, encodings));
    }
    return made(weighted(brought, plains, level), term);
}

Backend::Pair Backend::weighted(std::span<const Ciphertext* const> ciphertexts,
                                std::span<const math::EvaluationPoly* const> plains, int level) const
{
    const std::size_t limbs = params().limbs(level);
    Pair pair{math::EvaluationPoly(context().pool(), params().degree(), limbs),
              math::EvaluationPoly(context().pool(), params().degree(), limbs)};
    base::TaskPool::shared().forEach(limbs, [&](std::size_t i) {
        const math::Modulus& modulus = context().basis().modulus(i);
        std::vector<math::Residues> factors(plains.size());
        std::ranges::transform(plains, factors.begin(), [&](const auto* plain) { return plain->limb(i); });
        math::accumulateProducts(limbsOf(ciphertexts, i, &Ciphertext::c0), factors, modulus, pair.first.limb(i));
        math::accumulateProducts(limbsOf(ciphertexts, i, &Ciphertext::c1), factors, modulus, pair.second.limb(i));
    });
    const std::size_t kept = params().limbs(level - 1);
    divideRounded(pair.first, pair.second, kept, context().fromGroup(level), context().basis());
    return pair;
}

} // namespace cg::he::ckks
