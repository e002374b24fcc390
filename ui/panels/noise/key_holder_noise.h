#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/operations_view.h"
#include "ui/session/session_state.h"
#include "ui/widgets/panel_frame.h"

class QLabel;
class QPushButton;
class QStackedLayout;

namespace cg::ui {

class LockedView;

/// What the key holder knows of the noise: the towers of one step with what was measured, while the key is open.
class KeyHolderNoise : public PanelFrame {
    Q_OBJECT
public:
    explicit KeyHolderNoise(QWidget* parent);

    void showState(const SessionState& state);
    [[nodiscard]] OperationsView* operations() const { return m_operations; }

Q_SIGNALS:
    void measureRequested();

private:
    void createLayout();
    void divide(bool isMeasured);
    void showLocked(const SessionState& state);
    void showMeasured(const OpenedValues& values);

    QStackedLayout* m_stack; // these eight are children
    LockedView* m_locked;
    OperationsView* m_operations;
    QLabel* m_left;
    QLabel* m_comparison;
    QWidget* m_below;
    QLabel* m_explanation;
    QPushButton* m_measure;
};

} // namespace cg::ui
