// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/function_chart.h"

#include "ui/text/format.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::ui {

namespace {

using model::Approximation;
using model::Function;

constexpr int kCurvePoints = 401;
constexpr double kHandleRadius = 7;
constexpr double kHandleReach = 16; ///< so near a handle the mouse takes it
constexpr double kErrorFloor = 1e-6;
constexpr double kErrorCeiling = 1e2;
constexpr double kMarkSize = 5;

Role roleOf(Approximation approximation)
{
    switch (approximation) {
    case Approximation::Taylor:
        return Role::ClassA;
    case Approximation::LeastSquares:
        return Role::Budget;
    case Approximation::Chebyshev:
        return Role::ClassB;
    default:
        return Role::Focus;
    }
}

/// "T3", at the end of a curve.
QString shortNameOf(const Candidate& candidate)
{
    static const std::array<QString, 5> letters{QString(), QStringLiteral("T"), QStringLiteral("L"),
                                                QStringLiteral("C"), QStringLiteral("M")};
    return letters.at(static_cast<std::size_t>(candidate.approximation)) + QString::number(candidate.degree);
}

ChartRange shownValuesOf(Function function, double radius)
{
    if (function == Function::Sigmoid) {
        return {-0.5, 1.5};
    }
    if (function == Function::Tanh) {
        return {-2.0, 2.0};
    }
    constexpr double kMostShown = 3.0;
    const ChartAxis linear;
    return niceRange({-1.0, std::exp(std::min(radius, kMostShown)) * 1.2}, linear, 4);
}

double reachFor(double radius)
{
    constexpr double kMargin = 1.2;
    for (const double reach : {2.0, 5.0, 10.0}) {
        if (radius * kMargin <= reach) {
            return reach;
        }
    }
    return 20.0;
}

} // namespace

FunctionChart::FunctionChart(Curves curves, QWidget* parent) : ChartView(parent), m_curves(curves)
{
    const bool isValues = curves == Curves::Values;
    setObjectName(isValues ? QStringLiteral("functionChart") : QStringLiteral("errorChart"));
    setAccessibleName(isValues ? tr("The function and its polynomials") : tr("Errors of the polynomials"));
    setPlotMargins(kPlotLeft, kPlotRight);
    setMouseTracking(true);
    for (const Approximation approximation :
         {Approximation::Taylor, Approximation::LeastSquares, Approximation::Chebyshev, Approximation::Minimax}) {
        for (int degree = 1; degree <= model::kMaxActivationDegree; ++degree) {
            Candidate candidate;
            candidate.approximation = approximation;
            candidate.degree = degree;
            constexpr double kPalest = 0.45;
            const double strength = kPalest + (1 - kPalest) * degree / model::kMaxActivationDegree;
            addLine({nameOf(candidate), roleOf(approximation), 2.0, strength});
        }
    }
    if (isValues) {
        constexpr double kThick = 3.5;
        addLine({tr("true function"), Role::Text, kThick});
    }
}

std::size_t FunctionChart::lineOf(const Candidate& candidate)
{
    const auto kind = static_cast<std::size_t>(candidate.approximation) - 1;
    return kind * model::kMaxActivationDegree + static_cast<std::size_t>(candidate.degree) - 1;
}

void FunctionChart::showFunction(Function function, double radius, const std::vector<Candidate>& shown)
{
    m_function = function;
    m_radius = radius;
    m_shown = shown;
    if (!m_isDragging) {
        m_reach = reachFor(radius);
        m_values = shownValuesOf(function, radius);
    }
    arrangeSides();
    showCurves();
    setTextTwin(twin());
    resetCachedContent();
    viewport()->update();
}

void FunctionChart::arrangeSides()
{
    constexpr int kMostSteps = 4;
    const Side x{{}, {}, {-m_reach, m_reach}, 8};
    if (m_curves == Curves::Values) {
        setSides(x, {{}, {}, m_values, kMostSteps});
    } else {
        setSides(x, {{}, {ChartScale::Logarithmic, kErrorFloor}, {kErrorFloor, kErrorCeiling}, kMostSteps});
    }
}

