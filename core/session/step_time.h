#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/experiment.h"
#include "session/forecast.h"

#include <chrono>

namespace cg::session {

using Seconds = std::chrono::duration<double>;

/// How long one update takes on this machine, in the clear and under encryption.
struct StepTime {
    Seconds plain;
    Seconds encrypted;

    /// How many times as long as in the clear.
    [[nodiscard]] double slowdown() const { return encrypted / plain; }
};

/// How long one update takes in the clear on this machine: the least of several short runs of a session of its own,
/// some milliseconds in all. The errors of TrainingSession::create.
[[nodiscard]] base::Result<Seconds> plainStepTime(const ExperimentSpec& spec);

/// How long one update will take under encryption on this machine, its refresh included: the forecast's cost times how
/// long a product takes here, which is measured within a millisecond. Good to a factor of two. Requires a scheme that
/// encrypts. The errors of `ringFor`.
[[nodiscard]] base::Result<Seconds> estimatedStepTime(const ExperimentSpec& spec, const Forecast& forecast);

/// Both, before anything of the run is made. The errors of both.
[[nodiscard]] base::Result<StepTime> estimatedTimes(const ExperimentSpec& spec, const Forecast& forecast);

} // namespace cg::session
