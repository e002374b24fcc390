#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "session/key_sizes.h"
#include "session/step_time.h"
#include "session/training_session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cg::cli {

/// The expected error of a weight after so many steps.
struct ExpectedNoise {
    std::uint64_t steps = 0;
    base::Log2 noise;
};

enum class NoiseSource { Forecast, Step };

/// What `noise` tells: the operations of one training step, forecast or really done.
struct NoiseReport {
    NoiseSource source = NoiseSource::Forecast;
    session::ExperimentSpec spec;
    std::uint64_t step = 0; ///< number of the step
    bool demoKey = false;
    std::vector<session::MeasuredOperation> operations;
    std::vector<ExpectedNoise> expected;                ///< of a forecast
    std::optional<he::NoiseEstimate> weights;           ///< of a forecast: added by one step
    std::optional<double> costPerStep;                  ///< of a forecast: 64-bit multiply-accumulates
    std::optional<session::StepTime> stepTime;          ///< of a forecast: estimated for this machine
    std::optional<session::KeySizes> keys;              ///< of a forecast under CKKS
    std::optional<std::uint64_t> stepsBetweenRefreshes; ///< of a forecast; nothing where none is needed
};

[[nodiscard]] base::Result<void> print(const NoiseReport& report, OutputFormat format);

} // namespace cg::cli
