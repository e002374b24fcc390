// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/growth_chart.h"

#include "ui/text/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

constexpr double kLeastSteps = 100;
constexpr double kBitsAround = 1.0;

} // namespace

GrowthChart::GrowthChart(QWidget* parent) : ChartView(parent)
{
    setObjectName(QStringLiteral("growthChart"));
    setAccessibleName(tr("Expected error of the weights over the steps"));
    addLine({tr("expected error (log₂)"), Role::Noise, 2.5});
    showGrowth({}, 0, {});
}

void GrowthChart::showGrowth(const std::vector<base::Log2>& expected, std::uint64_t steps, base::Log2 drift)
{
    m_steps = steps;
    m_drift = drift;
    QList<QPointF> points;
    for (const base::Log2 error : expected) {
        // σ(n) = σ(1)·√n, so that the number of steps can be read from the error.
        points << QPointF(std::round(std::exp2(2 * (error.bits() - expected.front().bits()))), error.bits());
    }
    const bool hasDrift = steps > 0 && !drift.isZero();
    double low = points.isEmpty() ? -20 : points.front().y();
    double high = points.isEmpty() ? -10 : points.back().y();
    double last = points.isEmpty() ? kLeastSteps : std::max(points.back().x(), kLeastSteps);
    if (hasDrift) {
        low = std::min(low, drift.bits());
        high = std::max(high, drift.bits());
        last = std::max(last, static_cast<double>(steps));
    }
    const ChartAxis stepAxis{ChartScale::Logarithmic, 1.0};
    constexpr int kMostBitSteps = 4;
    showLine(0, points);
    setSides({tr("steps"), stepAxis, {1.0, std::pow(10.0, std::ceil(std::log10(last)))}},
             {tr("bits"), {}, niceRange({low - kBitsAround, high + kBitsAround}, {}, kMostBitSteps), kMostBitSteps});
    setTextTwin(textTwin());
    viewport()->update();
}

QString GrowthChart::textTwin() const
{
    const QList<QPointF>& points = valuesOf(0);
    if (points.isEmpty()) {
        return tr("Expected error of the weights: no forecast.");
    }
    const auto bits = [](double value) { return QStringLiteral("2^%1").arg(value, 0, 'f', 1); };
    const auto steps = [](double count) { return countText(static_cast<std::uint64_t>(count)); };
    QString text =
        tr("Expected error of a weight: %1 after 1 step, %2 after %3 steps, growing as the root of the steps.")
            .arg(bits(points.front().y()), bits(points.back().y()), steps(points.back().x()));
    if (m_steps > 0 && !m_drift.isZero()) {
        text += u' ' + tr("Now, after %1 steps: %2.").arg(countText(m_steps), bits(m_drift.bits()));
    }
    return text;
}

void GrowthChart::paintOver(QPainter& painter)
{
    const Theme& theme = Theme::of(*this);
    const QRectF plot = plotRect();
    const QFontMetricsF metrics(font());
    painter.setFont(font());
    painter.setPen(theme.color(Role::DimText));
    if (!valuesOf(0).isEmpty()) {
        painter.drawText(plot.topLeft() + QPointF(6, metrics.ascent() + 2),
                         tr("expected error of a weight: σ · √steps"));
    }
    if (m_steps == 0 || m_drift.isZero()) {
        return;
    }
    constexpr double kRadius = 5;
    const QPointF now = pixelOf({static_cast<double>(m_steps), m_drift.bits()});
    painter.setPen(QPen(theme.color(Role::Text), 2));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawEllipse(now, kRadius, kRadius);
    const QString label = tr("now: %1").arg(bitsText(m_drift.bits()));
    const double width = metrics.horizontalAdvance(label);
    const double left = std::clamp(now.x() - width / 2, plot.left() + 2, plot.right() - width);
    const bool isLow = now.y() + kRadius + metrics.height() + 2 > plot.bottom();
    const double baseline = isLow ? now.y() - kRadius - 4 : now.y() + kRadius + metrics.ascent() + 2;
    painter.drawText(QPointF(left, baseline), label);
}

} // namespace cg::ui
