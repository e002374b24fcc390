// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_points.h"

#include "base/contract.h"

#include <QXYSeries>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

bool isLower(const QPointF& a, const QPointF& b)
{
    return a.y() < b.y();
}

QList<QPointF> finiteOf(const QList<QPointF>& points)
{
    QList<QPointF> finite;
    finite.reserve(points.size());
    std::copy_if(points.begin(), points.end(), std::back_inserter(finite),
                 [](const QPointF& point) { return std::isfinite(point.x()) && std::isfinite(point.y()); });
    return finite;
}

} // namespace

QList<QPointF> decimated(const QList<QPointF>& points, qsizetype most)
{
    CG_EXPECTS(most >= 4);
    const QList<QPointF> finite = finiteOf(points);
    if (finite.size() <= most) {
        return finite;
    }
    // First and last are kept apart, so that the curve begins and ends where it does.
    const qsizetype inner = finite.size() - 2;
    const qsizetype buckets = (most - 2) / 2;
    QList<QPointF> kept{finite.front()};
    kept.reserve(most);
    for (qsizetype bucket = 0; bucket < buckets; ++bucket) {
        const auto first = finite.begin() + 1 + bucket * inner / buckets;
        const auto last = finite.begin() + 1 + (bucket + 1) * inner / buckets;
        const auto [lowest, highest] = std::minmax_element(first, last, isLower);
        kept << *std::min(lowest, highest);
        if (lowest != highest) {
            kept << *std::max(lowest, highest);
        }
    }
    kept << finite.back();
    return kept;
}

double ChartAxis::positionOf(double value) const
{
    if (scale == ChartScale::Linear) {
        return value;
    }
    return std::log10(isBelowFloor(value) ? floor : value);
}

double ChartAxis::valueAt(double position) const
{
    return scale == ChartScale::Linear ? position : std::pow(10.0, position);
}

void ChartSeriesFeeder::feed(const QList<QPointF>& points, const ChartAxis& x, const ChartAxis& y)
{
    QList<QPointF> positions = decimated(points, kMostPoints);
    for (QPointF& point : positions) {
        const double value = std::clamp(point.y(), -kCeiling, kCeiling);
        point = QPointF(x.positionOf(point.x()), y.positionOf(value));
    }
    m_series.replace(positions);
}

} // namespace cg::ui
