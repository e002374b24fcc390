// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QAction>
#include <QCategoryAxis>
#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QPainter>

#include <map>

namespace cg::ui {

namespace {

constexpr int kGridOpacity = 55;

void setTicks(QCategoryAxis& axis, const ChartView::Side& side)
{
    for (const QString& label : axis.categoriesLabels()) {
        axis.remove(label);
    }
    const double low = side.axis.positionOf(side.range.low);
    // A label belongs to the end of its category, so that the first one needs a beginning below it.
    axis.setStartValue(low - 1.0);
    for (const ChartTick& tick : ticksOf(side.range, side.axis, side.most)) {
        axis.append(tick.label, side.axis.positionOf(tick.value));
    }
    axis.setRange(low, side.axis.positionOf(side.range.high));
    axis.setTitleText(side.title);
    axis.setTitleVisible(!side.title.isEmpty());
}

bool isSame(const ChartView::Side& a, const ChartView::Side& b)
{
    return a.title == b.title && a.range == b.range && a.most == b.most && a.axis.scale == b.axis.scale &&
           a.axis.floor == b.axis.floor;
}

} // namespace

ChartView::ChartView(QWidget* parent) : QChartView(parent), m_tableAction(makeChild<QAction>(this, tr("Show as table")))
{
    setObjectName(QStringLiteral("chart"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins(QMargins(2, 10, 14, 2)); // labels at the ends of the axes reach beyond them
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_tableAction->setObjectName(QStringLiteral("showAsTable"));
    m_tableAction->setToolTip(tr("Shows the numbers of this plot as a table"));
    m_tableAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_T));
    m_tableAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_tableAction);
    connect(m_tableAction, &QAction::triggered, this, &ChartView::showTable);
    createAxes();
    applyTheme();
}

void ChartView::createAxes()
{
    m_xAxis = makeChild<QCategoryAxis>(chart());
    m_yAxis = makeChild<QCategoryAxis>(chart());
    chart()->addAxis(m_xAxis, Qt::AlignBottom);
    chart()->addAxis(m_yAxis, Qt::AlignLeft);
    for (QCategoryAxis* axis : {m_xAxis, m_yAxis}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
    }
    setTicks(*m_xAxis, m_x);
    setTicks(*m_yAxis, m_y);
}

std::size_t ChartView::addLine(const LineStyle& style)
{
    auto* series = makeChild<QLineSeries>(chart());
    series->setName(style.name);
    chart()->addSeries(series);
    series->attachAxis(m_xAxis);
    series->attachAxis(m_yAxis);
    m_lines.push_back({style, series, {}});
    applyTheme();
    return m_lines.size() - 1;
}

void ChartView::showLine(std::size_t line, const QList<QPointF>& values)
{
    Line& changed = m_lines.at(line);
    if (changed.values == values) {
        return;
    }
    changed.values = values;
    if (values.isEmpty() && m_dialog != nullptr) {
        m_dialog->forget();
    }
    if (isVisible() || values.isEmpty()) {
        applyLine(changed);
        return;
    }
    m_isBehind = true;
}

void ChartView::applyLine(Line& line)
{
    ChartSeriesFeeder(*line.series).feed(line.values, m_x.axis, m_y.axis);
    viewport()->update();
}

void ChartView::setSides(const Side& x, const Side& y)
{
    if (isSame(x, m_x) && isSame(y, m_y)) {
        return;
    }
    m_x = x;
    m_y = y;
    setTicks(*m_xAxis, m_x);
    setTicks(*m_yAxis, m_y);
    applyMargins();
    m_isBehind = true;
    if (isVisible()) {
        catchUp();
    }
}

void ChartView::catchUp()
{
    if (!m_isBehind) {
        return;
    }
    for (Line& line : m_lines) {
        applyLine(line);
    }
    m_isBehind = false;
}

void ChartView::setPlotMargins(int left, int right)
{
    m_plotMargins = QMargins(left, 0, right, 0);
    applyMargins();
}

