// SPDX-License-Identifier: GPL-3.0-or-later
// The products of the CKKS backend: with ciphertexts, plaintexts and constants.
#include "base/contract.h"
#include "base/scratch.h"
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

/// Adds one limb of a half of each ciphertext to a list.
void appendLimbs(std::span<const Ciphertext* const> ciphertexts, std::size_t limb,
                 const math::EvaluationPoly& (Ciphertext::*half)() const, std::pmr::vector<math::Residues>& limbs)
{
    for (const Ciphertext* ciphertext : ciphertexts) {
        limbs.emplace_back((ciphertext->*half)().limb(limb));
    }
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

/// Limb i of the tensor: with the halves in the orders (a0, a1) and (b1, b0), d1 is the product of both lists.
void multiplyLimb(const math::Modulus& modulus, std::span<const Ciphertext* const> as,
                  std::span<const Ciphertext* const> bs, std::size_t i, Tensor& tensor)
{
    const std::size_t count = as.size();
    base::Scratch scratch;
    auto left = scratch.roomFor<math::Residues>(2 * count);
    auto right = scratch.roomFor<math::Residues>(2 * count);
    appendLimbs(as, i, &Ciphertext::c0, left);
    appendLimbs(as, i, &Ciphertext::c1, left);
    appendLimbs(bs, i, &Ciphertext::c1, right);
    appendLimbs(bs, i, &Ciphertext::c0, right);
    const std::span<const math::Residues> lefts = left;
    const std::span<const math::Residues> rights = right;
    math::accumulateProducts(lefts.first(count), rights.last(count), modulus, tensor.d0.limb(i));
    math::accumulateProducts(lefts, rights, modulus, tensor.d1.limb(i));
    math::accumulateProducts(lefts.last(count), rights.first(count), modulus, tensor.d2.limb(i));
}

Tensor tensorOf(const Context& context, std::span<const Ciphertext* const> as, std::span<const Ciphertext* const> bs,
                int level)
{
    Tensor tensor(context, context.params().limbs(level));
    base::TaskPool::shared().forEach(
        tensor.d0.limbs(), [&](std::size_t i) { multiplyLimb(context.basis().modulus(i), as, bs, i, tensor); });
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
    base::Scratch scratch;
    auto positions = scratch.roomFor<std::pair<Position, Position>>(as.size());
    auto terms = scratch.roomFor<std::pair<Term, Term>>(as.size());
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
    const auto plan = planProducts(params(), positions, scratch);
    CG_EXPECTS(plan.has_value()); // else the model had refused
    auto own = scratch.roomFor<Ciphertext>(2 * as.size());
    auto firsts = scratch.list<const Ciphertext*>(as.size());
    auto seconds = scratch.list<const Ciphertext*>(as.size());
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_TRY(firsts[i], broughtTo(*as[i], plan->factors[i].first, own));
        CG_TRY(seconds[i], broughtTo(*bs[i], plan->factors[i].second, own));
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
                                                             std::pmr::vector<math::EvaluationPoly>& own) const
{
    if (&p.context() == &context() && isSameScale(scale, params().plainScale(level))) {
        return p.at(level);
    }
    CG_TRY(math::EvaluationPoly poly, ckks::encode(context(), p.slots(), level, scale));
    CG_EXPECTS(own.size() < own.capacity());
    own.push_back(std::move(poly));
    return &own.back();
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
    base::Scratch scratch;
    auto terms = scratch.roomFor<std::pair<Term, MessageRange>>(as.size());
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_CHECK(sameKeys(*as[i]));
        level = std::min(level, as[i]->level());
        terms.emplace_back(termOf(*as[i]), ps[i]->range());
    }
    CG_TRY(const Term term, m_model.multiplyPlainAccumulate(terms));
    auto own = scratch.roomFor<Ciphertext>(as.size());
    auto encodings = scratch.roomFor<math::EvaluationPoly>(ps.size());
    auto brought = scratch.list<const Ciphertext*>(as.size());
    auto plains = scratch.list<const math::EvaluationPoly*>(ps.size());
    const double scale = droppedTo(params(), termOf(*as[0]).position(), level).scale * params().plainScale(level);
    for (std::size_t i = 0; i < as.size(); ++i) {
        const Position to = droppedTo(params(), termOf(*as[i]).position(), level);
        CG_TRY(brought[i], broughtTo(*as[i], to, own));
        CG_TRY(plains[i], encodedAt(*ps[i], level, scale / to.scale, encodings));
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
        base::Scratch scratch;
        auto factors = scratch.list<math::Residues>(plains.size());
        auto first = scratch.roomFor<math::Residues>(plains.size());
        auto second = scratch.roomFor<math::Residues>(plains.size());
        std::ranges::transform(plains, factors.begin(), [&](const auto* plain) { return plain->limb(i); });
        appendLimbs(ciphertexts, i, &Ciphertext::c0, first);
        appendLimbs(ciphertexts, i, &Ciphertext::c1, second);
        math::accumulateProducts(first, factors, modulus, pair.first.limb(i));
        math::accumulateProducts(second, factors, modulus, pair.second.limb(i));
    });
    const std::size_t kept = params().limbs(level - 1);
    divideRounded(pair.first, pair.second, kept, context().fromGroup(level), context().basis());
    return pair;
}

} // namespace cg::he::ckks
