#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/experiment.h"
#include "ui/session/session_state.h"

#include <cstdint>

namespace cg::ui {

/// What a choice stands for: the experiment, and the steps that its preset asks for.
struct Experiment {
    session::ExperimentSpec spec;
    session::StartChoice start;
    std::uint64_t steps = 0;
};

/// InvalidArgument and the errors of Activation::parse and TrainingPlan::check.
[[nodiscard]] base::Result<Experiment> experimentOf(const ExperimentChoice& choice);
/// The choice that a saved run was made from, as far as a choice can say it.
[[nodiscard]] ExperimentChoice choiceOf(const session::SessionRecord& record);

} // namespace cg::ui
