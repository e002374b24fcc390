// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_worker.h"

#include "ui/session/passphrase_pipe.h"

#include <QCoreApplication>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace cg::ui {

namespace {

constexpr std::chrono::milliseconds kUpdateInterval{33};
/// How soon a key holder that died is noticed while nothing happens.
constexpr std::chrono::milliseconds kIdleInterval{400};

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::SessionWorker", text);
}

/// Where a run is that was stopped and has not failed.
RunPhase phaseAfter(std::optional<session::StopReason> reason)
{
    return reason == session::StopReason::Interrupt ? RunPhase::Paused : RunPhase::Finished;
}

/// Where a run is that a failure has stopped.
RunPhase phaseOf(const Failure& failure)
{
    return failure.kind == FailureKind::RefreshNeeded ? RunPhase::Paused : RunPhase::Failed;
}

/// A passphrase on its way through a queue of copyable tasks; wiped when the last of them is gone.
class Passphrase {
public:
    explicit Passphrase(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    Passphrase(const Passphrase&) = delete;
    Passphrase& operator=(const Passphrase&) = delete;
    ~Passphrase() { wipe(m_bytes); }

    [[nodiscard]] QByteArray& bytes() { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// A session that was made again because its key came anew knows nothing of the steps before: what was shown of the
/// last one stays until there is another.
session::SnapshotPtr withLastStep(session::SnapshotPtr now, const session::SnapshotPtr& before)
{
    if (!before || !now->ledger.empty() || before->ledger.empty() || now->steps != before->steps) {
        return now;
    }
    auto carried = std::make_shared<session::TrainingSnapshot>(*now);
    carried->ledger = before->ledger;
    carried->operations = std::max(now->operations, before->operations);
    carried->stepsPerSecond = before->stepsPerSecond;
    return carried;
}

} // namespace

SessionWorker::SessionWorker(Listeners listeners, std::chrono::milliseconds autosaveInterval)
    : m_listeners(std::move(listeners)),
      m_autosaveInterval(autosaveInterval),
      m_thread(kUpdateInterval, kIdleInterval, [this] { housekeep(); })
{}

SessionWorker::~SessionWorker()
{
    const Farewell farewell(m_place.leash);
    m_thread.stop();
    m_session.reset(); // its training thread wakes the thread above
    m_desk.reset();
}

void SessionWorker::post(const QString& whatFailed, std::function<Outcome()> order)
{
    m_thread.post([this, whatFailed, order = std::move(order)] {
        if (const Outcome outcome = order(); !outcome) {
            m_listeners.report(problemOf(whatFailed, outcome.error()));
        }
        publish();
    });
}

void SessionWorker::choose(const ExperimentChoice& choice)
{
    post(translated("This experiment cannot be made"), [this, choice] { return choosing(choice); });
}

void SessionWorker::reset()
{
    post(translated("The run was not reset"), [this] { return resetting(); });
}

void SessionWorker::newStart()
{
    post(translated("There is no new start"), [this]() -> Outcome {
        ExperimentChoice choice = m_state.choice;
        if (choice.seed) {
            ++*choice.seed;
        }
        return choosing(choice);
    });
}

void SessionWorker::save(const QString& path)
{
    post(translated("The session was not saved"), [this, path = path.toStdString()] { return savingTo(path); });
}

void SessionWorker::open(const QString& path)
{
    post(translated("The session was not opened"), [this, path = path.toStdString()]() -> Outcome {
        Outcome outcome = opening(path);
        if (!outcome && !m_state.spec) {
            CG_CHECK(choosing({})); // the window began with this file: it is not left without anything to do
        }
        if (!outcome && !m_session) { // a run that is there is not disturbed by it
            m_state.failure = failureOfFile(outcome.error());
        }
        return outcome;
    });
}

void SessionWorker::forgetJournal()
{
    post({}, [this]() -> Outcome {
        if (m_file) {
            m_file->store.forgetJournal();
        }
        return {};
    });
}

void SessionWorker::train()
{
    post(translated("The training did not begin"), [this] { return training(); });
}

void SessionWorker::pause()
{
    post({}, [this]() -> Outcome {
        if (m_session) {
            m_session->pause();
            if (m_state.run == RunPhase::Training) {
                m_state.run = RunPhase::Stopping;
                publish();
            }
            waitUntilQuiet();
            describeRun(m_session->snapshot());
        }
        return {};
    });
}

void SessionWorker::step()
{
    post(translated("The step was not done"), [this]() -> Outcome {
        CG_CHECK(stepping());
        m_session->step();
        return {};
    });
}

void SessionWorker::stepOperation()
{
    post(translated("The operation was not done"), [this]() -> Outcome {
        CG_CHECK(stepping());
        m_session->stepOperation();
        return {};
    });
}

void SessionWorker::setTarget(const RunTarget& target)
{
    post({}, [this, target]() -> Outcome {
        m_state.target = target;
        return {};
    });
}

void SessionWorker::setSpeed(std::optional<double> operationsPerSecond)
{
    post({}, [this, operationsPerSecond]() -> Outcome {
        m_state.operationsPerSecond = operationsPerSecond;
        if (m_session) {
            m_session->setSpeed(operationsPerSecond);
        }
        return {};
    });
}

void SessionWorker::makeSessionKey()
{
    post(translated("No key was made"), [this]() -> Outcome {
        CG_TRY(auto desk, KeyDesk::withSessionKey(keyKind(), m_place));
        dropSession();
        return adopt(std::move(desk));
    });
}

void SessionWorker::createKeyFile(const QString& path, QByteArray passphrase)
{
    const auto secret = std::make_shared<Passphrase>(std::move(passphrase));
    post(translated("No key was made"), [this, path = path.toStdString(), secret]() -> Outcome {
        CG_TRY(auto desk, KeyDesk::withNewFile(keyKind(), path, secret->bytes(), m_place));
        dropSession();
        CG_CHECK(adopt(std::move(desk)));
        return unlocking(); // the passphrase was typed a moment ago
    });
}

void SessionWorker::loadKeyFile(const QString& path, QByteArray passphrase)
{
    const auto secret = std::make_shared<Passphrase>(std::move(passphrase));
    post(translated("The key was not unlocked"), [this, path = path.toStdString(), secret]() -> Outcome {
        CG_TRY(auto desk, KeyDesk::withFile(path, secret->bytes(), m_place));
        CG_CHECK(adopt(std::move(desk)));
        return unlocking();
    });
}

void SessionWorker::keepSessionKey(const QString& path, QByteArray passphrase)
{
    const auto secret = std::make_shared<Passphrase>(std::move(passphrase));
    post(translated("The key was not kept"), [this, path = path.toStdString(), secret]() -> Outcome {
        if (!m_desk) {
            return base::Error{base::ErrorCode::NoKey,
                               "there is no session key yet; the first click on Train makes one"};
        }
        const auto keep = [&] { return m_desk->keep(path, secret->bytes()); };
        return m_session ? whileQuiet(keep) : keep();
    });
}

void SessionWorker::changePassphrase(const QString& path, QByteArray present, QByteArray fresh)
{
    const auto before = std::make_shared<Passphrase>(std::move(present));
    const auto after = std::make_shared<Passphrase>(std::move(fresh));
    post(translated("The passphrase was not changed"), [this, path, before, after]() -> Outcome {
        CG_CHECK(KeyDesk::changePassphrase(path.toStdString(), before->bytes(), after->bytes(), m_place));
        m_listeners.report({translated("The passphrase was changed"),
                            translated("The key in %1 is locked with the new passphrase.").arg(path)});
        return {};
    });
}

void SessionWorker::unlock()
{
    post(translated("Nothing was opened"), [this] { return unlocking(); });
}

void SessionWorker::lock(std::function<void()> done)
{
    post({}, [this, done = std::move(done)]() -> Outcome {
        locking();
        done();
        return {};
    });
}

void SessionWorker::openPrediction(std::size_t row, const OpeningTerms& terms)
{
    post(translated("The prediction was not opened"), [this, row, terms] { return openOnePrediction(row, terms); });
}

void SessionWorker::measureNoise()
{
    post(translated("The noise was not measured"), [this] { return measuring(); });
}

void SessionWorker::housekeep()
{
    if (m_desk && m_desk->hasEnded()) {
        noteLost();
        publish();
    }
    autosave();
    session::SnapshotPtr snapshot = m_session ? m_session->mailbox().take() : nullptr;
    if (!snapshot) {
        return;
    }
    describeRun(std::move(snapshot));
    if (showsValues()) {
        // Where nothing runs any more, what is shown has to be of the last step.
        const bool isQuiet = !m_state.isRunning();
        Outcome outcome = updateValues(isQuiet ? LiveValues::Weights::Now : LiveValues::Weights::WhenDue);
        if (outcome && isQuiet && m_isOpen) {
            outcome = openPredictionsAgain();
        }
        if (!outcome) {
            m_listeners.report(problemOf(translated("The values could not be opened"), outcome.error()));
            locking();
        }
    }
    publish();
}

void SessionWorker::publish()
{
    describeKey();
    if (const std::uint64_t version = m_place.log.version(); version != m_logVersion) {
        m_logVersion = version;
        m_state.crossings = m_place.log.rows();
    }
    if (!showsValues()) {
        m_state.forgetOpened();
    }
    describeFailure();
    m_listeners.publish(std::make_shared<const SessionState>(m_state));
}

void SessionWorker::describeFailure()
{
    if (m_state.failure && m_state.failure->kind == FailureKind::WrongKey) {
        m_state.failure.reset();
    }
    if (m_state.failure) {
        return;
    }
    if (m_state.key == KeyState::Wrong) {
        m_state.failure = wrongKeyFailure(m_state.keyName, m_state.sessionKeyName);
    } else if (showsValues() && m_state.values && m_state.spec) {
        m_state.failure = failureSeenIn(*m_state.values, m_state.spec->plan.network);
    }
}

void SessionWorker::describeRun(session::SnapshotPtr snapshot)
{
    using session::RunState;
    m_state.failure = failureOf(*snapshot);
    switch (snapshot->state) {
    case RunState::Idle:
        m_state.run = snapshot->steps == 0 ? RunPhase::Ready : RunPhase::Paused;
        break;
    case RunState::Training:
        m_state.run = RunPhase::Training;
        break;
    case RunState::Paused:
        m_state.run = RunPhase::Paused;
        break;
    case RunState::Stopped:
        m_state.run = m_state.failure ? phaseOf(*m_state.failure) : phaseAfter(snapshot->stopped);
        break;
    }
    m_state.snapshot = withLastStep(std::move(snapshot), m_state.snapshot);
}

} // namespace cg::ui
