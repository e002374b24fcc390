#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/problem_box.h"
#include "ui/session/session_controller.h"
#include "ui/support/grab.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/settings.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

namespace cg::ui::tests {

inline constexpr int kPatience = 60'000; // milliseconds; a bound for a machine that is busy, not an expectation

/// The whole program but its main(): a window on a real controller, with XOR ready to train.
class WindowBench {
public:
    explicit WindowBench(const QString& session = {}, AutoLock::Now now = AutoLock::Clock::now)
        : m_window(m_controller, m_settings, std::move(now))
    {
        wear(Appearance::Light);
        m_window.resize(1280, 800);
        m_window.show();
        session.isEmpty() ? m_controller.choose({}) : m_window.openFile(session);
    }

    [[nodiscard]] MainWindow& window() { return m_window; }
    [[nodiscard]] SessionController& controller() { return m_controller; }
    [[nodiscard]] SessionStatePtr state() const { return m_controller.state(); }

    /// A real click on the toolbar's button of an action.
    void click(const char* action)
    {
        QAction* const wanted = m_window.findChild<QAction*>(QString::fromLatin1(action));
        QVERIFY2(wanted != nullptr, action);
        for (QToolButton* button : m_window.findChildren<QToolButton*>()) {
            if (button->defaultAction() == wanted) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
        QFAIL("the toolbar has no such button");
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        m_window.activateWindow(); // a dialog may just have closed
        QVERIFY(QTest::qWaitForWindowActive(&m_window));
        QTest::keyClick(&m_window, key, modifiers);
    }

    /// The dialog of this name that is open, waiting for it.
    template <typename Dialog>
    [[nodiscard]] Dialog* dialog(const char* name)
    {
        const QString wanted = QString::fromLatin1(name);
        Dialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (QWidget* const widget : QApplication::topLevelWidgets()) {
                    if (widget->isVisible() && widget->objectName() == wanted) {
                        found = qobject_cast<Dialog*>(widget);
                    }
                }
                return found != nullptr;
            },
            kPatience);
        return found;
    }

private:
    Settings m_settings;
    SessionController m_controller;
    MainWindow m_window;
};

} // namespace cg::ui::tests