void ChartView::applyMargins()
{
    if (!m_plotMargins) {
        return;
    }
    constexpr int kTop = 10;
    constexpr int kAroundLabels = 10;
    const int lines = m_x.title.isEmpty() || !m_xAxis->isTitleVisible() ? 1 : 2;
    const int bottom = lines * (QFontMetrics(font()).height() + kAroundLabels);
    chart()->setPlotArea(QRectF(rect()).adjusted(m_plotMargins->left(), kTop, -m_plotMargins->right(), -bottom));
    // The axes take their places when the layout is done, which a fixed plot area alone does not ask for.
    chart()->layout()->invalidate();
    chart()->layout()->activate();
}

void ChartView::setTextTwin(const QString& text)
{
    setAccessibleDescription(text);
    setToolTip(text);
}

ChartTable ChartView::table() const
{
    ChartTable table{{m_x.title}, {}};
    std::map<double, QStringList> rows;
    for (const Line& line : m_lines) {
        if (line.values.isEmpty()) {
            continue;
        }
        table.header << line.style.name;
        for (const QPointF& point : decimated(line.values, ChartSeriesFeeder::kMostPoints)) {
            QStringList& row = rows[point.x()];
            row.resize(table.header.size() - 1);
            row.back() = numberText(point.y());
        }
    }
    for (auto& [x, row] : rows) {
        row.resize(table.header.size() - 1);
        row.prepend(numberText(x));
        table.rows.push_back(row);
    }
    return table;
}

void ChartView::showTable()
{
    if (m_dialog == nullptr) {
        m_dialog = makeChild<ChartTableDialog>(this, accessibleName());
    }
    m_dialog->showTable(table());
}

QRectF ChartView::plotRect() const
{
    return chart()->plotArea();
}

QPointF ChartView::pixelOf(QPointF values) const
{
    const QRectF plot = plotRect();
    const double left = m_x.axis.positionOf(m_x.range.low);
    const double bottom = m_y.axis.positionOf(m_y.range.low);
    const double width = m_x.axis.positionOf(m_x.range.high) - left;
    const double height = m_y.axis.positionOf(m_y.range.high) - bottom;
    return {plot.left() + (m_x.axis.positionOf(values.x()) - left) / width * plot.width(),
            plot.bottom() - (m_y.axis.positionOf(values.y()) - bottom) / height * plot.height()};
}

QPointF ChartView::valueAt(QPointF pixel) const
{
    const QRectF plot = plotRect();
    const double left = m_x.axis.positionOf(m_x.range.low);
    const double bottom = m_y.axis.positionOf(m_y.range.low);
    const double width = m_x.axis.positionOf(m_x.range.high) - left;
    const double height = m_y.axis.positionOf(m_y.range.high) - bottom;
    return {m_x.axis.valueAt(left + (pixel.x() - plot.left()) / plot.width() * width),
            m_y.axis.valueAt(bottom + (plot.bottom() - pixel.y()) / plot.height() * height)};
}

void ChartView::applyTheme()
{
    const Theme& theme = Theme::of(*this);
    QColor grid = theme.color(Role::Line);
    grid.setAlpha(kGridOpacity);
    for (QCategoryAxis* axis : {m_xAxis, m_yAxis}) {
        axis->setLabelsFont(font());
        axis->setTitleFont(font());
        axis->setLabelsColor(theme.color(Role::Text));
        axis->setTitleBrush(theme.color(Role::DimText));
        axis->setLinePen(QPen(theme.color(Role::Line), 1));
        axis->setGridLinePen(QPen(grid, 1));
    }
    for (Line& line : m_lines) {
        QColor color = theme.color(line.style.role);
        color.setAlphaF(static_cast<float>(line.style.strength));
        QPen pen(color, line.style.width);
        pen.setJoinStyle(Qt::RoundJoin);
        line.series->setPen(pen);
    }
    viewport()->update();
}

void ChartView::paintEvent(QPaintEvent* event)
{
    QChartView::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    paintOver(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Theme::of(*this).color(Role::Focus), 2));
        painter.drawRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1));
    }
}

void ChartView::drawBackground(QPainter* painter, const QRectF& rect)
{
    painter->fillRect(rect, Theme::of(*this).color(Role::Panel));
    paintUnder(*painter);
}

void ChartView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyTheme();
    }
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    constexpr int kLeastHeightForTitle = 110;
    m_xAxis->setTitleVisible(height() >= kLeastHeightForTitle);
    applyMargins();
}

void ChartView::showEvent(QShowEvent* event)
{
    QChartView::showEvent(event);
    catchUp();
}

} // namespace cg::ui
