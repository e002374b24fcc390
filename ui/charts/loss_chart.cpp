// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/loss_chart.h"

#include "ui/charts/chart_view.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QAction>
#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

/// Lower losses are of no interest, and nought has no logarithm.
constexpr double kLossFloor = 1e-6;
constexpr double kLeastSteps = 10;
constexpr int kControlHeight = 28;
constexpr double kCurveWidth = 3.0;
constexpr qsizetype kMostFloorMarks = 60;

/// The curve, with its last value beside its end and a mark where it lies on the floor.
class LossPlot : public ChartView {
public:
    explicit LossPlot(QWidget* parent) : ChartView(parent)
    {
        addLine({LossChart::tr("loss"), Role::Opened, kCurveWidth});
    }

    void setScale(ChartScale scale)
    {
        m_axis = {scale, kLossFloor};
        arrange();
    }
    void showPoints(const QList<QPointF>& points)
    {
        showLine(0, points);
        arrange();
    }

protected:
    void paintOver(QPainter& painter) override
    {
        const QList<QPointF>& points = valuesOf(0);
        if (points.isEmpty()) {
            return;
        }
        paintFloorMarks(painter);
        paintLastValue(painter, points.back());
    }

private:
    void arrange()
    {
        const QList<QPointF>& points = valuesOf(0);
        double high = 0;
        double low = HUGE_VAL;
        for (const QPointF& point : points) {
            if (std::isfinite(point.y())) {
                high = std::max(high, std::min(point.y(), ChartSeriesFeeder::kCeiling));
                low = std::min(low, std::max(point.y(), kLossFloor));
            }
        }
        const double lastStep = points.isEmpty() ? 0 : points.back().x();
        const bool isLogarithmic = m_axis.scale == ChartScale::Logarithmic;
        constexpr int kMostSteps = 4;
        const ChartRange range =
            high > 0 ? ChartRange{isLogarithmic ? low : 0, high} : ChartRange{isLogarithmic ? 0.1 : 0, 1};
        setSides({LossChart::tr("step"), {}, {0, std::ceil(steppedEnd(lastStep, kLeastSteps))}, kMostSteps},
                 {{}, m_axis, niceRange(range, m_axis, kMostSteps), kMostSteps});
    }

    /// ▽ where the loss lies below the logarithmic axis.
    void paintFloorMarks(QPainter& painter) const
    {
        constexpr double kHalf = 4;
        QList<QPointF> below;
        for (const QPointF& point : valuesOf(0)) {
            if (m_axis.isBelowFloor(point.y())) {
                below << point;
            }
        }
        const qsizetype stride = below.size() / kMostFloorMarks + 1;
        painter.setPen(QPen(Theme::of(*this).color(Role::Text), 1));
        painter.setBrush(Theme::of(*this).color(Role::Opened));
        for (qsizetype i = 0; i < below.size(); i += stride) {
            const QPointF foot = pixelOf(below[i]);
            painter.drawPolygon(
                QPolygonF{{foot, foot + QPointF(-kHalf, -2 * kHalf), foot + QPointF(kHalf, -2 * kHalf)}});
        }
    }

    void paintLastValue(QPainter& painter, QPointF last) const
    {
        QFont large = font();
        constexpr double kLarger = 1.3;
        large.setPointSizeF(large.pointSizeF() * kLarger);
        large.setBold(true);
        painter.setFont(large);
        painter.setPen(Theme::of(*this).color(Role::Text));
        const QFontMetricsF metrics(large);
        const QString text = numberText(last.y());
        const QRectF plot = plotRect();
        const double width = metrics.horizontalAdvance(text);
        const double y = std::isfinite(last.y()) ? pixelOf(last).y() : plot.top();
        double left = pixelOf(last).x() + 6;
        double baseline = y + metrics.ascent() / 2 - 2;
        if (left + width > plot.right()) {
            left = plot.right() - width;
            baseline = y - 6 < plot.top() + metrics.ascent() ? y + metrics.ascent() + 6 : y - 6;
        }
        painter.drawText(QPointF(left, std::clamp(baseline, plot.top() + metrics.ascent(), plot.bottom() - 2)), text);
    }

