// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/key_switch.h"

#include "base/task_pool.h"

#include <algorithm>
#include <optional>

namespace cg::he::ckks {

namespace {

/// Which limb of which digit is to be computed.
struct LiftTurn {
    std::size_t digit;
    std::size_t limb;
};

math::CoefficientPoly coefficientsOf(const Context& context, const math::EvaluationPoly& poly, std::size_t limbs)
{
    math::EvaluationPoly values(context.pool(), poly.degree(), limbs);
    base::TaskPool::shared().forEach(limbs,
                                     [&](std::size_t i) { std::ranges::copy(poly.limb(i), values.limb(i).begin()); });
    return math::toCoefficients(std::move(values), context.basis());
}

} // namespace

Digits::Digits(const Context& context, const math::EvaluationPoly& poly, int level) : m_source(&poly), m_level(level)
{
    const math::CoefficientPoly coefficients = coefficientsOf(context, poly, context.params().limbs(level));
    const math::LimbSet set = context.extendedSet(level);
    const std::size_t count = context.digitsAt(level);
    std::vector<LiftTurn> turns;
    m_lifted.reserve(count);
    for (std::size_t digit = 0; digit < count; ++digit) {
        const math::LimbRange own{context.params().digits()[digit].first, context.activeLimbs(digit, level)};
        m_lifted.push_back({own, math::EvaluationPoly(context.pool(), poly.degree(), set.size())});
        for (std::size_t i = 0; i < set.size(); ++i) {
            if (i < own.first || i >= own.first + own.count) {
                turns.push_back({digit, i});
            }
        }
    }
    std::vector<std::optional<CentredLift>> lifts(count);
    base::TaskPool& threads = base::TaskPool::shared();
    threads.forEach(count, [&](std::size_t digit) {
        const math::LimbRange own = m_lifted[digit].own;
        std::vector<math::Residues> sources(own.count);
        for (std::size_t i = 0; i < own.count; ++i) {
            sources[i] = coefficients.limb(own.first + i);
        }
        lifts[digit].emplace(context.fromDigit(digit, own.count), sources, context.pool());
    });
    threads.forEach(turns.size(), [&](std::size_t turn) {
        const auto [digit, i] = turns[turn];
        const std::span<double> limb = m_lifted[digit].residues.limb(i);
        lifts[digit]->into(context.basis(), set[i], limb);
        math::forwardNtt(context.basis().tables(set[i]), limb);
    });
}

math::Residues Digits::limb(std::size_t digit, std::size_t index) const
{
    const Lifted& lifted = m_lifted[digit];
    const bool isOwn = index >= lifted.own.first && index < lifted.own.first + lifted.own.count;
    return isOwn ? m_source->limb(index) : lifted.residues.limb(index);
}

SwitchedPair applyKey(const Context& context, const Digits& digits, const SwitchKey& key)
{
    const math::LimbSet set = context.extendedSet(digits.level());
    const std::size_t degree = context.params().degree();
    SwitchedPair result{math::EvaluationPoly(context.pool(), degree, set.size()),
                        math::EvaluationPoly(context.pool(), degree, set.size())};
    base::TaskPool::shared().forEach(set.size(), [&](std::size_t i) {
        std::vector<math::Residues> values(digits.count());
        std::vector<math::Residues> first(digits.count());
        std::vector<math::Residues> second(digits.count());
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        for (std::size_t digit = 0; digit < digits.count(); ++digit) {
            values[digit] = digits.limb(digit, i);
            first[digit] = key.b[digit].limb(set[i]);
            second[digit] = key.a[digit].limb(set[i]);
        }
        math::accumulateProducts(values, first, modulus, result.first.limb(i));
        math::accumulateProducts(values, second, modulus, result.second.limb(i));
    });
    return result;
}

void divideBySpecial(const Context& context, SwitchedPair& pair, int level)
{
    divideRounded(pair.first, pair.second, context.params().limbs(level), context.fromSpecial(), context.basis());
}

void divideBySpecialAndRescale(const Context& context, SwitchedPair& pair, int level)
{
    divideRounded(pair.first, pair.second, context.params().limbs(level - 1), context.fromGroupAndSpecial(level),
                  context.basis());
}

} // namespace cg::he::ckks
