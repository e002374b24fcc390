// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/key_switch.h"

#include "base/scratch.h"
#include "base/task_pool.h"

#include <algorithm>
#include <optional>

namespace cg::he::ckks {

namespace {

math::CoefficientPoly coefficientsOf(const Context& context, const math::EvaluationPoly& poly, std::size_t limbs)
{
    math::EvaluationPoly values(context.pool(), poly.degree(), limbs);
    base::TaskPool::shared().forEach(limbs,
                                     [&](std::size_t i) { std::ranges::copy(poly.limb(i), values.limb(i).begin()); });
    return math::toCoefficients(std::move(values), context.basis());
}

bool isWithin(math::LimbRange range, std::size_t limb)
{
    return limb >= range.first && limb < range.first + range.count;
}

} // namespace

Digits::Digits(const Context& context, const math::EvaluationPoly& poly, int level)
    : m_context(&context),
      m_source(&poly),
      m_level(level),
      m_count(context.digitsAt(level)),
      m_lifted(context.pool(), poly.degree(), m_count * context.extendedSet(level).size())
{
    lift(coefficientsOf(context, poly, context.params().limbs(level)));
}

void Digits::lift(const math::CoefficientPoly& coefficients)
{
    const math::LimbSet set = m_context->extendedSet(m_level);
    base::Scratch scratch;
    auto lifts = scratch.list<std::optional<CentredLift>>(m_count);
    base::TaskPool& threads = base::TaskPool::shared();
    threads.forEach(m_count, [&](std::size_t digit) {
        base::Scratch ofDigit;
        auto sources = ofDigit.list<math::Residues>(own(digit).count);
        for (std::size_t i = 0; i < sources.size(); ++i) {
            sources[i] = coefficients.limb(own(digit).first + i);
        }
        lifts[digit].emplace(m_context->fromDigit(digit, sources.size()), sources, m_context->pool());
    });
    threads.forEach(m_lifted.limbs(), [&](std::size_t turn) {
        const std::size_t digit = turn / set.size();
        const std::size_t i = turn % set.size();
        if (!isWithin(own(digit), i)) {
            const std::span<double> limb = m_lifted.limb(turn);
            lifts[digit]->into(m_context->basis(), set[i], limb);
            math::forwardNtt(m_context->basis().tables(set[i]), limb);
        }
    });
}

math::Residues Digits::limb(std::size_t digit, std::size_t index) const
{
    return isWithin(own(digit), index) ? m_source->limb(index) : m_lifted.limb(digit * limbsEach() + index);
}

SwitchedPair applyKey(const Context& context, const Digits& digits, const SwitchKey& key)
{
    const math::LimbSet set = context.extendedSet(digits.level());
    const std::size_t degree = context.params().degree();
    SwitchedPair result{math::EvaluationPoly(context.pool(), degree, set.size()),
                        math::EvaluationPoly(context.pool(), degree, set.size())};
    base::TaskPool::shared().forEach(set.size(), [&](std::size_t i) {
        base::Scratch scratch;
        auto values = scratch.list<math::Residues>(digits.count());
        auto first = scratch.list<math::Residues>(digits.count());
        auto second = scratch.list<math::Residues>(digits.count());
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
