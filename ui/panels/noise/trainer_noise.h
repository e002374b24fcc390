#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/operations_view.h"
#include "ui/session/session_state.h"
#include "ui/widgets/panel_frame.h"

class QLabel;

namespace cg::ui {

class GrowthChart;

/// What the trainer knows of the noise: estimates of the last step, of the one in progress or, before the first, the
/// forecast; and how the error of the weights is expected to grow. Never anything measured.
class TrainerNoise : public PanelFrame {
    Q_OBJECT
public:
    explicit TrainerNoise(QWidget* parent);

    void showState(const SessionState& state);
    [[nodiscard]] OperationsView* operations() const { return m_operations; }

private:
    void createLayout();
    /// The operations shown, and from which on they are forecast.
    struct Shown {
        std::vector<noise::LedgerEntry> operations;
        std::size_t done = 0;
    };
    [[nodiscard]] static Shown shownOf(const SessionState& state);
    [[nodiscard]] static QString refreshSentence(const SessionState& state);
    [[nodiscard]] static QString sourceSentence(const SessionState& state, const Shown& shown);

    OperationsView* m_operations; // these four are children
    QLabel* m_left;
    QLabel* m_source;
    GrowthChart* m_growth;
};

} // namespace cg::ui
