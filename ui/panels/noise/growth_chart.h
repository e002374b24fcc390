#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"
#include "ui/charts/chart_view.h"

#include <cstdint>
#include <vector>

namespace cg::ui {

/// The expected error of a weight over the steps, σ·√n, as a line, and the estimate of the run so far as a point on or
/// near it. Public: for the trainer's half.
class GrowthChart : public ChartView {
    Q_OBJECT
public:
    explicit GrowthChart(QWidget* parent = nullptr);

    /// `expected`: after 1, 2, 4, … steps, the last after however many; `drift`: the estimate after `steps` steps.
    void showGrowth(const std::vector<base::Log2>& expected, std::uint64_t steps, base::Log2 drift);
    [[nodiscard]] QString textTwin() const;

protected:
    void paintOver(QPainter& painter) override;

private:
    std::uint64_t m_steps = 0;
    base::Log2 m_drift;
};

} // namespace cg::ui
