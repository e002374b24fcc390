#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"

#include <optional>
#include <string_view>

namespace cg::model {

/// Names one entry of the table: `function` as in its field "f", on [-radius, radius].
struct MinimaxKey {
    std::string_view function;
    int degree;
    double radius;
};

/// The minimax polynomial of resources/data/poly_table.json, which is part of the library and parsed at the first
/// call; nothing where the table has no such entry. Thread-safe.
[[nodiscard]] std::optional<math::Polynomial> minimaxPolynomial(const MinimaxKey& key);

} // namespace cg::model
