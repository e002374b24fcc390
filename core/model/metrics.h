#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <span>

namespace cg::model {

/// What a network puts out beside what it should; row by row, `columns` numbers a row in both.
struct Comparison {
    std::span<const double> outputs;
    std::span<const double> targets;
    std::size_t columns = 1;
};

/// The mean over the rows of the sum over the outputs of (output − target)². Requires at least one row, spans of equal
/// size and a size that `columns` divides; so does `accuracy`.
[[nodiscard]] double meanSquaredError(const Comparison& comparison);

/// The share of rows, 0 … 1, that are classified as the target says. One output: both lie on the same side of 1/2
/// (1/2 itself counts as above). Several: the largest is in the same place (the first of equals). A row with an output
/// that is not finite counts as wrong.
[[nodiscard]] double accuracy(const Comparison& comparison);

} // namespace cg::model
