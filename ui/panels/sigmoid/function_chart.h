#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"
#include "ui/panels/sigmoid/candidates.h"

#include <array>
#include <cstdint>
#include <vector>

namespace cg::ui {

/// Both plots of the page and the strip between them lie exactly above one another.
inline constexpr int kPlotLeft = 58;
inline constexpr int kPlotRight = 16;
/// There is a line for each kind and each degree.
inline constexpr std::size_t kCandidateKinds = 4;

/// What one of the two plots shows: the curves themselves or their distance from the function.
enum class Curves : std::uint8_t { Values, Errors };

/// A function with the polynomials that may stand for it, or their errors on a logarithmic axis. The range ±R is a
/// shaded band whose edges are dragged with the mouse or moved with the arrow keys.
class FunctionChart : public ChartView {
    Q_OBJECT
public:
    FunctionChart(Curves curves, QWidget* parent);

    /// `shown`: those of the candidates whose curves are to be drawn. All are of `function` and `radius`.
    void showFunction(model::Function function, double radius, const std::vector<Candidate>& shown);
    /// What the x axis reaches to; fixed while the edge is being dragged.
    [[nodiscard]] double reach() const { return m_reach; }
    [[nodiscard]] double radius() const { return m_radius; }
    /// The middle of the right handle, in pixels of the view.
    [[nodiscard]] QPointF handle() const;

Q_SIGNALS:
    /// A multiple of 0.05 in the offered range.
    void radiusChosen(double radius);

protected:
    void paintUnder(QPainter& painter) override;
    void paintOver(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] static std::size_t lineOf(const Candidate& candidate);
    void arrangeSides();
    void showCurves();
    [[nodiscard]] bool isOnHandle(QPointF pixel) const;
    void paintHandles(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    [[nodiscard]] QString twin() const;

    Curves m_curves;
    model::Function m_function = model::Function::Sigmoid;
    double m_radius = 4.0;
    double m_reach = 5.0;
    ChartRange m_values; ///< of the y axis
    std::vector<Candidate> m_shown;
    bool m_isDragging = false;
};

} // namespace cg::ui
