// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/noise_model.h"

#include "he/vhe/public_keys.h"

#include <algorithm>
#include <cmath>

namespace cg::he::vhe {

namespace {

using base::Log2;

constexpr double kRoundingDeviation = 0.28867513459481287; // 1/√12: of a rounding error in [−½, ½]

/// Mean of t² for t uniform in [−bound, bound].
double meanSquare(std::int64_t bound)
{
    const auto b = static_cast<double>(bound);
    return b * (b + 1) / 3;
}

Log2 magnitude(double value)
{
    return value == 0.0 ? Log2() : Log2::ofMagnitude(value);
}

NoiseEstimate scaled(const NoiseEstimate& noise, double factor)
{
    return {noise.worst * magnitude(factor), noise.typical * magnitude(factor)};
}

/// Adds an independent error of `worst` and `typical` integers at a scale.
NoiseEstimate withError(const NoiseEstimate& noise, double worst, double typical, double scale)
{
    return {noise.worst + magnitude(worst / scale), rootSumSquare(noise.typical, magnitude(typical / scale))};
}

/// ½‖S_i‖₁ and ‖S_i‖₂/√12: the error of rounding every integer of a ciphertext.
struct Rounding {
    double worst;
    double typical;
};

Rounding ciphertextRounding(const Params& params)
{
    const auto k = static_cast<double>(params.secretColumns());
    return {0.5 * (1 + k * static_cast<double>(params.secretBound())),
            kRoundingDeviation * std::sqrt(1 + k * meanSquare(params.secretBound()))};
}

/// The same for a row of the tensor key: 1 for (s,s), T for (s,m+t), T·T' for (m+t,m+t').
Rounding tensorRounding(const Params& params)
{
    const auto k = static_cast<double>(params.secretColumns());
    const auto t = static_cast<double>(params.secretBound());
    const double square = meanSquare(params.secretBound());
    const double pairs = k * (k + 1) / 2;
    return {0.5 * (1 + k * t + pairs * t * t), kRoundingDeviation * std::sqrt(1 + k * square + pairs * square)};
}

/// Σ digit² that `count` integers with standard deviation `deviation` are expected to give.
double expectedDigitSquares(double deviation, std::size_t count, const Params& params)
{
    double sum = 0.0;
    const double full = std::exp2(2.0 * params.digitBits()) / 12; // a digit uniform in its range
    for (std::size_t d = 0; d < params.digits(); ++d) {
        const double rest = deviation / std::exp2(params.digitBits() * static_cast<double>(d));
        sum += std::min(full, rest * rest);
    }
    return sum * static_cast<double>(count);
}

} // namespace

NoiseModel::NoiseModel(const Params& params)
    : m_params(params), m_entryStd(std::exp2(params.maskBits() + params.digitBits()))
{
    // Masks A·digits of a product: a first guess for the integers gives the digits, which give the integers.
    const double maskDeviation = std::exp2(params.maskBits()) * kRoundingDeviation;
    const double growth = std::sqrt(1 + static_cast<double>(params.secretColumns()) * meanSquare(params.secretBound()));
    for (int pass = 0; pass < 4; ++pass) {
        const double products = m_entryStd * m_entryStd / params.scale();
        m_entryStd = maskDeviation * growth * std::sqrt(expectedDigitSquares(products, params.tensorLength(), params));
    }
}

NoiseModel::SwitchNoise NoiseModel::keySwitch(std::size_t sources, std::size_t digits, double digitSquares) const
{
    const auto bound = static_cast<double>(m_params.noiseBound());
    const double columns = static_cast<double>(sources) * static_cast<double>(digits);
    const double squares = digitSquares < 0 ? expectedDigitSquares(m_entryStd, sources, m_params) : digitSquares;
    return {columns * std::exp2(m_params.digitBits() - 1) * bound,
            std::sqrt(meanSquare(m_params.noiseBound()) * squares)};
}

Term NoiseModel::fresh(MessageRange range) const
{
    const double squares = expectedDigitSquares(m_params.scale() * range.rms, m_params.slots(), m_params);
    const SwitchNoise key = keySwitch(m_params.slots(), m_params.digits(), squares);
    const auto zeros = static_cast<double>(m_params.zeroEncryptions());
    const double worst = key.worst + zeros * static_cast<double>(m_params.noiseBound()) + 0.5;
    const double zeroVariance = zeros * 2 / 3 * meanSquare(m_params.noiseBound());
    const double typical = std::hypot(key.typical, std::sqrt(zeroVariance), kRoundingDeviation);
    return {withError({}, worst, typical, m_params.scale()), range, m_params.scale()};
}

Term NoiseModel::add(const Term& a, const Term& b) const
{
    // The operand whose scale is farther from Δ is brought to the other's, which rounds its integers.
    const double delta = std::log2(m_params.scale());
    const bool keepA = std::abs(std::log2(a.scale) - delta) <= std::abs(std::log2(b.scale) - delta);
    const double scale = keepA ? a.scale : b.scale;
    NoiseEstimate noise{a.noise.worst + b.noise.worst, rootSumSquare(a.noise.typical, b.noise.typical)};
    if (a.scale != b.scale) {
        const Rounding rounding = ciphertextRounding(m_params);
        noise = withError(noise, rounding.worst, rounding.typical, scale);
    }
    return {noise, a.range + b.range, scale};
}

Term NoiseModel::addPlain(const Term& a, MessageRange plain) const
{
    return {withError(a.noise, 0.5, kRoundingDeviation, a.scale), a.range + plain, a.scale};
}

Term NoiseModel::multiplyScalar(const Term& a, double factor) const
{
    const Rounding rounding = ciphertextRounding(m_params);
    return {withError(scaled(a.noise, factor), rounding.worst, rounding.typical, a.scale), a.range.scaled(factor),
            a.scale};
}

Term NoiseModel::absorb(const Term& a, double factor) const
{
    return {scaled(a.noise, factor), a.range.scaled(factor), a.scale / std::abs(factor)};
}

Term NoiseModel::multiplyAccumulate(std::span<const std::pair<Term, Term>> factors, double digitSquares) const
{
    CG_EXPECTS(!factors.empty());
    NoiseEstimate noise;
    MessageRange range;
    for (const auto& [a, b] : factors) {
        noise.worst = noise.worst + magnitude(a.range.bound) * b.noise.worst +
                      magnitude(b.range.bound) * a.noise.worst + a.noise.worst * b.noise.worst;
        noise.typical = rootSumSquare(noise.typical, magnitude(a.range.rms) * b.noise.typical);
        noise.typical = rootSumSquare(noise.typical, magnitude(b.range.rms) * a.noise.typical);
        range = range + a.range * b.range;
    }
    const auto& [first, second] = factors.front();
    const double scale = first.scale * second.scale / std::exp2(m_params.productShift(first.scale, second.scale));
    const double squares = digitSquares >= 0 ? digitSquares
                                             : expectedDigitSquares(m_entryStd * m_entryStd / m_params.scale(),
                                                                    m_params.tensorLength(), m_params);
    const SwitchNoise key = keySwitch(m_params.tensorLength(), m_params.digits(), squares);
    const Rounding rounding = tensorRounding(m_params);
    return {withError(noise, rounding.worst + key.worst, std::hypot(rounding.typical, key.typical), scale), range,
            scale};
}

Term NoiseModel::sumBlocks(const Term& a, const BlockSum& sum, double digitSquares) const
{
    const auto count = static_cast<double>(sum.axis == SumAxis::OverRows ? sum.grid.rows : sum.grid.columns);
    const SwitchNoise key = keySwitch(m_params.ciphertextLength(), m_params.digits(), digitSquares);
    const NoiseEstimate summed{a.noise.worst * magnitude(count), a.noise.typical * magnitude(std::sqrt(count))};
    return {withError(summed, key.worst, key.typical, a.scale),
            {a.range.bound * count, a.range.rms * std::sqrt(count)},
            a.scale};
}

Term NoiseModel::rotate(const Term& a, double digitSquares) const
{
    return remask(a, digitSquares);
}

Term NoiseModel::linearMap(const Term& a, const LinearMap& map, double digitSquares) const
{
    double norm1 = 0.0;
    double norm2 = 0.0;
    for (std::size_t row = 0; row < map.rows; ++row) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t column = 0; column < map.columns; ++column) {
            const double entry = map.entries[row * map.columns + column];
            sum += std::abs(entry);
            squares += entry * entry;
        }
        norm1 = std::max(norm1, sum);
        norm2 = std::max(norm2, std::sqrt(squares));
    }
    const SwitchShape shape = PublicKeys::mapShape(m_params, map);
    const SwitchNoise key = keySwitch(shape.sources, shape.digits, digitSquares);
    const double step = std::exp2(-shape.fractionBits);
    // Entries that are no integers are rounded to multiples of `step`, and so is the result.
    const bool exact = shape.fractionBits == 0;
    const Rounding rounding = exact ? Rounding{0.0, 0.0} : ciphertextRounding(m_params);
    const auto columns = static_cast<double>(map.columns);
    const double entryWorst = exact ? 0.0 : 0.5 * step * columns * a.range.bound * a.scale;
    const double entryTypical = exact ? 0.0 : kRoundingDeviation * step * std::sqrt(columns) * a.range.rms * a.scale;
    const NoiseEstimate mapped{a.noise.worst * magnitude(norm1), a.noise.typical * magnitude(norm2)};
    return {withError(mapped, key.worst * step + rounding.worst + entryWorst,
                      std::hypot(key.typical * step, rounding.typical, entryTypical), a.scale),
            {a.range.bound * norm1, a.range.rms * norm2},
            a.scale};
}

