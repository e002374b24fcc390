// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/noise_model.h"

#include "base/contract.h"
#include "he/ckks/slot_sums.h"
#include "math/sampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace cg::he::ckks {

namespace {

using base::Log2;

constexpr double kErrorVariance = math::kBinomialCoins / 4.0; // σ² of the centred binomial distribution
constexpr double kSecretVariance = 2.0 / 3.0;                 // of a uniform ternary coefficient
constexpr double kUnitRounding = 1.0 / 12.0;                  // variance of an error uniform in [−½, ½]

Log2 magnitude(double value)
{
    return value == 0.0 ? Log2() : Log2::ofMagnitude(value);
}

NoiseEstimate scaled(const NoiseEstimate& noise, double worst, double typical)
{
    return {noise.worst * magnitude(worst), noise.typical * magnitude(typical)};
}

NoiseEstimate sumOf(const NoiseEstimate& a, const NoiseEstimate& b)
{
    return {a.worst + b.worst, rootSumSquare(a.typical, b.typical)};
}

/// The error of the product of two messages with errors: z1·e2 + z2·e1 + e1·e2. The errors have imaginary parts,
/// which the last product brings into the real one.
NoiseEstimate productNoise(const Term& a, const Term& b)
{
    const NoiseEstimate linear =
        sumOf(scaled(b.noise, a.range.bound, a.range.rms), scaled(a.noise, b.range.bound, b.range.rms));
    return sumOf(linear, {magnitude(2.0) * a.noise.worst * b.noise.worst,
                          magnitude(std::numbers::sqrt2) * a.noise.typical * b.noise.typical});
}

} // namespace

NoiseEstimate NoiseModel::withError(const NoiseEstimate& noise, Kind kind, double variance, double scale) const
{
    const auto degree = static_cast<double>(m_params.degree());
    const double deviation = std::sqrt(degree * variance / 2) / scale;
    const double deviations = kind == Kind::Sum ? std::sqrt(36 + 2 * std::log(degree / 2)) : 16 * std::numbers::sqrt2;
    return sumOf(noise, {magnitude(deviations * deviation), magnitude(deviation)});
}

double NoiseModel::roundingVariance() const
{
    return (1 + static_cast<double>(m_params.degree()) * kSecretVariance) * kUnitRounding;
}

double NoiseModel::switchVariance(int level) const
{
    double squares = 0.0;
    for (const math::LimbRange& digit : m_params.digits()) {
        const std::size_t limbs = m_params.limbs(level);
        if (digit.first < limbs) {
            const double bits = m_params.log2Of({digit.first, std::min(digit.count, limbs - digit.first)});
            squares += std::exp2(2 * (bits - m_params.log2SpecialModulus()));
        }
    }
    return kErrorVariance * static_cast<double>(m_params.degree()) * kUnitRounding * squares;
}

Term NoiseModel::rescaled(Term term) const
{
    term.scale /= m_params.groupModulus(term.level);
    --term.level;
    term.noise = withError(term.noise, Kind::Product, roundingVariance(), term.scale);
    return term;
}

Term NoiseModel::fresh(MessageRange range) const
{
    const auto degree = static_cast<double>(m_params.degree());
    const double variance = kErrorVariance * (2 * kSecretVariance * degree + 1) + kUnitRounding;
    return {withError({}, Kind::Product, variance, m_params.scale()), range, m_params.scale(), m_params.topLevel()};
}

Term NoiseModel::freshUnderSecret(MessageRange range) const
{
    return {withError({}, Kind::Sum, kErrorVariance + kUnitRounding, m_params.scale()), range, m_params.scale(),
            m_params.topLevel()};
}

Term NoiseModel::adjusted(const Term& a, Position to) const
{
    const auto adjustment = adjustmentBetween(m_params, a.position(), to);
    CG_EXPECTS(adjustment.has_value());
    Term result = a;
    result.level = to.level;
    result.scale = to.scale;
    if (adjustment->kind == Adjustment::Kind::Correct) {
        const double error = adjustment->error;
        result.noise = sumOf(a.noise, {magnitude(error * a.range.bound), magnitude(error * a.range.rms)});
        result.noise = withError(result.noise, Kind::Product, roundingVariance(), to.scale);
    }
    return result;
}

Term NoiseModel::add(const Term& a, const Term& b) const
{
    // Where nothing is left to equalise them with, the backend refuses; a forecast goes on as if they were equal.
    const Position meeting = meetingPoint(m_params, a.position(), b.position()).value_or(a.position());
    const auto brought = [&](const Term& term) {
        return adjustmentBetween(m_params, term.position(), meeting) ? adjusted(term, meeting) : term;
    };
    return {sumOf(brought(a).noise, brought(b).noise), a.range + b.range, meeting.scale, meeting.level};
}

Term NoiseModel::addPlain(const Term& a, MessageRange plain) const
{
    return {withError(a.noise, Kind::Sum, kUnitRounding, a.scale), a.range + plain, a.scale, a.level};
}

Term NoiseModel::multiplyScalar(const Term& a, double factor) const
{
    if (a.level == 0) {
        return {scaled(a.noise, factor, factor), a.range.scaled(factor), a.scale, 0};
    }
    const double plainScale = m_params.plainScale(a.level);
    const double error = std::nearbyint(factor * plainScale) / plainScale - factor;
    const NoiseEstimate noise =
        sumOf(scaled(a.noise, factor, factor), {magnitude(error * a.range.bound), magnitude(error * a.range.rms)});
    return rescaled({noise, a.range.scaled(factor), a.scale * plainScale, a.level});
}

