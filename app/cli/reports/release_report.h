#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "session/experiment.h"
#include "trust/release.h"

#include <optional>
#include <vector>

namespace cg::cli {

/// What `release` tells: what a release is worth and, where rows were named, the predictions.
struct ReleaseReport {
    session::ExperimentSpec spec;
    trust::ReleaseOutlook outlook;
    std::vector<std::size_t> rows;                ///< of the data
    std::vector<std::vector<double>> predictions; ///< of each row; empty: nothing was released
};

[[nodiscard]] base::Result<void> print(const ReleaseReport& report, OutputFormat format);

} // namespace cg::cli
