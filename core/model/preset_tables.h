#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include <string_view>

namespace cg::model {

/// The rows to train on, and as many others to test with.
struct SplitTable {
    data::Dataset training;
    data::Dataset heldOut;
};

/// A table that the program carries: "circles", "moons" or "spirals" (resources/data/README.md), 500 rows and 500 held
/// out, two inputs and one target of 0 or 1.
[[nodiscard]] SplitTable carriedTable(std::string_view name);
/// The same, lifted by polynomials up to degree 3 that know the training rows only: nine inputs.
[[nodiscard]] SplitTable liftedTable(std::string_view name);

} // namespace cg::model
