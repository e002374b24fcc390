#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "data/dataset.h"
#include "session/session_file.h"

#include <cstddef>
#include <optional>
#include <string>

namespace cg::session {

// A network goes from one party to the next, and the data of each stay where they are.

/// A table that stands for data which are not there: `rows` rows of ones in the network's shape. Requires 1 ≤ rows ≤
/// data::kMaxRows.
[[nodiscard]] data::Dataset standInFor(const model::NetworkSpec& network, std::size_t rows);

/// Takes the data out of a session; as many rows a step stay, for which the network is packed.
void leaveOutData(SessionRecord& record);

/// InvalidArgument where the data have been left out: nothing can be computed from them.
[[nodiscard]] base::Result<void> checkHasData(const SessionRecord& record);

/// Puts data into a session in the place of its own, for as many rows a step as before, or `batch` of them; all of
/// them where they are fewer. The network and the number of updates stay, and what the key holder could repeat of the
/// run is over.
///
/// InvalidArgument where the table does not fit the network, holds numbers that the scheme does not, or has so few rows
/// a step that the network, which is packed for more, would have to lie elsewhere; BadData; LevelsExhausted where a
/// step does not fit the levels any more. `subject` names the table.
[[nodiscard]] base::Result<void> giveData(SessionRecord& record, data::Dataset data, std::optional<std::size_t> batch,
                                          const std::string& subject);

} // namespace cg::session
