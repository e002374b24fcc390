// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_ticks.h"

#include "base/contract.h"
#include "ui/text/format.h"

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

/// Rounding must not lose a tick at the end of a range, nor widen a range that ends on a step.
constexpr double kSlack = 1e-9;

/// Decades from one labelled tick to the next.
int decadeStep(int low, int high, int most)
{
    return std::max(1, (high - low + most - 1) / most);
}

std::vector<ChartTick> decadeTicks(const ChartRange& range, const ChartAxis& axis, int most)
{
    const int low = static_cast<int>(std::ceil(axis.positionOf(range.low) - kSlack));
    const int high = static_cast<int>(std::floor(axis.positionOf(range.high) + kSlack));
    std::vector<ChartTick> ticks;
    for (int decade = low; decade <= high; decade += decadeStep(low, high, most)) {
        const double value = axis.valueAt(decade);
        ticks.push_back({value, numberText(value)});
    }
    return ticks;
}

} // namespace

double niceStep(const ChartRange& range, int most)
{
    CG_EXPECTS(most >= 1 && range.high > range.low);
    const double least = (range.high - range.low) / most;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - kSlack)) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

ChartRange niceRange(const ChartRange& range, const ChartAxis& axis, int most)
{
    if (axis.scale == ChartScale::Logarithmic) {
        const double low = std::floor(axis.positionOf(range.low) + kSlack);
        const double high = std::ceil(axis.positionOf(range.high) - kSlack);
        return {axis.valueAt(low), axis.valueAt(std::max(high, low + 1))};
    }
    ChartRange wide = range;
    if (!(wide.high > wide.low)) {
        const double half = std::max(std::abs(wide.low) / 2, 0.5);
        wide = {wide.low - half, wide.low + half};
    }
    const double step = niceStep(wide, most);
    return {std::floor(wide.low / step + kSlack) * step, std::ceil(wide.high / step - kSlack) * step};
}

std::vector<ChartTick> ticksOf(const ChartRange& range, const ChartAxis& axis, int most)
{
    if (axis.scale == ChartScale::Logarithmic) {
        return decadeTicks(range, axis, most);
    }
    const double step = niceStep(range, most);
    const auto first = static_cast<qint64>(std::ceil(range.low / step - kSlack));
    const auto last = static_cast<qint64>(std::floor(range.high / step + kSlack));
    std::vector<ChartTick> ticks;
    for (qint64 i = first; i <= last; ++i) {
        const double value = static_cast<double>(i) * step;
        ticks.push_back({value, numberText(value)});
    }
    return ticks;
}

double steppedEnd(double value, double least)
{
    CG_EXPECTS(least > 0);
    constexpr double kGrowth = 1.5;
    double end = least;
    while (end < value) {
        end *= kGrowth;
    }
    return end;
}

} // namespace cg::ui
