// SPDX-License-Identifier: GPL-3.0-or-later
// The run: choosing, making, training, saving and opening a session.
#include "session/session_data.h"
#include "session/session_store.h"
#include "ui/session/experiment.h"
#include "ui/session/session_worker.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace cg::ui {

namespace {

using base::Error;
using base::ErrorCode;
using session::TrainingSession;

/// Nothing under plain, which has neither noise nor keys.
base::Result<std::shared_ptr<const session::Outlook>> outlookUnlessPlain(const session::ExperimentSpec& spec,
                                                                         std::uint64_t steps)
{
    std::shared_ptr<const session::Outlook> outlook;
    if (spec.scheme != base::SchemeId::Plain) {
        CG_TRY(session::Outlook told, session::outlookOf(spec, steps));
        outlook = std::make_shared<const session::Outlook>(std::move(told));
    }
    return outlook;
}

} // namespace

SessionWorker::Outcome SessionWorker::choosing(const ExperimentChoice& choice)
{
    CG_TRY(Experiment experiment, experimentOf(choice));
    CG_TRY(std::shared_ptr<const session::Outlook> outlook, outlookUnlessPlain(experiment.spec, experiment.steps));
    dropSession();
    m_state.choice = choice;
    m_state.start = experiment.start.kind();
    m_state.isDemoKey = experiment.start.demoNumber.has_value();
    if (experiment.spec.scheme == base::SchemeId::Plain) {
        m_state.start = session::StartKind::Known; // nothing is hidden, a start neither
    }
    m_state.visibility = session::visibilityOf(session::badgeOf(experiment.spec), m_state.start);
    m_presetSteps = experiment.steps;
    m_state.target = {experiment.steps, std::nullopt};
    m_state.spec = std::make_shared<const session::ExperimentSpec>(std::move(experiment.spec));
    m_state.outlook = std::move(outlook);
    m_state.run = RunPhase::Ready;
    return {};
}

SessionWorker::Outcome SessionWorker::resetting()
{
    if (!m_initial) {
        return {};
    }
    m_session.reset();
    m_values.clear();
    m_state.predictions.clear();
    m_state.target = {m_presetSteps, std::nullopt};
    return restoreFrom(*m_initial);
}

void SessionWorker::dropSession()
{
    m_session.reset();
    m_initial.reset();
    m_file.reset();
    m_isAutosaveFailing = false;
    m_keyFileBeside.clear();
    m_values.clear();
    m_place.log.beginWith({});
    m_order = Order::None;
    m_state.forgetOpened();
    m_state.disclosures.clear();
    m_earlierRows = 0;
    m_state.recorded = Recorded::FromTheBeginning;
    m_state.keySizes = {};
    m_state.snapshot.reset();
    m_state.failure.reset();
    m_state.file.clear();
    m_state.isChanged = false;
    m_state.run = m_state.spec ? RunPhase::Ready : RunPhase::Empty;
}

void SessionWorker::waitUntilQuiet()
{
    // One homomorphic operation at the most.
    while (m_session && !m_session->wait(std::chrono::hours(1))) {
    }
}

SessionWorker::Outcome SessionWorker::whileQuiet(const std::function<Outcome()>& work)
{
    const bool isTraining = m_session->snapshot()->state == session::RunState::Training;
    m_session->pause();
    waitUntilQuiet();
    Outcome outcome = work();
    if (isTraining) {
        m_session->resume();
    }
    describeRun(m_session->snapshot());
    if (m_state.isRunning()) {
        (void)m_session->mailbox().take(); // it may tell of this pause
    }
    return outcome;
}

session::TrainingSession::Wake SessionWorker::wakeUp()
{
    return [this] { m_thread.wake(); };
}

SessionWorker::Outcome SessionWorker::prepare()
{
    if (m_session) {
        return {};
    }
    if (!m_state.spec) {
        return Error{ErrorCode::InvalidArgument, "there is no experiment yet; choose a preset"};
    }
    m_state.run = RunPhase::Preparing;
    publish();
    const Outcome made = makeSession();
    if (!made) {
        m_state.run = RunPhase::Ready;
    }
    return made;
}

