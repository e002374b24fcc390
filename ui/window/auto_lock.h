#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QObject>
#include <QTimer>

namespace cg::ui {

/// Locks the key again some time after it was opened, and when the window is put away; the training goes on.
class AutoLock : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::minutes kAfter{5};

    AutoLock(TrainingController& controller, QObject& parent);

    void lockNow();

private:
    void watch();

    TrainingController& m_controller;
    QTimer m_timer;
};

} // namespace cg::ui
