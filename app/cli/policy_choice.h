#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "trust/release_policy.h"

#include <cstddef>

namespace cg::cli {

/// The policy that the options name; `numbers` are those of a release where they do not say.
[[nodiscard]] trust::ReleasePolicy policyOf(const PolicyOptions& options, std::size_t numbers);

} // namespace cg::cli
