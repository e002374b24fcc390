#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "data/dataset.h"
#include "session/training_session.h"

#include <string>
#include <variant>
#include <vector>

namespace cg::cli {

/// The predictions of all rows beside the data.
struct OpenedPredictions {
    std::vector<std::vector<double>> rows;
    data::Dataset data;
};

/// The outputs for one row.
struct OpenedRow {
    std::size_t row = 0;
    std::vector<double> outputs;
};

/// What `open` tells.
struct OpenReport {
    std::string what; ///< as the user wrote it
    std::variant<session::OpenedLosses, OpenedPredictions, OpenedRow, model::Weights> values;
};

[[nodiscard]] base::Result<void> print(const OpenReport& report, OutputFormat format);

} // namespace cg::cli
