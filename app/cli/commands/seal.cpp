// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/key_choice.h"
#include "cli/reports/run_report.h"
#include "cli/session_output.h"

#include <memory>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SchemeId;

Error interrupted()
{
    return {ErrorCode::Cancelled, "interrupted before anything was written"};
}

Result<void> seal(const SealOptions& options, RunReport& report)
{
    CG_TRY(const Experiment experiment, makeExperiment(options.experiment, options.key));
    const SchemeId scheme = experiment.spec.scheme;
    report.spec = experiment.spec;
    report.start = experiment.start.kind();
    report.seed = experiment.start.number();
    if (scheme != SchemeId::Plain && !options.key.isAnyGiven()) {
        return Error{ErrorCode::NoKey, "seal needs --key or --demo-key, because nobody could open a file sealed with a "
                                       "key that dies with this run"};
    }
    CG_CHECK(checkKeyOptions(options.key, scheme));
    CG_TRY(SessionOutput output,
           SessionOutput::claim(options.out, options.overwrite,
                                {options.key.file, options.key.passphraseFile, options.experiment.data}));
    const FinishFirst finishFirst;
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(experiment.spec), WithoutKey::UseNoKey));
    if (isInterrupted()) {
        return interrupted();
    }
    const auto session =
        session::TrainingSession::create(experiment.spec, experiment.start, key.holder(), key.description());
    if (!session) {
        return key.isGivenUp() ? interrupted() : session.error();
    }
    describe(**session, report);
    if (isInterrupted()) {
        return interrupted();
    }
    CG_CHECK(output.save(**session));
    report.savedTo = output.path();
    report.stoppedBy = session::StopReason::Steps;
    CG_CHECK(key.setAccess(trust::Access::Open)); // for the noise
    describeNoise(**session, report);
    report.keyHolderMemory = key.peakMemory();
    // A sealed start is opened by nobody: not even its owner needs to know what was drawn.
    return scheme == SchemeId::Plain ? openResults(**session, report) : Result<void>();
}

} // namespace

Result<void> runCommand(const SealOptions& options)
{
    RunReport report;
    const Result<void> result = seal(options, report);
    if (result) {
        return print(report, options.format);
    }
    if (isWorthReporting(report, result.error(), options.format)) {
        static_cast<void>(print(report, options.format));
    }
    return result;
}

} // namespace cg::cli
