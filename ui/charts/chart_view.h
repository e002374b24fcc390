#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_points.h"
#include "ui/charts/chart_table.h"
#include "ui/charts/chart_ticks.h"
#include "ui/theme/theme.h"

#include <QtCharts/QChartView>

#include <cstddef>
#include <vector>

class QAction;
class QCategoryAxis;
class QLineSeries;

namespace cg::ui {

/// A plot of a few lines in the colours of the theme: few round ticks, nothing moves, nothing is drawn while it is
/// hidden. Has a sentence for those who cannot see it and a table of its numbers (context menu, Ctrl+T).
class ChartView : public QChartView {
    Q_OBJECT
public:
    /// How a line looks. `strength`: of its colour, 1 is full, towards 0 it pales.
    struct LineStyle {
        QString name;
        Role role = Role::Text;
        double width = 2.0;
        double strength = 1.0;
    };
    /// One side of the plot. `most`: steps between its ticks.
    struct Side {
        QString title;
        ChartAxis axis;
        ChartRange range;
        int most = 5;
    };

    explicit ChartView(QWidget* parent = nullptr);

    /// The number by which the line is known.
    std::size_t addLine(const LineStyle& style);
    /// Values, not positions; an empty list clears the line at once, hidden or not.
    void showLine(std::size_t line, const QList<QPointF>& values);
    [[nodiscard]] const QList<QPointF>& valuesOf(std::size_t line) const { return m_lines.at(line).values; }
    void setSides(const Side& x, const Side& y);
    /// One sentence; also the accessible description.
    void setTextTwin(const QString& text);
    /// Opens the table of what is shown.
    [[nodiscard]] QAction* tableAction() const { return m_tableAction; }
    /// The header and a row for each place on the x axis.
    [[nodiscard]] virtual ChartTable table() const;

    [[nodiscard]] QRectF plotRect() const;
    /// Of values, in pixels of the view.
    [[nodiscard]] QPointF pixelOf(QPointF values) const;
    [[nodiscard]] QPointF valueAt(QPointF pixel) const;

protected:
    /// Below and above the lines, in pixels of the view.
    virtual void paintUnder(QPainter&) {}
    virtual void paintOver(QPainter&) {}

    void paintEvent(QPaintEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Line {
        LineStyle style;
        QLineSeries* series = nullptr; ///< of the chart
        QList<QPointF> values;
    };

    void createAxes();
    void applyTheme();
    void applyLine(Line& line);
    void showTable();
    /// Draws what came while the view was hidden.
    void catchUp();

    QCategoryAxis* m_xAxis = nullptr; // of the chart
    QCategoryAxis* m_yAxis = nullptr;
    Side m_x;
    Side m_y;
    std::vector<Line> m_lines;
    QAction* m_tableAction;
    ChartTableDialog* m_dialog = nullptr; // made when first asked for
    bool m_isBehind = false;
};

} // namespace cg::ui
