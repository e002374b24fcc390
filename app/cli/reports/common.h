#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"
#include "base/scheme.h"
#include "cli/output.h"
#include "cli/text.h"
#include "data/dataset.h"
#include "security/badge.h"
#include "session/key_sizes.h"
#include "session/step_time.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cg::cli {

// Pieces that several reports have in common.

/// The value, or JSON's null.
template <typename Value>
[[nodiscard]] Json orNull(const std::optional<Value>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

[[nodiscard]] std::optional<double> bitsOf(const std::optional<base::Log2>& magnitude);

/// "vhe   BROKEN: whoever has …".
[[nodiscard]] std::string schemeText(base::SchemeId scheme, security::Badge badge);

/// "0.25, -1".
[[nodiscard]] std::string valuesText(std::span<const double> values);
/// "7 evaluation keys, 23.3 MiB in memory".
[[nodiscard]] std::string keysText(const session::KeySizes& keys);
/// "28.4 ms, 870 × slower than plain".
[[nodiscard]] std::string stepTimeText(const session::StepTime& time);

/// One number a row for a network with one output, a list a row otherwise.
[[nodiscard]] Json predictionsJson(const std::vector<std::vector<double>>& predictions);
/// Row, targets and predictions side by side; long tables are cut, and the last line says so.
[[nodiscard]] Table predictionsTable(const std::vector<std::vector<double>>& predictions, const data::Dataset& data);

} // namespace cg::cli
