// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/alignment.h"

#include "base/contract.h"

#include <algorithm>
#include <cmath>

namespace cg::he::ckks {

namespace {

constexpr double kLargestScaleDrift = 64.0; // bits
constexpr double kSameScale = 0x1p-40;
constexpr double kLargestRepeat = 0x1p20; // room in the modulus that a whole-numbered factor may take

std::optional<ProductPlan> planAt(const Params& params, std::span<const std::pair<Position, Position>> factors,
                                  int level)
{
    ProductPlan plan{level, {}};
    double scale = 0.0;
    for (const auto& [first, second] : factors) {
        Position a = droppedTo(params, first, level);
        Position b = droppedTo(params, second, level);
        scale = plan.factors.empty() ? a.scale * b.scale : scale;
        if (!isSameScale(a.scale * b.scale, scale)) {
            const Position correctedA{level, scale / b.scale};
            const Position correctedB{level, scale / a.scale};
            if (adjustmentBetween(params, first, correctedA)) {
                a = correctedA;
            } else if (adjustmentBetween(params, second, correctedB)) {
                b = correctedB;
            } else {
                return std::nullopt;
            }
        }
        plan.factors.emplace_back(a, b);
    }
    return plan;
}

} // namespace

bool isAdmissibleScale(const Params& params, double scale)
{
    return scale > 0.0 && std::abs(std::log2(scale / params.scale())) <= kLargestScaleDrift;
}

bool isSameScale(double a, double b)
{
    return std::abs(a - b) <= kSameScale * b;
}

std::optional<Adjustment> adjustmentBetween(const Params& params, Position from, Position to)
{
    if (isSameScale(from.scale, to.scale) && from.level >= to.level) {
        return Adjustment{from.level == to.level ? Adjustment::Kind::None : Adjustment::Kind::Drop};
    }
    const double ratio = to.scale / from.scale;
    if (from.level == to.level) {
        const double whole = std::nearbyint(ratio);
        if (whole < 2 || whole > kLargestRepeat || !isSameScale(ratio, whole)) {
            return std::nullopt;
        }
        return Adjustment{Adjustment::Kind::Repeat, whole};
    }
    if (from.level < to.level) {
        return std::nullopt;
    }
    const double exact = ratio * params.groupModulus(to.level + 1);
    const double factor = std::nearbyint(exact);
    return Adjustment{Adjustment::Kind::Correct, factor, std::abs(factor / exact - 1.0)};
}

Position droppedTo(const Params& params, Position from, int level)
{
    const int to = std::min(from.level, level);
    return {to, from.scale * (params.levelScale(to) / params.levelScale(from.level))};
}

std::optional<Position> meetingPoint(const Params& params, Position a, Position b)
{
    if (a.level != b.level) {
        return a.level < b.level ? a : b;
    }
    const Position& larger = a.scale < b.scale ? b : a;
    const Position& smaller = a.scale < b.scale ? a : b;
    if (adjustmentBetween(params, smaller, larger)) {
        return larger;
    }
    if (a.level == 0) {
        return std::nullopt;
    }
    const auto distance = [&](const Position& p) { return std::abs(std::log2(p.scale / params.levelScale(p.level))); };
    return droppedTo(params, distance(a) <= distance(b) ? a : b, a.level - 1);
}

std::optional<ProductPlan> planProducts(const Params& params, std::span<const std::pair<Position, Position>> factors)
{
    CG_EXPECTS(!factors.empty());
    int level = params.topLevel();
    for (const auto& [a, b] : factors) {
        level = std::min({level, a.level, b.level});
    }
    // One level lower every factor can be corrected on its way.
    for (int at = level; at >= std::max(level - 1, 1); --at) {
        if (auto plan = planAt(params, factors, at)) {
            return plan;
        }
    }
    return std::nullopt;
}

} // namespace cg::he::ckks