SessionWorker::Outcome SessionWorker::makeSession()
{
    CG_TRY(const Experiment experiment, experimentOf(m_state.choice));
    const bool isPlain = experiment.spec.scheme == base::SchemeId::Plain;
    if (!isPlain) {
        CG_CHECK(ensureDesk());
    }
    CG_TRY(auto session,
           TrainingSession::create(experiment.spec, experiment.start, isPlain ? nullptr : &m_desk->holder(),
                                   isPlain ? std::nullopt : std::optional(m_desk->key()), wakeUp()));
    CG_TRY(m_initial, session->record());
    CG_CHECK(takeSession(std::move(session)));
    m_state.isChanged = true;
    return showsValues() ? updateValues(LiveValues::Weights::Now) : Outcome();
}

SessionWorker::Outcome SessionWorker::takeSession(std::unique_ptr<TrainingSession> session)
{
    m_session = std::move(session);
    m_session->setSpeed(m_state.operationsPerSecond);
    m_order = Order::None;
    m_state.spec = std::make_shared<const session::ExperimentSpec>(m_session->spec());
    m_state.start = m_session->start();
    m_state.isDemoKey = m_session->demoKey();
    m_state.keySizes = m_session->keySizes();
    m_state.visibility = session::visibilityOf(session::badgeOf(*m_state.spec), m_state.start);
    describeRun(m_session->snapshot());
    return {};
}

SessionWorker::Outcome SessionWorker::restoreFrom(session::SessionRecord record)
{
    const bool isOwnKey = m_desk && m_desk->key().id == record.keyId;
    trust::KeyHolder* const holder = isOwnKey ? &m_desk->holder() : nullptr;
    CG_TRY(auto session, TrainingSession::restore(std::move(record), holder,
                                                  isOwnKey ? std::optional(m_desk->key()) : std::nullopt, wakeUp()));
    CG_CHECK(takeSession(std::move(session)));
    return showsValues() ? updateValues(LiveValues::Weights::Now) : Outcome();
}

SessionWorker::Outcome SessionWorker::training()
{
    CG_CHECK(prepare());
    if (m_state.target.loss && !m_session->canOpen()) {
        return Error{ErrorCode::NoKey, "only a key holder can say when the loss is below a number, and none is here; "
                                       "load the key or run to a step"};
    }
    const session::SnapshotPtr now = m_session->snapshot();
    if (now->state == session::RunState::Training) {
        return {};
    }
    if (m_state.target.steps <= now->steps) {
        m_state.target.steps = now->steps + std::max<std::uint64_t>(m_presetSteps, 1);
    }
    const bool goesOn =
        now->state == session::RunState::Paused && m_order == Order::Run && m_orderedTarget == m_state.target;
    m_order = Order::Run;
    m_orderedTarget = m_state.target;
    CG_CHECK(grantAccess());
    if (goesOn) {
        m_session->resume();
    } else {
        m_session->run({m_state.target.steps - now->steps, m_state.target.loss});
    }
    m_state.isChanged = true;
    describeRun(m_session->snapshot());
    return {};
}

SessionWorker::Outcome SessionWorker::stepping()
{
    CG_CHECK(prepare());
    m_session->pause();
    waitUntilQuiet();
    m_order = Order::Single;
    m_state.isChanged = true;
    return {};
}

SessionWorker::Outcome SessionWorker::savingTo(const std::string& path)
{
    CG_CHECK(prepare());
    CG_CHECK(whileQuiet([&] { return writingTo(path); }));
    m_state.file = QString::fromStdString(path);
    lookForKeyFile();
    m_state.isChanged = m_state.isRunning();
    return {};
}

SessionWorker::Outcome SessionWorker::writingTo(const std::string& path)
{
    CG_TRY(session::SessionRecord record, m_session->record());
    record.trust = trustRecord();
    if (m_file && m_file->store.path() == path) {
        CG_CHECK(m_file->store.save(record));
    } else {
        CG_TRY(OwnFile file, claim(path));
        CG_CHECK(file.store.save(record));
        if (m_file) {
            m_file->store.forgetJournal(); // the run goes on in the new file
        }
        m_file = std::move(file);
    }
    m_kept = changes();
    return {};
}

