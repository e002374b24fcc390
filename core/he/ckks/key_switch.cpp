// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/key_switch.h"

#include <algorithm>

namespace cg::he::ckks {

namespace {

/// Digit number `digit` of a polynomial with these coefficients and values.
math::EvaluationPoly digitOf(const Context& context, const math::CoefficientPoly& coefficients,
                             const math::EvaluationPoly& values, std::size_t digit, int level)
{
    const math::LimbRange range = context.params().digits()[digit];
    const std::size_t active = context.activeLimbs(digit, level);
    const math::LimbSet set = context.extendedSet(level);
    std::vector<math::Residues> sources;
    sources.reserve(active);
    for (std::size_t i = 0; i < active; ++i) {
        sources.emplace_back(coefficients.limb(range.first + i));
    }
    const CentredLift lift(context.fromDigit(digit, active), sources, context.pool());
    math::EvaluationPoly result(context.pool(), values.degree(), set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set[i] >= range.first && set[i] < range.first + active) {
            std::ranges::copy(values.limb(i), result.limb(i).begin()); // the digit is c modulo its own primes
        } else {
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

Digits decompose(const Context& context, const math::EvaluationPoly& poly, int level)
{
    const math::CoefficientPoly coefficients =
        math::toCoefficients(math::EvaluationPoly(poly), context.basis(), context.levelSet(level));
    Digits digits{level, {}};
    digits.polys.reserve(context.digitsAt(level));
    for (std::size_t digit = 0; digit < context.digitsAt(level); ++digit) {
        digits.polys.push_back(digitOf(context, coefficients, poly, digit, level));
    }
    return digits;
}

SwitchedPair applyKey(const Context& context, const Digits& digits, const SwitchKey& key)
{
    const math::LimbSet set = context.extendedSet(digits.level);
    const std::size_t degree = context.params().degree();
    SwitchedPair result{math::EvaluationPoly(context.pool(), degree, set.size()),
                        math::EvaluationPoly(context.pool(), degree, set.size())};
    std::vector<math::Residues> values(digits.polys.size());
    std::vector<math::Residues> factors(digits.polys.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        std::ranges::transform(digits.polys, values.begin(), [&](const auto& digit) { return digit.limb(i); });
        const auto accumulate = [&](const std::vector<math::EvaluationPoly>& half, std::span<double> out) {
            for (std::size_t digit = 0; digit < factors.size(); ++digit) {
                factors[digit] = half[digit].limb(set[i]);
            }
            math::accumulateProducts(values, factors, modulus, out);
        };
        accumulate(key.b, result.first.limb(i));
        accumulate(key.a, result.second.limb(i));
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
