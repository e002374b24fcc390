// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/noise_model.h"

#include "base/contract.h"
#include "he/ckks/slot_sums.h"
#include "math/sampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace cg::he::ckks {

namespace {

using base::Error;
using base::ErrorCode;
using base::Log2;

constexpr double kErrorVariance = math::kBinomialCoins / 4.0; // σ² of the centred binomial distribution
constexpr double kSecretVariance = 2.0 / 3.0;                 // of a uniform ternary coefficient
constexpr double kUnitRounding = 1.0 / 12.0;                  // variance of an error uniform in [−½, ½]
constexpr double kLargestWhole = 0x1p100;                     // of the constants that residues are made of

Error noLevel(const std::string& operation)
{
    return {ErrorCode::LevelsExhausted,
            "no level is left for " + operation + "; have the key holder refresh the ciphertext first"};
}

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

Term NoiseModel::freshUnderSecret(MessageRange range, int level) const
{
    const double scale = m_params.levelScale(level);
    return {withError({}, Kind::Sum, kErrorVariance + kUnitRounding, scale), range, scale, level};
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

base::Result<Term> NoiseModel::checked(const Term& term) const
{
    const double room = m_params.log2Modulus(term.level) - 1 - std::log2(term.scale);
    if (term.range.rms > 0 && std::log2(term.range.rms) >= room) {
        return Error{ErrorCode::NoiseOverflow, "numbers of this size would wrap around the modulus at level " +
                                                   std::to_string(term.level) + ", which holds them up to 2^" +
                                                   std::to_string(std::lround(std::floor(room))) +
                                                   "; scale the values down or refresh them earlier"};
    }
    return term;
}

base::Result<Term> NoiseModel::add(const Term& a, const Term& b) const
{
    const auto meeting = meetingPoint(m_params, a.position(), b.position());
    if (!meeting) {
        return Error{ErrorCode::LevelsExhausted,
                     "the scales of the two operands of a sum differ and no level is left to equalise them; have the "
                     "key holder refresh one of them first"};
    }
    CG_TRY(const Term first, checked(adjusted(a, *meeting)));
    CG_TRY(const Term second, checked(adjusted(b, *meeting)));
    return checked({sumOf(first.noise, second.noise), a.range + b.range, meeting->scale, meeting->level});
}

base::Result<Term> NoiseModel::addPlain(const Term& a, MessageRange plain) const
{
    return checked({withError(a.noise, Kind::Sum, kUnitRounding, a.scale), a.range + plain, a.scale, a.level});
}

base::Result<Term> NoiseModel::multiplyScalar(const Term& a, double factor) const
{
    if (a.level == 0) {
        return noLevel("a product with a constant");
    }
    const double plainScale = m_params.plainScale(a.level);
    const double whole = std::nearbyint(factor * plainScale);
    if (!(std::abs(whole) < kLargestWhole)) {
        return Error{ErrorCode::InvalidArgument,
                     "a constant to multiply by must be a finite number below 2^100 at its scale"};
    }
    const double error = whole / plainScale - factor;
    const NoiseEstimate noise =
        sumOf(scaled(a.noise, factor, factor), {magnitude(error * a.range.bound), magnitude(error * a.range.rms)});
    return checked(rescaled({noise, a.range.scaled(factor), a.scale * plainScale, a.level}));
}

base::Result<Term> NoiseModel::absorb(const Term& a, double factor) const
{
    const double scale = a.scale / std::abs(factor);
    if (!isAdmissibleScale(m_params, scale)) {
        return Error{ErrorCode::InvalidArgument,
                     "absorbing this factor would move the scale of the ciphertext out of range; multiply by it"};
    }
    return Term{scaled(a.noise, factor, factor), a.range.scaled(factor), scale, a.level};
}

base::Result<Term> NoiseModel::multiplyAccumulate(std::span<const std::pair<Term, Term>> factors) const
{
    base::Scratch scratch;
    auto positions = scratch.roomFor<std::pair<Position, Position>>(factors.size());
    for (const auto& [a, b] : factors) {
        positions.emplace_back(a.position(), b.position());
    }
    const auto plan = planProducts(m_params, positions, scratch);
    if (!plan) {
        return noLevel("a product of ciphertexts");
    }
    Term sum{{}, {}, 0.0, plan->level};
    for (std::size_t i = 0; i < factors.size(); ++i) {
        CG_TRY(const Term a, checked(adjusted(factors[i].first, plan->factors[i].first)));
        CG_TRY(const Term b, checked(adjusted(factors[i].second, plan->factors[i].second)));
        sum.noise = sumOf(sum.noise, productNoise(a, b));
        sum.range = sum.range + a.range * b.range;
        sum.scale = i == 0 ? a.scale * b.scale : sum.scale;
    }
    sum.noise = withError(sum.noise, Kind::Product, switchVariance(sum.level), sum.scale);
    return checked(rescaled(sum));
}

base::Result<Term> NoiseModel::multiplyPlainAccumulate(std::span<const std::pair<Term, MessageRange>> factors) const
{
    int level = m_params.topLevel();
    for (const auto& [a, plain] : factors) {
        level = std::min(level, a.level);
    }
    if (level == 0) {
        return noLevel("a product with public numbers");
    }
    Term sum{{}, {}, 0.0, level};
    for (const auto& [operand, plain] : factors) {
        CG_TRY(const Term a, checked(adjusted(operand, droppedTo(m_params, operand.position(), level))));
        sum.scale = sum.scale == 0.0 ? a.scale * m_params.plainScale(level) : sum.scale;
        const Term factor{withError({}, Kind::Sum, kUnitRounding, sum.scale / a.scale), plain, sum.scale / a.scale,
                          level};
        sum.noise = sumOf(sum.noise, productNoise(a, factor));
        sum.range = sum.range + a.range * plain;
    }
    return checked(rescaled(sum));
}

base::Result<Term> NoiseModel::rotate(const Term& a) const
{
    return checked(rotated(a));
}

Term NoiseModel::rotated(const Term& a) const
{
    return {withError(a.noise, Kind::Product, switchVariance(a.level) + roundingVariance(), a.scale), a.range, a.scale,
            a.level};
}

base::Result<Term> NoiseModel::sumBlocks(const Term& a, const BlockSum& sum) const
{
    CG_TRY(const SumSteps steps, sumSteps(sum, slotCount()));
    Term total = a;
    for (const SumStep& step : steps) {
        total.noise = sumOf(step.addsInput ? a.noise : total.noise, rotated(total).noise);
    }
    const auto count = static_cast<double>(sum.axis == SumAxis::OverRows ? sum.grid.rows : sum.grid.columns);
    total.range = {a.range.bound * count, a.range.rms * std::sqrt(count)};
    return checked(total);
}

base::Result<Term> NoiseModel::linearMap(const Term& a, const LinearMap& map) const
{
    if (a.level == 0) {
        return noLevel("a linear map");
    }
    const RowNorms norms = rowNorms(map);
    const double plainScale = m_params.plainScale(a.level);
    NoiseEstimate noise = scaled(rotated(a).noise, norms.one, norms.two);
    const auto diagonals = static_cast<double>(diagonalsOf(map, slotCount()).size());
    const NoiseEstimate encoding = withError({}, Kind::Sum, kUnitRounding, plainScale);
    noise = sumOf(noise, scaled(encoding, diagonals * a.range.bound, std::sqrt(diagonals) * a.range.rms));
    return checked(
        rescaled({noise, {a.range.bound * norms.one, a.range.rms * norms.two}, a.scale * plainScale, a.level}));
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
