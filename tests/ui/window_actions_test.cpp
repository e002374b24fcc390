// SPDX-License-Identifier: GPL-3.0-or-later
// What may be done in each pair of key state and run phase.
#include "ui/support/grab.h"
#include "ui/window/run_bar.h"
#include "ui/window/window_actions.h"

#include <QLabel>
#include <QMainWindow>
#include <QProgressBar>
#include <QTest>
#include <QUndoStack>

#include <array>
#include <set>

using namespace cg;
using namespace cg::ui;

namespace {

constexpr std::array kKeys{KeyState::None,  KeyState::PublicOnly, KeyState::Locked,
                           KeyState::Armed, KeyState::Open,       KeyState::Wrong};
constexpr std::array kPhases{RunPhase::Empty,  RunPhase::Preparing, RunPhase::Ready,    RunPhase::Training,
                             RunPhase::Paused, RunPhase::Stopping,  RunPhase::Finished, RunPhase::Failed};

SessionState stateOf(KeyState key, RunPhase phase)
{
    SessionState state;
    state.key = key;
    state.run = phase;
    if (phase != RunPhase::Empty) {
        state.spec = std::make_shared<const session::ExperimentSpec>();
    }
    if (phase != RunPhase::Empty && phase != RunPhase::Preparing && phase != RunPhase::Ready) {
        state.snapshot = std::make_shared<const session::TrainingSnapshot>();
    }
    return state;
}

} // namespace

class WindowActionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::failOnWarnings(); }

    void everyPairAllowsWhatItShould()
    {
        QMainWindow window;
        QUndoStack edits;
        const WindowActions actions(window, edits);
        const std::set busy{RunPhase::Empty, RunPhase::Preparing};
        for (const KeyState key : kKeys) {
            for (const RunPhase phase : kPhases) {
                const SessionState state = stateOf(key, phase);
                actions.showState(state);
                const bool isIdle = !busy.contains(phase);
                QCOMPARE(actions.train->isEnabled(), isIdle && phase != RunPhase::Failed);
                QCOMPARE(actions.step->isEnabled(), isIdle && !state.isRunning() && phase != RunPhase::Failed);
                QCOMPARE(actions.stepOperation->isEnabled(), actions.step->isEnabled());
                QCOMPARE(actions.reset->isEnabled(), state.snapshot != nullptr);
                QCOMPARE(actions.newStart->isEnabled(), isIdle);
                QCOMPARE(actions.save->isEnabled(), isIdle);
                QCOMPARE(actions.lock->isEnabled(), key == KeyState::Open);
                QCOMPARE(actions.train->text().contains(QStringLiteral("Pause")), state.isRunning());
            }
        }
    }

    void keysInTheMakingAreToldWithTheirSize()
    {
        RunBar bar;
        SessionState state = stateOf(KeyState::None, RunPhase::Preparing);
        bar.showState(state);
        const auto& busy = tests::find<QProgressBar>(bar, "preparing");
        QVERIFY(busy.isVisibleTo(&bar));
        QCOMPARE(tests::find<QLabel>(bar, "progress").text(), QStringLiteral("Making keys and sealing the start…"));
        state.outlook = std::make_shared<const session::Outlook>(
            session::Outlook{{}, {}, session::KeySizes{6, std::size_t{23} << 20}});
        bar.showState(state);
        QVERIFY(tests::find<QLabel>(bar, "progress").text().contains(QStringLiteral("6 evaluation keys (24.1 MB)")));
        state.run = RunPhase::Ready;
        bar.showState(state);
        QVERIFY(!busy.isVisibleTo(&bar));
    }

    void aPauseThatIsNotReachedYetIsTold()
    {
        RunBar bar;
        bar.showState(stateOf(KeyState::Armed, RunPhase::Stopping));
        QVERIFY(tests::find<QLabel>(bar, "progress").text().startsWith(QStringLiteral("Pausing after this operation")));
    }

    void aControlRunHasNothingToLock()
    {
        QMainWindow window;
        QUndoStack edits;
        const WindowActions actions(window, edits);
        SessionState state = stateOf(KeyState::NotNeeded, RunPhase::Paused);
        state.choice.scheme = base::SchemeId::Plain;
        actions.showState(state);
        QVERIFY(!actions.lock->isEnabled());
    }

    void everyActionHasNameTextAndTip()
    {
        QMainWindow window;
        QUndoStack edits;
        const WindowActions actions(window, edits);
        std::set<QString> names;
        std::set<QString> shortcuts;
        for (const QAction* const action : actions.all()) {
            QVERIFY(!action->objectName().isEmpty() && !action->text().isEmpty() && !action->toolTip().isEmpty());
            QVERIFY2(names.insert(action->objectName()).second, qPrintable(action->objectName()));
            if (!action->shortcut().isEmpty()) {
                QVERIFY2(shortcuts.insert(action->shortcut().toString()).second, qPrintable(action->objectName()));
            }
        }
    }
};

QTEST_MAIN(WindowActionsTest)
#include "window_actions_test.moc"
