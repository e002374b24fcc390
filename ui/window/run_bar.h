#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QSlider;

namespace cg::ui {

/// How fast the training runs, and how far it is.
class RunBar : public QWidget {
    Q_OBJECT
public:
    explicit RunBar(QWidget* parent = nullptr);

    void showState(const SessionState& state);

Q_SIGNALS:
    /// Nothing: full speed.
    void speedChosen(std::optional<double> operationsPerSecond);

private:
    void chooseSpeed(int position);

    QSlider* m_speed;
    QLabel* m_speedText;
    QLabel* m_progress;
    QProgressBar* m_busy;
};

} // namespace cg::ui
