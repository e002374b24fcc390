// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/key_choice.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/reports/run_report.h"
#include "cli/session_input.h"
#include "cli/session_output.h"
#include "data/csv_reader.h"
#include "session/session_data.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SchemeId;
using session::StopReason;
using session::TrainingSession;

std::chrono::milliseconds autosaveInterval(std::optional<double> seconds)
{
    constexpr double kLongest = 1e9; // what a clock can add
    return seconds ? std::chrono::milliseconds(static_cast<std::int64_t>(std::min(*seconds, kLongest) * 1000))
                   : session::SessionStore::kInterval;
}

/// One call of `train`: its steps in order, and what they have come to so far.
class TrainRun {
public:
    explicit TrainRun(const TrainOptions& options) : m_options(options) { m_report.targetLoss = options.targetLoss; }

    Result<void> run();
    /// Whether the report says more than the error: there is a session, or the run was ended from outside.
    [[nodiscard]] bool isWorthReporting(const Result<void>& result) const;
    [[nodiscard]] const RunReport& report() const { return m_report; }

private:
    Result<void> makeNewSession();
    Result<void> restoreSession();
    [[nodiscard]] Result<void> takeData(session::SessionRecord& record) const;
    Result<void> claimOutput(base::Overwrite overwrite);
    void train();
    [[nodiscard]] bool isPausedToSave() const;
    void autosave();
    Result<void> save();
    Result<void> finish();
    Result<void> openEnd();
    [[nodiscard]] Error ended(StopReason reason) const;

    const TrainOptions& m_options;
    RunReport m_report;
    std::uint64_t m_steps = 0; ///< updates to do
    std::optional<SessionOutput> m_output;
    KeyInUse m_key; ///< outlives the session
    std::unique_ptr<TrainingSession> m_session;
    std::optional<FinishFirst> m_finishFirst; ///< from the moment on at which the key holder is asked
    bool m_isHolderLost = false;
    bool m_isWarned = false; ///< that nothing is kept on the way
    std::optional<Error> m_failure;
};

Result<void> TrainRun::run()
{
    const Result<void> begun = m_options.from ? restoreSession() : makeNewSession();
    if (!begun) {
        return m_key.isGivenUp() ? givenUp() : begun.error();
    }
    describe(*m_session, m_report);
    if (m_options.targetLoss) {
        CG_CHECK(m_key.setAccess(trust::Access::StopSignal));
    }
    train();
    return finish();
}

bool TrainRun::isWorthReporting(const Result<void>& result) const
{
    return result || m_session || cli::isWorthReporting(m_report, result.error(), m_options.format);
}

Result<void> TrainRun::makeNewSession()
{
    CG_TRY(const Experiment experiment, makeExperiment(m_options.experiment, m_options.key));
    m_report.spec = experiment.spec;
    m_report.start = experiment.start.kind();
    m_report.seed = experiment.start.number();
    m_steps = m_options.steps.value_or(experiment.steps);
    const bool isSessionKey = experiment.spec.scheme != SchemeId::Plain && !m_options.key.isAnyGiven();
    if (isSessionKey && m_options.out) {
        return Error{ErrorCode::NoKey, "--out needs --key or --demo-key, because a session key dies with this run and "
                                       "nobody could open the file"};
    }
    CG_CHECK(checkKeyOptions(m_options.key, experiment.spec.scheme));
    CG_CHECK(claimOutput(m_options.overwrite));
    announce(experiment.spec, m_steps);
    m_finishFirst.emplace();
    CG_TRY(m_key, takeKey(m_options.key, session::keyKindOf(experiment.spec), WithoutKey::UseSessionKey));
    CG_TRY(m_session, TrainingSession::create(experiment.spec, experiment.start, m_key.holder(), m_key.description()));
    return {};
}

Result<void> TrainRun::restoreSession()
{
    CG_CHECK(checkBesideFrom(m_options.experiment, OwnData::Allowed));
    // The output may be the same file: it is claimed before it is read, so that nobody replaces it in between.
    const bool isSameAsOut = m_options.out && isSameFile(*m_options.out, *m_options.from);
    CG_CHECK(claimOutput(isSameAsOut ? base::Overwrite::Replace : m_options.overwrite));
    CG_TRY(session::StoredSession stored, readSessionFile(*m_options.from));
    session::SessionRecord& record = stored.record;
    CG_CHECK(takeData(record));
    if (isSameAsOut &&
        !m_options.experiment.data) { // with other data it is another file, and no journal goes beside it
        m_output->goOnFrom(stored.mark);
    }
    const SchemeId scheme = record.spec.scheme;
    m_report.spec = record.spec;
    m_report.start = record.start;
    m_report.seed = record.seed;
    m_report.demoKey = record.demoKey;
    m_report.steps = record.steps;
    CG_CHECK(checkScheme(m_options.experiment.scheme, scheme));
    if (m_options.targetLoss && scheme != SchemeId::Plain && !m_options.key.isAnyGiven()) {
        return Error{ErrorCode::NoKey,
                     "--target-loss needs the key of the session, because only its key holder can say "
                     "when the loss is below"};
    }
    if (m_options.steps) {
        m_steps = *m_options.steps;
    } else {
        CG_TRY(m_steps, presetSteps(record.spec));
    }
    m_finishFirst.emplace();
    CG_TRY(m_key, takeKey(m_options.key, session::keyKindOf(m_report.spec), WithoutKey::UseNoKey));
    CG_TRY(m_session, cli::restoreSession(std::move(record), m_key, *m_options.from));
    return {};
}

