#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "base/scheme.h"
#include "cli/options.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cg::cli {

// The text of one option's value, read. Failures are InvalidArgument, InvalidParameters, Syntax or Unsupported, whose
// message says what would be right; the option's name is put in front by the caller.

/// A whole number from 0 to 2^64 − 1.
[[nodiscard]] base::Result<std::uint64_t> parseCount(std::string_view text);
/// A whole number of at least 1.
[[nodiscard]] base::Result<std::size_t> parsePositiveCount(std::string_view text);
/// A finite number with a decimal point, above 0.
[[nodiscard]] base::Result<double> parsePositiveNumber(std::string_view text);
/// A learning rate, from train::kLeastRate to train::kMaxRate.
[[nodiscard]] base::Result<double> parseRate(std::string_view text);
/// A number from 0 up to, not including, 1.
[[nodiscard]] base::Result<double> parseFraction(std::string_view text);
/// "4" or "8,4": numbers of units, each at least 1.
[[nodiscard]] base::Result<std::vector<std::size_t>> parseUnits(std::string_view text);
/// "0" or "0,3": numbers of rows.
[[nodiscard]] base::Result<std::vector<std::size_t>> parseRows(std::string_view text);
[[nodiscard]] base::Result<base::SchemeId> parseScheme(std::string_view text);
/// 128, 192 or 256.
[[nodiscard]] base::Result<int> parseSecurity(std::string_view text);
/// "loss", "predictions", "prediction:3" or "network".
[[nodiscard]] base::Result<OpenTarget> parseOpenTarget(std::string_view text);

} // namespace cg::cli