base::Result<SessionWorker::OwnFile> SessionWorker::claim(const std::string& path)
{
    CG_TRY(base::FileLock lock, base::FileLock::acquire(path));
    session::SessionStore store(path, base::Overwrite::Replace, m_autosaveInterval,
                                session::SessionStore::Clock::now());
    return OwnFile{std::move(lock), std::move(store)};
}

void SessionWorker::autosave()
{
    const auto now = session::SessionStore::Clock::now();
    if (!m_session || !m_file || !m_file->store.isDue(now) || changes() == m_kept) {
        return;
    }
    std::optional<session::SessionRecord> record;
    Outcome kept = whileQuiet([&]() -> Outcome {
        CG_TRY(record, m_session->record());
        m_kept = changes();
        return {};
    });
    if (kept) {
        record->trust = trustRecord();
        kept = m_file->store.autosave(*record, now);
    }
    if (!kept && !m_isAutosaveFailing) {
        m_listeners.report(problemOf(
            QCoreApplication::translate("cg::ui::SessionWorker", "What is trained is not being kept"), kept.error()));
    }
    m_isAutosaveFailing = !kept;
}

session::TrustRecord SessionWorker::trustRecord() const
{
    return {m_state.recorded, session::sumsByKind(m_place.log.rows()), m_state.disclosures};
}

void SessionWorker::takeTrustRecord(const session::SessionRecord& record)
{
    // Under plain there is no wall, and nothing to be opened.
    const bool isPlain = record.spec.scheme == base::SchemeId::Plain;
    session::TrustRecord trust =
        record.trust.value_or(session::TrustRecord{isPlain ? Recorded::FromTheBeginning : Recorded::InPart, {}, {}});
    for (trust::Crossing& crossing : trust.crossings) {
        crossing.what =
            QCoreApplication::translate("cg::ui::SessionWorker", "before this file was opened").toStdString();
    }
    m_place.log.beginWith(std::move(trust.crossings));
    m_state.disclosures = std::move(trust.disclosures);
    m_state.recorded = trust.recorded;
}

SessionWorker::Outcome SessionWorker::opening(const std::string& path)
{
    std::optional<OwnFile> file;
    if (!m_file || m_file->store.path() != path) {
        CG_TRY(file, claim(path));
    }
    CG_TRY(session::StoredSession stored, session::readSession(path));
    session::SessionRecord& record = stored.record;
    CG_CHECK(session::checkHasData(record));
    CG_TRY(std::shared_ptr<const session::Outlook> outlook, outlookUnlessPlain(record.spec, record.steps));
    // Tried before anything of the present run is given up.
    CG_CHECK(TrainingSession::restore(record, nullptr, std::nullopt));
    const ExperimentChoice choice = choiceOf(record);
    if (!file) {
        file = std::move(m_file);
    }
    dropSession();
    m_file = std::move(file);
    m_file->store.goOnFrom(stored.mark);
    m_state.choice = choice;
    m_state.outlook = std::move(outlook);
    const auto preset = experimentOf(choice);
    m_presetSteps = preset ? preset->steps : record.steps;
    m_state.target = {std::max(m_presetSteps, record.steps), std::nullopt};
    m_state.file = QString::fromStdString(path);
    m_initial = record.steps == 0 ? std::optional(record) : std::nullopt;
    m_isOpen = m_isOpen && m_desk && m_desk->key().id == record.keyId;
    CG_CHECK(grantAccess());
    takeTrustRecord(record);
    CG_CHECK(restoreFrom(std::move(record)));
    lookForKeyFile();
    m_kept = changes();
    if (stored.hasJournal) {
        m_state.isChanged = true;
        tellOfJournal(stored.savedSteps);
    }
    return {};
}

void SessionWorker::tellOfJournal(std::uint64_t savedSteps) const
{
    const QString sentence =
        QCoreApplication::translate(
            "cg::ui::SessionWorker",
            "The file was saved at step %1, and what came after it was not saved before the program ended. The journal "
            "beside the file has it, and the run stands at step %2. Save it to keep that; give it up to have the file "
            "as it was saved.")
            .arg(savedSteps)
            .arg(m_state.steps());
    m_listeners.report({QCoreApplication::translate("cg::ui::SessionWorker", "Unsaved steps were found"), sentence});
}

} // namespace cg::ui
