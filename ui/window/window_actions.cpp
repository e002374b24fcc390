// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_actions.h"

#include "ui/painting/icons.h"

#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>

#include <optional>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::WindowActions", text);
}

struct Description {
    const char* name;
    const char* text;
    const char* tip;
    QKeySequence shortcut;
    std::optional<Sign> sign;
};

QAction* makeAction(QMainWindow& window, const Description& description)
{
    auto* const action = std::make_unique<QAction>(translated(description.text), &window).release();
    action->setObjectName(QString::fromLatin1(description.name));
    action->setShortcut(description.shortcut);
    const QString tip = translated(description.tip);
    action->setToolTip(description.shortcut.isEmpty()
                           ? tip
                           : tip + QStringLiteral(" (") + description.shortcut.toString(QKeySequence::NativeText) +
                                 QLatin1Char(')'));
    action->setWhatsThis(tip);
    if (description.sign) {
        action->setIcon(iconOf(*description.sign));
    }
    window.addAction(action);
    return action;
}

void describeHistory(QAction& action, const QString& name, const QList<QKeySequence>& shortcuts)
{
    action.setObjectName(name);
    action.setShortcuts(shortcuts);
}

} // namespace

WindowActions::WindowActions(QMainWindow& window, QUndoStack& edits)
    : openSession(makeAction(window, {"openSession", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Open a session…"),
                                      QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Go on with a saved run"),
                                      QKeySequence::Open, Sign::Open})),
      save(makeAction(window, {"save", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Save"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Save what the trainer has, nothing secret"),
                               QKeySequence::Save, Sign::Save})),
      saveAs(makeAction(window, {"saveAs", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Save &as…"),
                                 QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Save under another name"),
                                 QKeySequence::SaveAs, std::nullopt})),
      quit(makeAction(window, {"quit", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Quit"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Close the window"), QKeySequence::Quit,
                               std::nullopt})),
      undo(edits.createUndoAction(&window)),
      redo(edits.createRedoAction(&window)),
      train(makeAction(window, {"train", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Train"),
                                QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Train on ciphertexts, or pause"),
                                QKeySequence(Qt::CTRL | Qt::Key_T), Sign::Train})),
      step(makeAction(window, {"step", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Step"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "One whole update of the weights"),
                               QKeySequence(Qt::CTRL | Qt::Key_Period), Sign::Step})),
      stepOperation(makeAction(
          window, {"stepOperation", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "One &operation"),
                   QT_TRANSLATE_NOOP("cg::ui::WindowActions", "One homomorphic operation of the next update"),
                   QKeySequence(Qt::CTRL | Qt::Key_Comma), Sign::StepOperation})),
      reset(makeAction(window, {"reset", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Reset"),
                                QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Back to step 0 with the same start"),
                                QKeySequence(Qt::CTRL | Qt::Key_R), Sign::Reset})),
      newStart(makeAction(window, {"newStart", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&New start"),
                                   QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Back to step 0 with other weights"),
                                   QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), Sign::NewStart})),
      key(makeAction(window, {"key", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Key…"),
                              QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Make, load or unlock the secret key"),
                              QKeySequence(Qt::CTRL | Qt::Key_K), Sign::Key})),
      lock(makeAction(window, {"lock", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Lock now"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Forget everything that was opened"),
                               QKeySequence(Qt::CTRL | Qt::Key_L), Sign::Lock})),
      flip(makeAction(window, {"flip", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Cross the wall"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "To the other side of the wall"),
                               QKeySequence(Qt::Key_F6), std::nullopt})),
      fullScreen(makeAction(window, {"fullScreen", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Full screen"),
                                     QT_TRANSLATE_NOOP("cg::ui::WindowActions", "Use the whole screen, or no longer"),
                                     QKeySequence(Qt::Key_F11), std::nullopt})),
      help(makeAction(window, {"help", QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&Keyboard and signs"),
                               QT_TRANSLATE_NOOP("cg::ui::WindowActions", "What the keys do and what the signs mean"),
                               QKeySequence::HelpContents, std::nullopt})),
      about(makeAction(window, {"about",
                                QT_TRANSLATE_NOOP("cg::ui::WindowActions", "&About Ciphergrad"),
                                QT_TRANSLATE_NOOP("cg::ui::WindowActions", "What this program is, and its licence"),
                                {},
                                std::nullopt}))
{
    // The stack tells texts and states; what a click does is for the window to say, which may have to ask first.
    undo->disconnect(&edits);
    redo->disconnect(&edits);
    describeHistory(*undo, QStringLiteral("undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)});
    describeHistory(*redo, QStringLiteral("redo"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
}

void WindowActions::showState(const SessionState& state) const
{
    const bool isTraining = state.isRunning();
    const bool isBusy = state.run == RunPhase::Preparing;
    const bool hasRun = state.snapshot != nullptr;
    train->setText(isTraining ? translated("&Pause") : translated("&Train"));
    train->setIcon(iconOf(isTraining ? Sign::Pause : Sign::Train));
    train->setEnabled(state.spec && !isBusy && state.run != RunPhase::Failed);
    step->setEnabled(state.spec && !isBusy && !isTraining && state.run != RunPhase::Failed);
    stepOperation->setEnabled(step->isEnabled());
    reset->setEnabled(hasRun && !isBusy);
    newStart->setEnabled(state.spec && !isBusy);
    save->setEnabled(state.spec && !isBusy);
    saveAs->setEnabled(save->isEnabled());
    lock->setEnabled(state.isOpen());
}

std::array<QAction*, 17> WindowActions::all() const
{
    return {train,  step, stepOperation, reset, newStart,   key,  lock,  openSession, save,
            saveAs, undo, redo,          flip,  fullScreen, help, about, quit};
}

WindowActions::Menus WindowActions::addMenus(QMainWindow& window) const
{
    QMenuBar& bar = *window.menuBar();
    QMenu* const file = bar.addMenu(translated("&File"));
    file->addAction(openSession);
    Menus menus{file->addMenu(translated("Open &recent")), nullptr};
    file->addActions({save, saveAs});
    file->addSeparator();
    file->addAction(quit);
    bar.addMenu(translated("&Edit"))->addActions({undo, redo});
    bar.addMenu(translated("&Run"))->addActions({train, step, stepOperation, reset, newStart});
    bar.addMenu(translated("&Key"))->addActions({key, lock});
    menus.view = bar.addMenu(translated("&View"));
    menus.view->addActions({flip, fullScreen});
    bar.addMenu(translated("&Help"))->addActions({help, about});
    return menus;
}

} // namespace cg::ui
