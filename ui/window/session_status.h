#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QWidget>

#include <chrono>

class QLabel;
class QToolButton;

namespace cg::ui {

class SchemeBadge;
class StartBadge;

/// The line at the foot of the window: what the scheme is worth, whether the start is known, how much room the noise
/// leaves, how fast it goes, and what has gone wrong.
class SessionStatus : public QWidget {
    Q_OBJECT
public:
    explicit SessionStatus(QWidget* parent = nullptr);

    void showState(const SessionState& state);
    /// How long the present order has been at work; said where it is long.
    void showWaiting(std::chrono::milliseconds time);

Q_SIGNALS:
    void failureClicked();

private:
    void showFailure(const SessionState& state);

    SchemeBadge* m_scheme;
    StartBadge* m_start;
    QLabel* m_figures;
    QLabel* m_waiting;
    QToolButton* m_failure;
};

} // namespace cg::ui
