#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/opened_values.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace cg::ui {

/// The opened loss as an amber curve (Qt Charts) with its last value written beside it. Grows its x axis in steps;
/// linear or logarithmic, where losses below the floor are drawn at the floor with a mark.
class LossChart : public QWidget {
    Q_OBJECT
public:
    enum class Scale : std::uint8_t { Linear, Logarithmic };

    explicit LossChart(QWidget* parent = nullptr);
    ~LossChart() override;

    /// Losses by step; an empty list clears the curve and everything that was computed from it.
    void showLosses(const std::vector<LossPoint>& losses);
    void setScale(Scale scale);
    /// One sentence: "Loss, opened values, 41 steps, from 1.02 down to 0.21."
    [[nodiscard]] QString textTwin() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace cg::ui
