// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/loss_chart.h"

#include "ui/charts/chart_view.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

/// Lower losses are of no interest, and nought has no logarithm.
constexpr double kLossFloor = 1e-6;
constexpr double kLeastSteps = 10;
constexpr int kControlHeight = 24;
constexpr double kCurveWidth = 3.0;
constexpr qsizetype kMostFloorMarks = 60;

/// The curve, with its last value beside its end and a mark where it lies on the floor.
class LossPlot : public ChartView {
public:
    LossPlot(Role role, QWidget* parent) : ChartView(parent), m_role(role)
    {
        addLine({LossChart::tr("loss"), role, kCurveWidth});
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
        painter.setBrush(Theme::of(*this).color(m_role));
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
        const QString text = lossText(last.y());
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

    Role m_role;
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
    Parts(LossChart& chart, Role role)
        : plot(makeChild<LossPlot>(&chart, role)),
          linear(makeButton<QRadioButton>(QStringLiteral("lossLinear"), tr("Linear"), tr("Loss on a linear axis"),
                                          &chart)),
          logarithmic(makeButton<QRadioButton>(QStringLiteral("lossLogarithmic"), tr("Log"),
                                               tr("Loss on a logarithmic axis"), &chart)),
          table(makeButton<QToolButton>(QStringLiteral("lossTable"), tr("Table"), tr("Show the losses as a table"),
                                        &chart)),
          controls(makeChild<QWidget>(&chart))
    {
        auto* scales = makeChild<QButtonGroup>(&chart);
        auto* row = makeChild<QHBoxLayout>(controls);
        row->setContentsMargins(0, 0, 0, 0);
        for (QRadioButton* button : {linear, logarithmic}) {
            scales->addButton(button);
            row->addWidget(button);
        }
        row->addWidget(table);
        linear->setChecked(true);
        auto* layout = makeChild<QVBoxLayout>(&chart);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(plot);
    }

    LossPlot* plot; // a child of the chart
    QRadioButton* linear;
    QRadioButton* logarithmic;
    QToolButton* table;
    QWidget* controls; ///< the three of them, wherever they were put
};

LossChart::LossChart(Source source, QWidget* parent)
    : QWidget(parent),
      m_parts(std::make_unique<Parts>(*this, source == Source::Opened ? Role::Opened : Role::Text)),
      m_source(source)
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

QWidget* LossChart::controls() const
{
    return m_parts->controls;
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
    const bool isOpened = m_source == Source::Opened;
    if (points.isEmpty()) {
        return isOpened ? tr("Loss: nothing is opened.") : tr("Loss: nothing yet.");
    }
    const double first = points.front().y();
    const double last = points.back().y();
    const QString change = last < first ? tr("from %1 down to %2") : tr("from %1 up to %2");
    const QString all = isOpened ? tr("Loss, opened values, %1 steps, %2.") : tr("Loss, %1 steps, %2.");
    return all.arg(countText(static_cast<std::uint64_t>(points.back().x())),
                   points.size() == 1 ? lossText(last) : change.arg(lossText(first), lossText(last)));
}

} // namespace cg::ui
