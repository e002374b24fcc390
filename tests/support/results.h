#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace cg::testing {

/// The value of a result that must have one. Prints the error and ends the test program where there is none, because
/// nothing after it could mean anything.
template <typename T>
[[nodiscard]] T valueOf(base::Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "a value was expected, not the error: %s\n", result.error().message.c_str());
        std::abort();
    }
    return std::move(result).value();
}

/// The code of the error in `result`, or nothing where it succeeded:
/// QCOMPARE(errorOf(reader.u8()), ErrorCode::FileDamaged).
template <typename T>
[[nodiscard]] std::optional<base::ErrorCode> errorOf(const base::Result<T>& result)
{
    return result ? std::nullopt : std::optional(result.error().code);
}

/// The message of the error in `result`, or an empty text where it succeeded.
template <typename T>
[[nodiscard]] std::string messageOf(const base::Result<T>& result)
{
    return result ? std::string() : result.error().message;
}

} // namespace cg::testing

namespace cg::base {

/// For QCOMPARE's output: the enumerator's number.
[[nodiscard]] char* toString(const std::optional<ErrorCode>& code);

} // namespace cg::base
