#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/experiment.h"
#include "session/forecast.h"
#include "session/key_sizes.h"
#include "session/step_time.h"

#include <cstdint>
#include <optional>

namespace cg::session {

/// What can be told of a run before anything of it is made.
struct Outlook {
    Forecast forecast;
    StepTime stepTime;
    std::optional<KeySizes> keys; ///< under CKKS, where they are large
};

/// The errors of `forecast`, which has nothing to say under plain, and of `estimatedTimes`.
[[nodiscard]] base::Result<Outlook> outlookOf(const ExperimentSpec& spec, std::uint64_t steps);

} // namespace cg::session
