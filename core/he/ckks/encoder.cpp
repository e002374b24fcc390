// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/encoder.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <string>

namespace cg::he::ckks {

namespace {

constexpr double kLargestExact = 0x1p53; // up to here one reduction does
constexpr double kLargestEncodable = 0x1p100;

std::string shown(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

/// The nearest whole number, ties to even, as nearbyint gives it but without a call; never −0.0.
double rounded(double value)
{
    constexpr double kWhole = 0x1p52; // from here on every double is a whole number
    const double magnitude = std::abs(value);
    return magnitude < kWhole ? std::copysign((magnitude + kWhole) - kWhole, value) + 0.0 : value;
}

base::Result<void> checkSlots(const Params& params, std::span<const double> slots, int level, double scale)
{
    const double largest = std::min(std::exp2(std::min(params.log2Modulus(level), 200.0) - 2), kLargestEncodable);
    for (const double slot : slots) {
        if (!std::isfinite(slot)) {
            return base::Error{base::ErrorCode::InvalidArgument, "a slot to be encoded is not a finite number"};
        }
        if (!(std::abs(slot) * scale < largest)) {
            return base::Error{base::ErrorCode::InvalidArgument,
                               "a slot of " + shown(slot) + " is too large to be encoded at level " +
                                   std::to_string(level) + ", which holds numbers below " + shown(largest / scale) +
                                   " at this scale; scale the data down"};
        }
    }
    return {};
}

} // namespace

base::Result<void> encodeCoefficients(const Context& context, std::span<const double> slots, int level, double scale,
                                      std::span<double> coefficients)
{
    CG_EXPECTS(slots.size() <= context.params().slotCount());
    CG_CHECK(checkSlots(context.params(), slots, level, scale));
    const std::vector<std::complex<double>> values(slots.begin(), slots.end());
    context.embedding().toCoefficients(values, coefficients);
    for (double& coefficient : coefficients) {
        coefficient = rounded(coefficient * scale);
    }
    return {};
}

void reduceCoefficients(const Context& context, std::span<const double> coefficients, math::CoefficientPoly& out)
{
    double largest = 0.0;
    for (const double coefficient : coefficients) {
        largest = std::max(largest, std::abs(coefficient));
    }
    const auto reduce = largest <= kLargestExact ? math::reduceInto : math::reduceWideInto;
    for (std::size_t i = 0; i < out.limbs(); ++i) {
        reduce(coefficients, context.basis().modulus(i), out.limb(i));
    }
}

base::Result<math::EvaluationPoly> encode(const Context& context, std::span<const double> slots, int level,
                                          double scale)
{
    math::CoefficientPoly integers(context.pool(), context.params().degree(), 1);
    CG_CHECK(encodeCoefficients(context, slots, level, scale, integers.limb(0)));
    math::CoefficientPoly residues(context.pool(), context.params().degree(), context.params().limbs(level));
    reduceCoefficients(context, integers.limb(0), residues);
    return math::toEvaluation(std::move(residues), context.basis());
}

std::vector<double> decode(const Context& context, std::span<const double> coefficients, double scale)
{
    std::vector<std::complex<double>> values(context.params().slotCount());
    context.embedding().toSlots(coefficients, values);
    std::vector<double> slots(values.size());
    std::ranges::transform(values, slots.begin(),
                           [&](const std::complex<double>& value) { return value.real() / scale; });
    return slots;
}

} // namespace cg::he::ckks
