#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <string>
#include <string_view>

namespace cg::data {

/// How much of a cell or a name a message shows.
inline constexpr std::size_t kMaxShownCharacters = 40;

/// Text from outside as a message may show it: control characters, backslashes and bytes that are no UTF-8 become
/// escapes (\x1b), and after `maxCharacters` it is cut with "…".
[[nodiscard]] std::string shown(std::string_view text, std::size_t maxCharacters = kMaxShownCharacters);

} // namespace cg::data
