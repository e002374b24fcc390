#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/estimate.h"
#include "noise/ledger.h"
#include "session/experiment.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::session {

/// A whole step as the simulated backend sees it, before anything is run: no key, no data in it.
struct Forecast {
    std::vector<noise::LedgerEntry> operations;
    he::NoiseEstimate weights;        ///< after one step
    std::vector<base::Log2> expected; ///< over steps 1, 2, 4, … up to the asked number
    double costPerStep = 0.0;         ///< estimated 64-bit multiply-accumulates
    /// How many steps a refresh by the key holder is good for; nothing under a scheme that needs none.
    std::optional<std::uint64_t> stepsBetweenRefreshes;
};

/// Unsupported under plain. The errors of train::forecastStep.
[[nodiscard]] base::Result<Forecast> forecast(const ExperimentSpec& spec, std::uint64_t steps);

} // namespace cg::session
