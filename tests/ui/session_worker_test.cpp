// SPDX-License-Identifier: GPL-3.0-or-later
// What the worker publishes, state by state: the window sees only the newest one.
#include "ui/session/session_worker.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

using namespace cg;
using namespace cg::ui;

namespace {

constexpr std::chrono::minutes kPatience{1};
constexpr int kPatienceMilliseconds = 60'000;

/// The phases of the run in the order in which they were published, each once in a row.
class Phases {
public:
    void note(const SessionState& state)
    {
        const std::lock_guard lock(m_mutex);
        if (m_phases.empty() || m_phases.back() != state.run) {
            m_phases.push_back(state.run);
        }
        m_changed.notify_all();
    }
    /// Waits until the last phase is `phase`.
    [[nodiscard]] bool reach(RunPhase phase)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [&] { return !m_phases.empty() && m_phases.back() == phase; });
    }
    [[nodiscard]] std::vector<RunPhase> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_phases;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<RunPhase> m_phases;
};

} // namespace

class SessionWorkerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPauseThatWasAskedForIsShownBeforeItIsReached()
    {
        Phases phases;
        SessionWorker worker({[&phases](const SessionStatePtr& state) { phases.note(*state); }, [](const Problem&) {}});
        ExperimentChoice choice;
        choice.scheme = base::SchemeId::Plain; // it needs no key holder
        worker.choose(choice);
        worker.setTarget({std::uint64_t{1} << 40, std::nullopt}); // it does not get there
        worker.train();
        QVERIFY(phases.reach(RunPhase::Training));
        worker.pause();
        QVERIFY(phases.reach(RunPhase::Paused));
        const std::vector<RunPhase> expected{RunPhase::Training, RunPhase::Stopping, RunPhase::Paused};
        const std::vector<RunPhase> seen = phases.all();
        QVERIFY(seen.size() >= expected.size());
        QVERIFY(std::equal(expected.rbegin(), expected.rend(), seen.rbegin()));
    }

    void whatIsTrainedIsKeptBesideItsFile()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("run.cgsession"));
        const QString journal = file + QStringLiteral(".journal");
        std::uint64_t steps = 0;
        {
            Phases phases;
            SessionWorker worker({[&phases](const SessionStatePtr& state) { phases.note(*state); },
                                  [](const Problem& problem) { qWarning("%s", qPrintable(problem.sentence)); }},
                                 std::chrono::milliseconds(1));
            ExperimentChoice choice;
            choice.scheme = base::SchemeId::Plain;
            worker.choose(choice);
            worker.save(file);
            worker.setTarget({std::uint64_t{1} << 40, std::nullopt});
            worker.train();
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(journal), kPatienceMilliseconds);
            QVERIFY(!phases.all().empty());
            const auto stored = session::readSession(file.toStdString());
            QVERIFY(stored.hasValue());
            QVERIFY(stored->hasJournal);
            QCOMPARE(stored->savedSteps, std::uint64_t{0});
            steps = stored->record.steps;
            QVERIFY(steps > 0);
            QVERIFY(phases.all().back() == RunPhase::Training); // it went on
        }
        // The program ended without saving: the file goes on where the journal ends.
        QVERIFY(session::readSession(file.toStdString())->record.steps >= steps);
    }
};

QTEST_GUILESS_MAIN(SessionWorkerTest)
#include "session_worker_test.moc"