void FunctionChart::showCurves()
{
    const auto curveOf = [this](auto&& valueAt) {
        QList<QPointF> points;
        points.reserve(kCurvePoints);
        for (int i = 0; i < kCurvePoints; ++i) {
            const double x = m_reach * (2.0 * i / (kCurvePoints - 1) - 1.0);
            points << QPointF(x, valueAt(x));
        }
        return points;
    };
    // Far outside the plot the height of a point does not matter, but huge numbers would cost the painter digits.
    const double span = m_values.high - m_values.low;
    std::vector<bool> isUsed(kCandidateKinds * model::kMaxActivationDegree, false);
    for (const Candidate& candidate : m_shown) {
        const auto& polynomial = candidate.activation->polynomial();
        isUsed.at(lineOf(candidate)) = true;
        showLine(lineOf(candidate), curveOf([&](double x) {
                     return m_curves == Curves::Values
                                ? std::clamp(polynomial(x), m_values.low - span, m_values.high + span)
                                : std::min(std::abs(polynomial(x) - model::evaluate(m_function, x)), kErrorCeiling);
                 }));
    }
    for (std::size_t line = 0; line < isUsed.size(); ++line) {
        if (!isUsed[line]) {
            showLine(line, {});
        }
    }
    if (m_curves == Curves::Values) {
        showLine(isUsed.size(),
                 curveOf([&](double x) { return std::min(model::evaluate(m_function, x), m_values.high + span); }));
    }
}

QString FunctionChart::twin() const
{
    QStringList parts;
    for (const Candidate& candidate : m_shown) {
        parts << tr("%1 %2").arg(nameOf(candidate), numberText(candidate.largestError));
    }
    const QString errors = parts.isEmpty() ? tr("no polynomial is drawn") : parts.join(QStringLiteral(", "));
    return tr("Largest errors on ±%1: %2.").arg(numberText(m_radius), errors);
}

QPointF FunctionChart::handle() const
{
    return {pixelOf({m_radius, m_values.low}).x(), plotRect().center().y()};
}

bool FunctionChart::isOnHandle(QPointF pixel) const
{
    const double right = handle().x();
    const double left = plotRect().left() + plotRect().right() - right;
    return std::min(std::abs(pixel.x() - right), std::abs(pixel.x() - left)) <= kHandleReach;
}

void FunctionChart::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_isDragging = event->button() == Qt::LeftButton && isOnHandle(event->position());
    event->accept();
}

void FunctionChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_isDragging) {
        const double radius = offeredRadius(std::min(std::abs(valueAt(event->position()).x()), m_reach));
        if (radius != m_radius) {
            Q_EMIT radiusChosen(radius);
        }
    }
    viewport()->setCursor(m_isDragging || isOnHandle(event->position()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
    event->accept();
}

void FunctionChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (std::exchange(m_isDragging, false)) {
        Q_EMIT radiusChosen(m_radius); // the axes may fit themselves to it now
    }
    event->accept();
}

void FunctionChart::keyPressEvent(QKeyEvent* event)
{
    constexpr double kSmallStep = 0.1;
    constexpr double kLargeStep = 1.0;
    double radius = m_radius;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        radius += kSmallStep;
        break;
    case Qt::Key_Left:
    case Qt::Key_Down:
        radius -= kSmallStep;
        break;
    case Qt::Key_PageUp:
        radius += kLargeStep;
        break;
    case Qt::Key_PageDown:
        radius -= kLargeStep;
        break;
    default:
        ChartView::keyPressEvent(event);
        return;
    }
    event->accept();
    Q_EMIT radiusChosen(offeredRadius(radius));
}

void FunctionChart::paintUnder(QPainter& painter)
{
    const QRectF plot = plotRect();
    const double right = handle().x();
    const double left = plot.left() + plot.right() - right;
    QColor band = Theme::of(*this).color(Role::Budget);
    constexpr int kBandOpacity = 28;
    band.setAlpha(kBandOpacity);
    painter.fillRect(QRectF(QPointF(left, plot.top()), QPointF(right, plot.bottom())), band);
}

