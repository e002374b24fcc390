// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/key_switch.h"

#include <algorithm>
#include <array>
#include <span>

namespace cg::he::ckks {

namespace {

/// How many residues of every limb are accumulated at once, so that digits read for one half of a key are still in the
/// first cache for the other.
constexpr std::size_t kBlock = 512;

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

/// out = Σ values·factors, block by block for both halves of a key.
void accumulateHalves(const std::vector<math::Residues>& values,
                      const std::array<std::vector<math::Residues>, 2>& halves, const math::Modulus& modulus,
                      const std::array<std::span<double>, 2>& outs)
{
    std::vector<math::Residues> left(values.size());
    std::vector<math::Residues> right(values.size());
    for (std::size_t from = 0; from < outs[0].size(); from += kBlock) {
        const auto block = [&](math::Residues limb) {
            return limb.subspan(from, std::min(kBlock, limb.size() - from));
        };
        std::ranges::transform(values, left.begin(), block);
        for (std::size_t half = 0; half < halves.size(); ++half) {
            std::ranges::transform(halves[half], right.begin(), block);
            math::accumulateProducts(left, right, modulus, outs[half].subspan(from, left.front().size()));
        }
    }
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
    std::array<std::vector<math::Residues>, 2> halves{values, values};
    for (std::size_t i = 0; i < set.size(); ++i) {
        for (std::size_t digit = 0; digit < digits.count(); ++digit) {
            values[digit] = digits.limb(digit, i);
            halves[0][digit] = key.b[digit].limb(set[i]);
            halves[1][digit] = key.a[digit].limb(set[i]);
        }
        accumulateHalves(values, halves, context.basis().modulus(set[i]),
                         {result.first.limb(i), result.second.limb(i)});
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
