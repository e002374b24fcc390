#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

class QWidget;

namespace cg::ui {

/// Locks the key again when nobody has used it for some time, and when the window is put away; the training goes on.
/// A use is unlocking, an opening that somebody asked for, and a click, a turn of the wheel or a key on the key
/// holder's side. What is opened by itself while the training runs is none.
class AutoLock : public QObject {
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;

    static constexpr std::chrono::minutes kAfter{5};
    /// How long before the lock the time that is left is told.
    static constexpr std::chrono::minutes kWarning{1};

    /// `controller` must outlive it.
    AutoLock(TrainingController& controller, QObject& parent, Now now = Clock::now);

    /// Input to `side` or to anything in it is a use.
    void watchSide(QWidget& side);
    /// Whether something is shown that was opened with another key, the calculator's: it is locked like the session's.
    void noteOtherOpened(bool isOpened);
    void noteUse();
    void lockNow();
    /// Locks if it is time, and tells how much time is left: what the timer does every second while the key is open.
    void look();

    [[nodiscard]] bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    /// During the last minute, each second; nothing once there is more time again, or no open key.
    void remainingChanged(std::optional<std::chrono::seconds> remaining);

private:
    [[nodiscard]] bool isOpen() const { return m_isOtherOpened || m_controller.state()->isOpen(); }
    void watch();
    void tell(std::optional<std::chrono::seconds> remaining);

    TrainingController& m_controller;
    Now m_now;
    QTimer m_timer;
    Clock::time_point m_lastUse;
    std::optional<std::chrono::seconds> m_told;
    std::vector<const QWidget*> m_sides;
    bool m_isOtherOpened = false;
};

} // namespace cg::ui
