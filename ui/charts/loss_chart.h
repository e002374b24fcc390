#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/opened_values.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace cg::ui {

/// The loss as a curve (Qt Charts) with its last value written beside it: amber where a key opened it. Grows its x axis
/// in steps; linear or logarithmic, where losses below the floor are drawn at the floor with a mark.
class LossChart : public QWidget {
    Q_OBJECT
public:
    enum class Scale : std::uint8_t { Linear, Logarithmic };

    /// Opened: with the key. InTheClear: of a control run.
    enum class Source : std::uint8_t { Opened, InTheClear };

    explicit LossChart(QWidget* parent = nullptr) : LossChart(Source::Opened, parent) {}
    LossChart(Source source, QWidget* parent);
    ~LossChart() override;

    /// Losses by step; an empty list clears the curve and everything that was computed from it.
    void showLosses(const std::vector<LossPoint>& losses);
    void setScale(Scale scale);
    /// The buttons for scale and table, to be put where there is room: over the plot they would hide it.
    [[nodiscard]] QWidget* controls() const;
    /// One sentence: "Loss, opened values, 41 steps, from 1.02 down to 0.21."
    [[nodiscard]] QString textTwin() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
    Source m_source;
};

} // namespace cg::ui
