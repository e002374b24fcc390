// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/alignment.h"

#include "base/contract.h"

#include <algorithm>
#include <cmath>

namespace cg::he::ckks {

namespace {

constexpr double kLargestScaleDrift = 64.0; // bits
constexpr double kSameScale = 0x1p-40;
constexpr double kLargestRepeat = 0x1p20;      // room in the modulus that a whole-numbered factor may take
constexpr double kLargestCorrection = 0x1p100; // far above a level's primes, and below what has exact residues
constexpr double kLargestTakenUp = 0x1p24;     // beyond it a factor would lose too many bits, or wrap

bool dropsTo(const Position& position, int level)
{
    return position.level > level;
}

/// Whether a factor that drops anyway may take up what the other one has absorbed.
bool isModest(double ratio)
{
    return ratio < kLargestTakenUp && ratio * kLargestTakenUp > 1.0;
}

/// The scale that all products at a level are to have: that of a pair that is bound to it, since neither factor drops
/// to the level, else that of the level.
double productScale(const Params& params, std::span<const std::pair<Position, Position>> factors, int level)
{
    for (const auto& [a, b] : factors) {
        if (!dropsTo(a, level) && !dropsTo(b, level)) {
            return a.scale * b.scale;
        }
    }
    const double own = params.levelScale(level) * params.levelScale(level);
    const double kept =
        droppedTo(params, factors.front().first, level).scale * droppedTo(params, factors.front().second, level).scale;
    return isModest(kept / own) ? own : kept;
}

/// Where two factors are to be brought for a product of the wanted scale; nothing where they cannot be.
std::optional<std::pair<Position, Position>> broughtTogether(const Params& params, const Position& first,
                                                             const Position& second, int level, double scale)
{
    const Position a = droppedTo(params, first, level);
    const Position b = droppedTo(params, second, level);
    if (isSameScale(a.scale * b.scale, scale)) {
        return std::pair{a, b};
    }
    const Position correctedA{level, scale / b.scale};
    const Position correctedB{level, scale / a.scale};
    if (dropsTo(first, level) && dropsTo(second, level)) {
        const double own = params.levelScale(level);
        const Position rest{level, scale / own};
        if (adjustmentBetween(params, first, {level, own}) && adjustmentBetween(params, second, rest)) {
            return std::pair{Position{level, own}, rest};
        }
        return std::nullopt;
    }
    if (adjustmentBetween(params, first, correctedA)) {
        return std::pair{correctedA, b};
    }
    if (adjustmentBetween(params, second, correctedB)) {
        return std::pair{a, correctedB};
    }
    return std::nullopt;
}

std::optional<ProductPlan> planAt(const Params& params, std::span<const std::pair<Position, Position>> factors,
                                  int level, base::Scratch& scratch)
{
    ProductPlan plan{level, scratch.roomFor<std::pair<Position, Position>>(factors.size())};
    const double scale = productScale(params, factors, level);
    for (const auto& [first, second] : factors) {
        const auto brought = broughtTogether(params, first, second, level, scale);
        if (!brought) {
            return std::nullopt;
        }
        plan.factors.push_back(*brought);
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
    if (!(factor >= 1.0 && factor <= kLargestCorrection)) {
        return std::nullopt; // scales from a foreign file
    }
    return Adjustment{Adjustment::Kind::Correct, factor, std::abs(factor / exact - 1.0)};
}

Position droppedTo(const Params& params, Position from, int level)
{
    const int to = std::min(from.level, level);
    return {to, from.scale * (params.levelScale(to) / params.levelScale(from.level))};
}

std::optional<Position> meetingPoint(const Params& params, Position a, Position b)
{
    const auto ifReached = [&](Position meeting) {
        const bool reached = adjustmentBetween(params, a, meeting) && adjustmentBetween(params, b, meeting);
        return reached ? std::optional(meeting) : std::nullopt;
    };
    if (a.level != b.level) {
        return ifReached(a.level < b.level ? a : b);
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
    return ifReached(droppedTo(params, distance(a) <= distance(b) ? a : b, a.level - 1));
}

std::optional<ProductPlan> planProducts(const Params& params, std::span<const std::pair<Position, Position>> factors,
                                        base::Scratch& scratch)
{
    CG_EXPECTS(!factors.empty());
    int level = params.topLevel();
    for (const auto& [a, b] : factors) {
        level = std::min({level, a.level, b.level});
    }
    // One level lower every factor can be corrected on its way.
    for (int at = level; at >= std::max(level - 1, 1); --at) {
        if (auto plan = planAt(params, factors, at, scratch)) {
            return plan;
        }
    }
    return std::nullopt;
}

} // namespace cg::he::ckks
