#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_points.h"

#include <QString>

#include <vector>

namespace cg::ui {

/// A stretch of an axis, in values.
struct ChartRange {
    double low = 0.0;
    double high = 1.0;

    friend bool operator==(const ChartRange&, const ChartRange&) = default;
};

/// A mark on an axis: where, as a value, and what is written there.
struct ChartTick {
    double value = 0.0;
    QString label;

    friend bool operator==(const ChartTick&, const ChartTick&) = default;
};

/// The smallest of 1, 2, 5 · 10^n that parts `range` into at most `most` (≥ 1) steps.
[[nodiscard]] double niceStep(const ChartRange& range, int most);
/// The range made wider until its ends are whole steps (whole decades on a logarithmic axis). Never empty.
[[nodiscard]] ChartRange niceRange(const ChartRange& range, const ChartAxis& axis, int most);
/// Round values inside the range, at most `most` + 1 (≥ 2): whole steps, or decades.
[[nodiscard]] std::vector<ChartTick> ticksOf(const ChartRange& range, const ChartAxis& axis, int most);
/// The end of an axis that must show `value` (> 0): the first of `least`·1.5^n that does, so that the axis stands still
/// for a while after each growth.
[[nodiscard]] double steppedEnd(double value, double least);

} // namespace cg::ui
