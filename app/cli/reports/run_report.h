#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "cli/key_choice.h"
#include "cli/options.h"
#include "session/step_time.h"
#include "session/training_session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cg::cli {

/// The noise of the final weights.
struct WeightNoiseReport {
    base::Log2 worst;
    base::Log2 estimate;
    base::Log2 drift; ///< expected, over all steps
    std::optional<base::Log2> measured;
};

/// What `train` and `seal` tell; filled as the work goes on, so that it can be shown wherever the work ends.
struct RunReport {
    session::ExperimentSpec spec;
    session::StartKind start = session::StartKind::Sealed;
    std::optional<std::uint64_t> seed;
    bool demoKey = false;
    std::optional<base::KeyId> keyId; ///< nothing under plain
    std::uint64_t steps = 0;          ///< in all
    std::uint64_t newSteps = 0;       ///< of this run
    double seconds = 0.0;
    std::optional<session::StepTime> stepTime; ///< measured; nothing under plain, and where no step was taken
    std::optional<double> targetLoss;
    std::optional<session::OpenedEvaluation> opened;
    std::optional<double> accuracy;
    std::optional<WeightNoiseReport> noise;
    std::optional<session::StopReason> stoppedBy;
    std::optional<std::string> savedTo;
    std::optional<std::uint64_t> keyHolderMemory;

    [[nodiscard]] double stepsPerSecond() const;
};

/// Whether the report of a run that ended in this error, before there was a session, says more than the error: the run
/// was ended from outside or could not go on, there is an experiment to report of, and a program reads it.
[[nodiscard]] bool isWorthReporting(const RunReport& report, const base::Error& error, OutputFormat format);

/// Takes over what the session says of itself.
void describe(const session::TrainingSession& session, RunReport& report);
/// How long a step took, beside what it takes in the clear; nothing under plain, or where none was taken.
void describeStepTime(RunReport& report);
/// Opens loss and predictions of the final weights and derives the accuracy.
[[nodiscard]] base::Result<void> openResults(session::TrainingSession& session, RunReport& report);
/// The noise of the weights, measured where there is a key holder who answers; nothing under plain.
void describeNoise(session::TrainingSession& session, RunReport& report);

[[nodiscard]] base::Result<void> print(const RunReport& report, OutputFormat format);

} // namespace cg::cli
