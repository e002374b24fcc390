// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/auto_lock.h"

namespace cg::ui {

AutoLock::AutoLock(TrainingController& controller, QObject& parent) : QObject(&parent), m_controller(controller)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kAfter);
    connect(&m_timer, &QTimer::timeout, this, &AutoLock::lockNow);
    connect(&m_controller, &TrainingController::stateChanged, this, &AutoLock::watch);
}

void AutoLock::watch()
{
    const SessionStatePtr state = m_controller.state();
    if (state->isOpen() && !m_timer.isActive()) {
        m_timer.start();
    } else if (!state->isOpen()) {
        m_timer.stop();
    }
}

void AutoLock::lockNow()
{
    if (m_controller.state()->isOpen()) {
        m_controller.lock();
    }
}

} // namespace cg::ui
