// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <array>

namespace cg::he {

std::string_view nameOf(OpKind kind)
{
    constexpr std::array<std::string_view, kOpKinds> kNames{
        "encrypt",        "prepare",  "add",    "subtract",   "negate", "add plain",  "multiply scalar",
        "multiply plain", "multiply", "absorb", "sum blocks", "rotate", "linear map", "remask"};
    return kNames.at(static_cast<std::size_t>(kind));
}

} // namespace cg::he
