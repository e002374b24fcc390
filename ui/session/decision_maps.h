#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "model/network_spec.h"
#include "ui/session/opened_values.h"

#include <optional>
#include <utility>

namespace cg::ui {

/// The two inputs that a map runs over: the columns that are not the same in all rows, where there are just two.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> mapInputs(const data::Dataset& data);

/// Fills in what follows from the opened weights alone: the maps and the pre-activations over the training data.
/// `values.weights` must fit `network`.
void deriveFromWeights(OpenedValues& values, const model::NetworkSpec& network, const data::Dataset& data);

} // namespace cg::ui
