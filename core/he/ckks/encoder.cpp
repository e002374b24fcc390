// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/encoder.h"

#include "base/contract.h"
#include "base/task_pool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <string>

namespace cg::he::ckks {

namespace {

constexpr double kLargestExact = 0x1p52; // up to here one reduction does
constexpr double kLargestEncodable = 0x1p100;

std::string shown(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

/// The nearest whole number, ties to even, as nearbyint gives it but without a call or a branch.
double rounded(double value)
{
    constexpr double kWhole = 0x1p52; // from here on every double is a whole number
    const double magnitude = std::abs(value);
    const auto keep = std::uint64_t{0} - static_cast<std::uint64_t>(magnitude >= kWhole);
    const auto whole = std::bit_cast<std::uint64_t>((magnitude + kWhole) - kWhole);
    const auto bits = (whole & ~keep) | (std::bit_cast<std::uint64_t>(magnitude) & keep);
    return std::copysign(std::bit_cast<double>(bits), value) + 0.0; // never −0.0
}

} // namespace

double largestEncodable(const Params& params, int level, double scale)
{
    return std::min(std::exp2(std::min(params.log2Modulus(level), 200.0) - 2), kLargestEncodable) / scale;
}

namespace {

/// Either the slot is too large for the set, or it comes too late in the chain.
base::Error tooLarge(const Params& params, double slot, int level, double limit)
{
    const bool isTooLate = std::abs(slot) < largestEncodable(params, params.topLevel(), params.scale());
    return {isTooLate ? base::ErrorCode::LevelsExhausted : base::ErrorCode::InvalidArgument,
            "a slot of " + shown(slot) + " is too large to be encoded at level " + std::to_string(level) +
                ", which holds numbers below " + shown(limit) + " at this scale; " +
                (isTooLate ? "have the key holder refresh the ciphertext first" : "scale the data down")};
}

} // namespace

double widestRange(const Params& params, int level)
{
    constexpr double kRoomLeft = 0.96875;
    return kRoomLeft * largestEncodable(params, level, params.levelScale(level));
}

double packedLossBound(const Params& params)
{
    constexpr double kUsual = 16.0;
    return std::min(kUsual, widestRange(params, 0));
}

base::Result<double> encodableBound(const Params& params, std::span<const double> slots, int level, double scale)
{
    const double limit = largestEncodable(params, level, scale);
    double largest = 0.0;
    for (const double slot : slots) {
        if (!std::isfinite(slot)) {
            return base::Error{base::ErrorCode::InvalidArgument, "a slot to be encoded is not a finite number"};
        }
        if (!(std::abs(slot) < limit)) {
            return tooLarge(params, slot, level, limit);
        }
        largest = std::max(largest, std::abs(slot));
    }
    return largest;
}

math::CoefficientPoly encodeBounded(const Context& context, const std::shared_ptr<math::PolyPool>& pool,
                                    std::span<const double> slots, double bound, int level, double scale)
{
    const Params& params = context.params();
    CG_EXPECTS(slots.size() <= params.slotCount());
    CG_EXPECTS(bound < largestEncodable(params, level, scale));
    math::CoefficientPoly integers(pool, params.degree(), 1);
    math::CoefficientPoly scratch(pool, params.degree(), 1);
    context.embedding().toCoefficients(slots, integers.limb(0), scratch.limb(0));
    for (double& coefficient : integers.limb(0)) {
        coefficient = rounded(coefficient * scale);
    }
    // No coefficient is larger than the largest slot; twice that has room for rounding.
    const auto reduce = 2 * bound * scale <= kLargestExact ? math::reduceInto : math::reduceWideInto;
    math::CoefficientPoly residues(pool, params.degree(), params.limbs(level));
    base::TaskPool::shared().forEach(residues.limbs(), [&](std::size_t i) {
        reduce(integers.limb(0), context.basis().modulus(i), residues.limb(i));
    });
    return residues;
}

base::Result<math::EvaluationPoly> encode(const Context& context, std::span<const double> slots, int level,
                                          double scale)
{
    CG_TRY(const double bound, encodableBound(context.params(), slots, level, scale));
    return math::toEvaluation(encodeBounded(context, context.pool(), slots, bound, level, scale), context.basis());
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
