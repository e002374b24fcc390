// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/key_choice.h"
#include "cli/reports/noise_report.h"
#include "cli/session_input.h"
#include "session/outlook.h"
#include "session/session_data.h"
#include "session/training_session.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SchemeId;

/// Performs the next step of the session on the side.
Result<NoiseReport> measureStep(session::TrainingSession& session)
{
    NoiseReport report;
    report.source = NoiseSource::Step;
    report.spec = session.spec();
    report.step = session.snapshot()->steps;
    report.demoKey = session.demoKey();
    CG_TRY(report.operations, session.measureStep());
    return report;
}

Result<NoiseReport> forecastSteps(const Experiment& experiment, std::uint64_t steps)
{
    constexpr std::uint64_t kLongestForecast = 1'000'000'000'000'000;
    if (steps > kLongestForecast) {
        return Error{ErrorCode::InvalidArgument,
                     "--steps: a forecast looks at most " + std::to_string(kLongestForecast) + " steps ahead"};
    }
    CG_TRY(const session::Outlook outlook, session::outlookOf(experiment.spec, steps));
    const session::Forecast& forecast = outlook.forecast;
    NoiseReport report;
    report.spec = experiment.spec;
    for (const noise::LedgerEntry& entry : forecast.operations) {
        report.operations.push_back({entry, std::nullopt});
    }
    std::uint64_t after = 1;
    for (const base::Log2 expected : forecast.expected) {
        report.expected.push_back({std::min(after, steps), expected});
        after *= 2;
    }
    report.weights = forecast.weights;
    report.costPerStep = forecast.costPerStep;
    report.stepsBetweenRefreshes = forecast.stepsBetweenRefreshes;
    report.stepTime = outlook.stepTime;
    report.keys = outlook.keys;
    return report;
}

Result<NoiseReport> noiseOfSession(const NoiseOptions& options)
{
    CG_CHECK(checkBesideFrom(options.experiment));
    CG_TRY(session::StoredSession stored, readSessionFile(*options.from));
    session::SessionRecord& record = stored.record;
    CG_CHECK(checkScheme(options.experiment.scheme, record.spec.scheme));
    CG_CHECK(session::checkHasData(record));
    CG_TRY(const KeyInUse key, takeKey(options.key, keyKindOf(record.spec), WithoutKey::UseNoKey));
    CG_CHECK(key.setAccess(trust::Access::Open));
    CG_TRY(const auto session, restoreSession(std::move(record), key, *options.from));
    return measureStep(*session);
}

Result<NoiseReport> noiseOfNewRun(const NoiseOptions& options)
{
    CG_TRY(const Experiment experiment, makeExperiment(options.experiment, options.key));
    const SchemeId scheme = experiment.spec.scheme;
    if (scheme != SchemeId::Plain && !options.key.isAnyGiven()) {
        return forecastSteps(experiment, options.steps.value_or(experiment.steps));
    }
    CG_TRY(const KeyInUse key, takeKey(options.key, keyKindOf(experiment.spec), WithoutKey::UseNoKey));
    CG_CHECK(key.setAccess(trust::Access::Open));
    CG_TRY(const auto session,
           session::TrainingSession::create(experiment.spec, experiment.start, key.holder(), key.description()));
    return measureStep(*session);
}

} // namespace

Result<void> runCommand(const NoiseOptions& options)
{
    CG_TRY(const NoiseReport report, options.from ? noiseOfSession(options) : noiseOfNewRun(options));
    return print(report, options.format);
}

} // namespace cg::cli
