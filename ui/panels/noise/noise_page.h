#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QWidget>

class QHBoxLayout;
class QRadioButton;
class QSlider;

namespace cg::ui {

class KeyHolderNoise;
class TrainerNoise;

/// The noise of one training step, operation by operation: what the trainer can estimate on the left, what the key
/// holder has measured on the right, at the same scale.
class NoisePage : public QWidget {
    Q_OBJECT
public:
    explicit NoisePage(QWidget* parent = nullptr);

    void showState(const SessionState& state);

Q_SIGNALS:
    void measureRequested();

private:
    [[nodiscard]] QHBoxLayout* createControls();
    void connectSignals();

    QRadioButton* m_showTowers; // these five are children
    QRadioButton* m_showTable;
    QSlider* m_zoom;
    TrainerNoise* m_trainer;
    KeyHolderNoise* m_keyHolder;
};

} // namespace cg::ui
