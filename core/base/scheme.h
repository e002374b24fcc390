#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <optional>
#include <string_view>

namespace cg::base {

/// The evaluators. The numbers are part of the file format and of the protocol.
enum class SchemeId : std::uint8_t { Plain = 0, Vhe = 1, Ckks = 2 };

[[nodiscard]] std::string_view nameOf(SchemeId scheme);
[[nodiscard]] std::optional<SchemeId> schemeNamed(std::string_view name);

} // namespace cg::base
