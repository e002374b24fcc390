// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/auto_lock.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace cg::ui {

namespace {

bool isInput(QEvent::Type type)
{
    return type == QEvent::MouseButtonPress || type == QEvent::KeyPress || type == QEvent::Wheel;
}

} // namespace

AutoLock::AutoLock(TrainingController& controller, QObject& parent, Now now)
    : QObject(&parent), m_controller(controller), m_now(std::move(now)), m_lastUse(m_now())
{
    constexpr std::chrono::seconds kInterval{1};
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &AutoLock::look);
    connect(&m_controller, &TrainingController::stateChanged, this, &AutoLock::watch);
    QApplication::instance()->installEventFilter(this); // children answer events that their side never sees
}

void AutoLock::watchSide(QWidget& side)
{
    m_sides.push_back(&side);
    connect(&side, &QObject::destroyed, this, [this, gone = &side] { std::erase(m_sides, gone); });
}

void AutoLock::noteUse()
{
    m_lastUse = m_now();
    look();
}

void AutoLock::noteOtherOpened(bool isOpened)
{
    m_isOtherOpened = isOpened;
    watch();
    if (isOpened) {
        noteUse();
    }
}

void AutoLock::lockNow()
{
    if (isOpen()) {
        m_controller.lock();
    }
}

void AutoLock::watch()
{
    if (isOpen() && !m_timer.isActive()) {
        m_timer.start();
        noteUse(); // it was unlocked
    } else if (!isOpen()) {
        m_timer.stop();
        tell(std::nullopt);
    }
}

void AutoLock::look()
{
    if (!m_timer.isActive()) {
        return;
    }
    const Clock::duration left = m_lastUse + kAfter - m_now();
    if (left <= Clock::duration::zero()) {
        lockNow();
    } else if (left <= kWarning) {
        tell(std::chrono::ceil<std::chrono::seconds>(left));
    } else {
        tell(std::nullopt);
    }
}

void AutoLock::tell(std::optional<std::chrono::seconds> remaining)
{
    if (std::exchange(m_told, remaining) != remaining) {
        Q_EMIT remainingChanged(remaining);
    }
}

bool AutoLock::eventFilter(QObject* watched, QEvent* event)
{
    if (isInput(event->type()) && m_timer.isActive()) {
        const auto* const widget = qobject_cast<const QWidget*>(watched);
        const auto isIn = [widget](const QWidget* side) { return side == widget || side->isAncestorOf(widget); };
        if (widget != nullptr && std::ranges::any_of(m_sides, isIn)) {
            noteUse();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace cg::ui
