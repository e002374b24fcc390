// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/key_switch.h"

#include <algorithm>

namespace cg::he::ckks {

namespace {

/// The residues of a digit modulo the primes that are not its own; the limbs of `own` are left as they are.
math::EvaluationPoly liftDigit(const Context& context, const math::CoefficientPoly& coefficients, std::size_t digit,
                               math::LimbRange own, int level)
{
    const math::LimbSet set = context.extendedSet(level);
    std::vector<math::Residues> sources;
    sources.reserve(own.count);
    for (std::size_t i = 0; i < own.count; ++i) {
        sources.emplace_back(coefficients.limb(own.first + i));
    }
    const CentredLift lift(context.fromDigit(digit, own.count), sources, context.pool());
    math::EvaluationPoly result(context.pool(), coefficients.degree(), set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (i < own.first || i >= own.first + own.count) {
            lift.into(context.basis(), set[i], result.limb(i));
            math::forwardNtt(context.basis().tables(set[i]), result.limb(i));
        }
    }
    return result;
}

void divideBoth(const Context& context, SwitchedPair& pair, std::size_t kept, const BasisConversion& dropped)
{
    divideRounded(pair.first, kept, dropped, context.basis());
    divideRounded(pair.second, kept, dropped, context.basis());
}

} // namespace

Digits::Digits(const Context& context, const math::EvaluationPoly& poly, int level) : m_source(&poly), m_level(level)
{
    const std::size_t limbs = context.params().limbs(level);
    math::EvaluationPoly values(context.pool(), poly.degree(), limbs);
    for (std::size_t i = 0; i < limbs; ++i) {
        std::ranges::copy(poly.limb(i), values.limb(i).begin());
    }
    const math::CoefficientPoly coefficients = math::toCoefficients(std::move(values), context.basis());
    m_lifted.reserve(context.digitsAt(level));
    for (std::size_t digit = 0; digit < context.digitsAt(level); ++digit) {
        const math::LimbRange own{context.params().digits()[digit].first, context.activeLimbs(digit, level)};
        m_lifted.push_back({own, liftDigit(context, coefficients, digit, own, level)});
    }
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
    std::vector<math::Residues> values(digits.count());
    std::vector<math::Residues> first(digits.count());
    std::vector<math::Residues> second(digits.count());
    for (std::size_t i = 0; i < set.size(); ++i) {
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        for (std::size_t digit = 0; digit < digits.count(); ++digit) {
            values[digit] = digits.limb(digit, i);
            first[digit] = key.b[digit].limb(set[i]);
            second[digit] = key.a[digit].limb(set[i]);
        }
        math::accumulateProducts(values, first, modulus, result.first.limb(i));
        math::accumulateProducts(values, second, modulus, result.second.limb(i));
    }
    return result;
}

void divideBySpecial(const Context& context, SwitchedPair& pair, int level)
{
    divideBoth(context, pair, context.params().limbs(level), context.fromSpecial());
}

void divideBySpecialAndRescale(const Context& context, SwitchedPair& pair, int level)
{
    divideBoth(context, pair, context.params().limbs(level - 1), context.fromGroupAndSpecial(level));
}

} // namespace cg::he::ckks
