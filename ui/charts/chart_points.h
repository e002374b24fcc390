#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QList>
#include <QPointF>

#include <cstdint>

class QXYSeries;

namespace cg::ui {

enum class ChartScale : std::uint8_t { Linear, Logarithmic };

/// At most `most` points (≥ 4) with the same outline: of each bucket of neighbours the lowest and the highest, in their
/// order; first and last stay. Points whose coordinates are no finite numbers are left out.
[[nodiscard]] QList<QPointF> decimated(const QList<QPointF>& points, qsizetype most);

/// One axis of a plot: turns values into positions on it and back. The logarithmic one is drawn by us, because one
/// value ≤ 0 makes Qt's own blank the whole line: values below `floor` (and all that is ≤ 0) lie on the floor.
struct ChartAxis {
    ChartScale scale = ChartScale::Linear;
    double floor = 1e-6; ///< of the logarithmic scale; > 0

    [[nodiscard]] double positionOf(double value) const;
    [[nodiscard]] double valueAt(double position) const;
    [[nodiscard]] bool isBelowFloor(double value) const { return scale == ChartScale::Logarithmic && !(value > floor); }
};

/// Hands points to a line of Qt Charts the one way that is fast enough: decimated, in one replace().
class ChartSeriesFeeder {
public:
    static constexpr qsizetype kMostPoints = 1000;
    /// Larger values are drawn here, so that a diverging curve cannot break the axis.
    static constexpr double kCeiling = 1e12;

    explicit ChartSeriesFeeder(QXYSeries& series) : m_series(series) {}
    /// `points` are values; the series gets positions on the axes.
    void feed(const QList<QPointF>& points, const ChartAxis& x, const ChartAxis& y);

private:
    QXYSeries& m_series; // of the chart, which outlives this object
};

} // namespace cg::ui