Term NoiseModel::remask(const Term& a, double digitSquares) const
{
    const SwitchNoise key = keySwitch(m_params.ciphertextLength(), m_params.digits(), digitSquares);
    return {withError(a.noise, key.worst, key.typical, a.scale), a.range, a.scale};
}

std::size_t NoiseModel::ciphertextBytes() const
{
    return m_params.ciphertextLength() * sizeof(std::int64_t);
}

double NoiseModel::operationCost(OpKind kind, std::size_t terms) const
{
    const auto rows = static_cast<double>(m_params.ciphertextLength());
    const auto digits = static_cast<double>(m_params.digits());
    const auto tensor = static_cast<double>(m_params.tensorLength());
    const auto count = static_cast<double>(terms);
    switch (kind) {
    case OpKind::Encrypt:
    case OpKind::Prepare:
        return rows *
               (static_cast<double>(m_params.slots()) * digits + static_cast<double>(m_params.zeroEncryptions()));
    case OpKind::Multiply:
    case OpKind::MultiplyPlain:
        return tensor * (rows * digits + count);
    case OpKind::SumBlocks:
    case OpKind::Rotate:
    case OpKind::LinearMap:
    case OpKind::Remask:
        return rows * rows * digits;
    case OpKind::Add:
    case OpKind::Subtract:
    case OpKind::Negate:
    case OpKind::AddPlain:
    case OpKind::MultiplyScalar:
        return rows;
    case OpKind::Absorb:
        return 0.0;
    }
    return 0.0;
}

} // namespace cg::he::vhe