    ChartAxis m_axis{ChartScale::Linear, kLossFloor};
};

template <typename Button>
Button* makeButton(const QString& objectName, const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = makeChild<Button>(parent);
    button->setObjectName(objectName);
    button->setText(text);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    button->setMinimumSize(kControlHeight, kControlHeight);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

struct LossChart::Parts {
    explicit Parts(LossChart& chart)
        : plot(makeChild<LossPlot>(&chart)),
          linear(makeButton<QRadioButton>(QStringLiteral("lossLinear"), tr("Linear"), tr("Loss on a linear axis"),
                                          &chart)),
          logarithmic(makeButton<QRadioButton>(QStringLiteral("lossLogarithmic"), tr("Log"),
                                               tr("Loss on a logarithmic axis"), &chart)),
          table(makeButton<QToolButton>(QStringLiteral("lossTable"), tr("Table"), tr("Show the losses as a table"),
                                        &chart))
    {
        auto* scales = makeChild<QButtonGroup>(&chart);
        auto* controls = makeLayout<QHBoxLayout>();
        controls->addStretch();
        for (QRadioButton* button : {linear, logarithmic}) {
            scales->addButton(button);
            controls->addWidget(button);
        }
        controls->addWidget(table);
        linear->setChecked(true);
        // The controls lie over the upper right corner, where a loss that falls leaves room.
        auto* layout = makeChild<QGridLayout>(&chart);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(plot, 0, 0);
        layout->addLayout(controls, 0, 0, Qt::AlignTop | Qt::AlignRight);
    }

    LossPlot* plot; // these four are children of the chart
    QRadioButton* linear;
    QRadioButton* logarithmic;
    QToolButton* table;
};

LossChart::LossChart(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(*this))
{
    setObjectName(QStringLiteral("lossChart"));
    setAccessibleName(tr("Loss"));
    m_parts->plot->setObjectName(QStringLiteral("lossPlot"));
    m_parts->plot->setAccessibleName(tr("Loss, opened values"));
    connect(m_parts->linear, &QRadioButton::clicked, this, [this] { setScale(Scale::Linear); });
    connect(m_parts->logarithmic, &QRadioButton::clicked, this, [this] { setScale(Scale::Logarithmic); });
    connect(m_parts->table, &QToolButton::clicked, m_parts->plot->tableAction(), &QAction::trigger);
    showLosses({});
}

LossChart::~LossChart() = default;

void LossChart::showLosses(const std::vector<LossPoint>& losses)
{
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(losses.size()));
    for (const LossPoint& loss : losses) {
        points << QPointF(static_cast<double>(loss.step), loss.loss);
    }
    m_parts->plot->showPoints(points);
    m_parts->table->setEnabled(!points.isEmpty());
    const QString twin = textTwin();
    m_parts->plot->setTextTwin(twin);
    setAccessibleDescription(twin);
}

void LossChart::setScale(Scale scale)
{
    const bool isLinear = scale == Scale::Linear;
    (isLinear ? m_parts->linear : m_parts->logarithmic)->setChecked(true);
    m_parts->plot->setScale(isLinear ? ChartScale::Linear : ChartScale::Logarithmic);
}

QString LossChart::textTwin() const
{
    const QList<QPointF>& points = m_parts->plot->valuesOf(0);
    if (points.isEmpty()) {
        return tr("Loss: nothing is opened.");
    }
    const double first = points.front().y();
    const double last = points.back().y();
    const QString change = last < first ? tr("from %1 down to %2") : tr("from %1 up to %2");
    return tr("Loss, opened values, %1 steps, %2.")
        .arg(countText(static_cast<std::uint64_t>(points.back().x())),
             points.size() == 1 ? numberText(last) : change.arg(numberText(first), numberText(last)));
}

} // namespace cg::ui