/// The data of the session: its own, or the table that was given.
Result<void> TrainRun::takeData(session::SessionRecord& record) const
{
    const std::optional<std::string>& path = m_options.experiment.data;
    if (!path) {
        return session::checkHasData(record);
    }
    CG_TRY(data::Dataset data, data::readCsv(*path, record.spec.plan.network.outputs()));
    return session::giveData(record, std::move(data), m_options.experiment.batch, *path);
}

Result<void> TrainRun::claimOutput(base::Overwrite overwrite)
{
    if (m_options.data == DataInFile::LeaveOut && !m_options.out) {
        return Error{ErrorCode::InvalidArgument, "--without-data needs --out, the file that the data stay out of"};
    }
    if (m_options.out) {
        CG_TRY(m_output,
               SessionOutput::claim(*m_options.out, overwrite,
                                    {m_options.key.file, m_options.key.passphraseFile, m_options.experiment.data},
                                    autosaveInterval(m_options.autosave)));
        if (m_options.data == DataInFile::LeaveOut) {
            m_output->leaveOutData();
        }
    }
    return {};
}

void TrainRun::train()
{
    constexpr std::chrono::milliseconds kLookInterval{100};
    const std::uint64_t firstStep = m_session->snapshot()->steps;
    if (!isInterrupted()) {
        Progress progress(firstStep, m_steps);
        bool isStopping = false;
        m_session->run({m_steps, m_options.targetLoss});
        while (!m_session->wait(kLookInterval) || isPausedToSave()) {
            m_isHolderLost = m_isHolderLost || m_key.isLost();
            if (!isStopping && (isInterrupted() || m_isHolderLost)) {
                isStopping = true;
                progress.showStopping();
                m_session->stop();
            } else if (!isStopping) {
                progress.show(*m_session->snapshot());
                autosave();
            }
        }
        if (!isStopping) {
            progress.finish(*m_session->snapshot());
        }
    }
    const session::SnapshotPtr end = m_session->snapshot();
    m_report.steps = end->steps;
    m_report.newSteps = end->steps - firstStep;
    m_report.seconds = end->trained.count();
    m_report.stoppedBy = m_isHolderLost ? StopReason::Failed : end->stopped.value_or(StopReason::Interrupt);
    m_failure = end->failure;
}

bool TrainRun::isPausedToSave() const
{
    return m_session->snapshot()->state == session::RunState::Paused;
}

/// Asks for a pause when it is time, and saves once it is reached: the key holder may be at work for long.
void TrainRun::autosave()
{
    if (!m_output || !m_output->isAutosaveDue()) {
        return;
    }
    if (!isPausedToSave()) {
        m_session->pause();
        return;
    }
    const Result<void> saved = m_output->autosave(*m_session);
    if (!saved && !std::exchange(m_isWarned, true)) {
        warn("what is trained is not being kept: " + saved.error().message);
    }
    m_session->resume();
}

Result<void> TrainRun::save()
{
    const Result<void> saved = m_output->save(*m_session);
    if (!saved && m_output->hasFile() && m_output->autosave(*m_session)) {
        // A journal is small, and may fit where the whole session does not.
        warn("what was trained, up to step " + std::to_string(m_report.steps) + ", is in the journal beside " +
             m_output->path());
    }
    return saved;
}

Result<void> TrainRun::finish()
{
    // The file first: nothing that happens afterwards can lose the work.
    if (m_output) {
        CG_CHECK(save());
        m_report.savedTo = m_output->path();
    }
    const StopReason reason = *m_report.stoppedBy;
    const bool isTrained = reason == StopReason::Steps || reason == StopReason::TargetLoss;
    const Result<void> opened = openEnd();
    if (m_key.isGivenUp() && (isTrained || reason == StopReason::Failed)) {
        m_report.stoppedBy = StopReason::Interrupt;
        return ended(StopReason::Interrupt);
    }
    if (!isTrained) {
        return ended(reason);
    }
    if (!opened) {
        m_report.stoppedBy = session::reasonOf(opened.error().code);
    }
    return opened;
}

/// Has the results opened, as far as there is somebody to do it.
Result<void> TrainRun::openEnd()
{
    Result<void> opened;
    if (m_session->canOpen() && !m_isHolderLost && !m_key.isGivenUp()) {
        opened = m_key.setAccess(trust::Access::Open);
        if (opened) {
            opened = openResults(*m_session, m_report);
        }
    }
    describeNoise(*m_session, m_report);
    describeStepTime(m_report);
    m_report.keyHolderMemory = m_key.peakMemory();
    return opened;
}

Error TrainRun::ended(StopReason reason) const
{
    const std::string steps = " after " + std::to_string(m_report.steps) + (m_report.steps == 1 ? " step" : " steps");
    const std::string kept = m_report.savedTo ? "; what was trained is in " + *m_report.savedTo : std::string();
    if (m_isHolderLost) {
        return {ErrorCode::KeyHolderLost, "the key holder's process ended" + steps + kept};
    }
    if (reason == StopReason::Interrupt && m_key.isGivenUp()) {
        const Error error = givenUp(steps);
        return {error.code, error.message + kept};
    }
    if (reason == StopReason::Interrupt) {
        return {ErrorCode::Cancelled, "interrupted" + steps + kept};
    }
    CG_EXPECTS(m_failure.has_value());
    return {m_failure->code, m_failure->message + ", and the training stopped" + steps + kept};
}

} // namespace

Result<void> runCommand(const TrainOptions& options)
{
    TrainRun run(options);
    const Result<void> result = run.run();
    if (run.isWorthReporting(result)) {
        const Result<void> printed = print(run.report(), options.format);
        return result ? printed : result;
    }
    return result;
}

} // namespace cg::cli
