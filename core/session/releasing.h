#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/session_file.h"
#include "trust/key_holder.h"

#include <optional>
#include <vector>

namespace cg::session {

/// What a release of the session's network would be worth now; discloses nothing. Requires an encrypted session.
[[nodiscard]] base::Result<trust::ReleaseOutlook> foretellRelease(const SessionRecord& record,
                                                                  trust::KeyHolder& holder);

/// The training of the session up to now, as the key holder can repeat it; nothing where it cannot find the start again
/// (the session was begun by an older version, or its network came from elsewhere).
[[nodiscard]] std::optional<trust::TrainingRun> repeatableRun(const SessionRecord& record,
                                                              const base::Seed& trainerSeed);

/// Predictions of the network for `inputs` (row by row, in the network's inputs) that may go to anybody: the key holder
/// trains the network itself, from the start that it drew, and floods what it predicts. Requires an encrypted session.
///
/// Unsupported where the key holder cannot find the start again (the session was begun by an older version, or its
/// network came from elsewhere); the errors of trust::KeyHolder::release.
[[nodiscard]] base::Result<trust::Disclosed<trust::Release>>
releasePredictions(const SessionRecord& record, const std::vector<double>& inputs, trust::KeyHolder& holder);

} // namespace cg::session