Term NoiseModel::absorb(const Term& a, double factor) const
{
    return {scaled(a.noise, factor, factor), a.range.scaled(factor), a.scale / std::abs(factor), a.level};
}

Term NoiseModel::multiplyAccumulate(std::span<const std::pair<Term, Term>> factors) const
{
    std::vector<std::pair<Position, Position>> positions;
    for (const auto& [a, b] : factors) {
        positions.emplace_back(a.position(), b.position());
    }
    const auto plan = planProducts(m_params, positions);
    Term sum{{}, {}, 0.0, plan ? plan->level : 0};
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const auto& [first, second] = factors[i];
        const Term a = plan ? adjusted(first, plan->factors[i].first) : first;
        const Term b = plan ? adjusted(second, plan->factors[i].second) : second;
        sum.noise = sumOf(sum.noise, productNoise(a, b));
        sum.range = sum.range + a.range * b.range;
        sum.scale = i == 0 ? a.scale * b.scale : sum.scale;
    }
    if (!plan) {
        sum.scale = m_params.levelScale(0); // as for sums: the forecast of a circuit that the backend refuses
        return sum;
    }
    sum.noise = withError(sum.noise, Kind::Product, switchVariance(sum.level), sum.scale);
    return rescaled(sum);
}

Term NoiseModel::multiplyPlainAccumulate(std::span<const std::pair<Term, MessageRange>> factors) const
{
    int level = m_params.topLevel();
    for (const auto& [a, plain] : factors) {
        level = std::min(level, a.level);
    }
    if (level == 0) {
        return factors.front().first;
    }
    Term sum{{}, {}, 0.0, level};
    for (const auto& [operand, plain] : factors) {
        const Term a = adjusted(operand, droppedTo(m_params, operand.position(), level));
        sum.scale = sum.scale == 0.0 ? a.scale * m_params.plainScale(level) : sum.scale;
        const Term factor{withError({}, Kind::Sum, kUnitRounding, sum.scale / a.scale), plain, sum.scale / a.scale,
                          level};
        sum.noise = sumOf(sum.noise, productNoise(a, factor));
        sum.range = sum.range + a.range * plain;
    }
    return rescaled(sum);
}

Term NoiseModel::rotate(const Term& a) const
{
    return {withError(a.noise, Kind::Product, switchVariance(a.level) + roundingVariance(), a.scale), a.range, a.scale,
            a.level};
}

Term NoiseModel::sumBlocks(const Term& a, const BlockSum& sum) const
{
    const auto steps = sumSteps(sum, slotCount());
    Term total = a;
    for (const SumStep& step : steps ? *steps : std::vector<SumStep>{}) {
        total.noise = sumOf(step.addsInput ? a.noise : total.noise, rotate(total).noise);
    }
    const auto count = static_cast<double>(sum.axis == SumAxis::OverRows ? sum.grid.rows : sum.grid.columns);
    total.range = {a.range.bound * count, a.range.rms * std::sqrt(count)};
    return total;
}

Term NoiseModel::linearMap(const Term& a, const LinearMap& map) const
{
    if (a.level == 0) {
        return a;
    }
    const RowNorms norms = rowNorms(map);
    const double plainScale = m_params.plainScale(a.level);
    const Term rotated = rotate(a);
    NoiseEstimate noise = scaled(rotated.noise, norms.one, norms.two);
    const auto diagonals = static_cast<double>(diagonalsOf(map, slotCount()).size());
    const NoiseEstimate encoding = withError({}, Kind::Sum, kUnitRounding, plainScale);
    noise = sumOf(noise, scaled(encoding, diagonals * a.range.bound, std::sqrt(diagonals) * a.range.rms));
    return rescaled({noise, {a.range.bound * norms.one, a.range.rms * norms.two}, a.scale * plainScale, a.level});
}

std::size_t NoiseModel::ciphertextBytes() const
{
    return 2 * m_params.dataLimbs() * m_params.degree() * sizeof(double);
}

double NoiseModel::operationCost(OpKind kind, std::size_t terms) const
{
    const auto degree = static_cast<double>(m_params.degree());
    const auto limbs = static_cast<double>(m_params.dataLimbs());
    const auto special = static_cast<double>(m_params.specialLimbs());
    const auto digits = static_cast<double>(m_params.digits().size());
    const double transform = degree / 2 * std::log2(degree);
    const double pass = degree * limbs; // one product a residue
    const double rescale = 2 * limbs * transform;
    const double keySwitch =
        limbs * transform + digits * (limbs + special) * (transform + 2 * degree) + 2 * (limbs + special) * transform;
    const auto count = static_cast<double>(terms);
    switch (kind) {
    case OpKind::Encrypt:
        return 3 * limbs * transform + 2 * pass;
    case OpKind::Prepare:
        return limbs * transform;
    case OpKind::Multiply:
        return 4 * pass * count + keySwitch;
    case OpKind::MultiplyPlain:
        return 2 * pass * count + rescale;
    case OpKind::MultiplyScalar:
        return 2 * pass + rescale;
    case OpKind::SumBlocks:
    case OpKind::Rotate:
    case OpKind::LinearMap:
        return keySwitch;
    case OpKind::AddPlain:
        return limbs * transform;
    case OpKind::Add:
    case OpKind::Subtract:
    case OpKind::Negate:
        return 2 * pass;
    case OpKind::Absorb:
    case OpKind::Remask:
        return 0.0;
    }
    return 0.0;
}

} // namespace cg::he::ckks