void FunctionChart::paintOver(QPainter& painter)
{
    painter.save();
    painter.setFont(font());
    if (m_curves == Curves::Values) {
        painter.setClipRect(plotRect().adjusted(0, -kMarkSize, kPlotRight, 0));
        paintMarks(painter);
        paintNames(painter);
        painter.setClipping(false);
    }
    paintHandles(painter);
    painter.restore();
}

void FunctionChart::paintHandles(QPainter& painter) const
{
    const Theme& theme = Theme::of(*this);
    const QRectF plot = plotRect();
    const double right = handle().x();
    for (const double x : {plot.left() + plot.right() - right, right}) {
        painter.setPen(QPen(theme.color(Role::Focus), 1.5));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setBrush(theme.color(Role::Panel));
        painter.drawEllipse(QPointF(x, plot.center().y()), kHandleRadius, kHandleRadius);
    }
    if (m_curves == Curves::Values) {
        const QFontMetricsF metrics(font());
        const QString label = tr("R = %1").arg(numberText(m_radius));
        const double left = std::min(right + 4, plot.right() - metrics.horizontalAdvance(label));
        painter.setPen(theme.color(Role::Text));
        painter.drawText(QPointF(left, plot.bottom() - 4), label);
    }
}

/// ◆ where a polynomial stops rising, ▲ where it leaves the values of the function; on both sides.
void FunctionChart::paintMarks(QPainter& painter) const
{
    const Theme& theme = Theme::of(*this);
    for (const Candidate& candidate : m_shown) {
        const auto& polynomial = candidate.activation->polynomial();
        painter.setPen(QPen(theme.color(Role::Text), 1));
        painter.setBrush(theme.color(roleOf(candidate.approximation)));
        for (const double side : {-1.0, 1.0}) {
            if (candidate.stopsRising) {
                const double x = side * *candidate.stopsRising;
                const QPointF at = pixelOf({x, polynomial(x)});
                painter.drawPolygon(QPolygonF{{at + QPointF(0, -kMarkSize), at + QPointF(kMarkSize, 0),
                                               at + QPointF(0, kMarkSize), at + QPointF(-kMarkSize, 0)}});
            }
            if (candidate.leaves) {
                const double x = side * *candidate.leaves;
                const QPointF at = pixelOf({x, polynomial(x)});
                painter.drawPolygon(QPolygonF{{at + QPointF(0, -kMarkSize), at + QPointF(kMarkSize, kMarkSize),
                                               at + QPointF(-kMarkSize, kMarkSize)}});
            }
        }
    }
}

/// Each curve's short name where it leaves the plot on the right, where no other name stands.
void FunctionChart::paintNames(QPainter& painter) const
{
    const Theme& theme = Theme::of(*this);
    const QFontMetricsF metrics(font());
    std::vector<QRectF> taken;
    painter.setPen(theme.color(Role::Text));
    for (const Candidate& candidate : m_shown) {
        const QList<QPointF>& points = valuesOf(lineOf(candidate));
        const auto isInside = [this](const QPointF& point) {
            return point.y() > m_values.low && point.y() < m_values.high;
        };
        // From the middle outwards: the first place where the curve leaves the plot.
        const auto middle = points.begin() + points.size() / 2;
        const auto end = std::find_if_not(middle, points.end(), isInside);
        if (end == middle) {
            continue;
        }
        const QString name = shortNameOf(candidate);
        QRectF box = metrics.boundingRect(name).adjusted(-2, -1, 2, 1);
        QPointF corner = pixelOf(*(end - 1)) + QPointF(-box.width() - 3, -box.height() / 2);
        corner.setY(std::clamp(corner.y(), plotRect().top(), plotRect().bottom() - 2 * box.height()));
        box.moveTopLeft(corner);
        const auto isTaken = [&box, &taken] {
            return std::any_of(taken.begin(), taken.end(),
                               [&box](const QRectF& other) { return other.intersects(box); });
        };
        while (isTaken() && box.left() > plotRect().center().x()) {
            box.translate(-box.width(), 0);
        }
        painter.fillRect(box, theme.color(Role::Panel));
        painter.drawText(box, Qt::AlignCenter, name);
        taken.push_back(box);
    }
}

} // namespace cg::ui
