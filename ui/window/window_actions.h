#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QAction>

#include <array>

class QActionGroup;
class QMainWindow;
class QUndoStack;

namespace cg::ui {

/// The actions of the window's menus and toolbar. Each has an object name, a text, a tool tip and, as a rule, a
/// shortcut; the help window lists them from here.
struct WindowActions {
    /// Makes them as children of `window`, undo and redo from `edits`.
    WindowActions(QMainWindow& window, QUndoStack& edits);

    QAction* openSession;
    QAction* save;
    QAction* saveAs;
    QAction* quit;
    QAction* undo;
    QAction* redo;
    QAction* train; ///< its text and sign say Pause while training
    QAction* step;
    QAction* stepOperation;
    QAction* reset;
    QAction* newStart;
    QAction* key; ///< what a click on the chip does
    QAction* lock;
    QAction* flip;
    QAction* fullScreen;
    QAction* help;
    QAction* about;

    /// Enables what the state allows.
    void showState(const SessionState& state) const;
    [[nodiscard]] std::array<QAction*, 17> all() const;

    /// A menu bar with all of them. `recent` and `view` are filled by the caller.
    struct Menus {
        class QMenu* recent;
        class QMenu* view;
    };
    Menus addMenus(QMainWindow& window) const;
};

} // namespace cg::ui
