#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/packing.h"
#include "train/plan.h"

#include <vector>

namespace cg::train {

/// Ciphertexts of a network's state: the weights, and as many velocities where there is momentum.
[[nodiscard]] std::size_t stateSizeOf(const TrainingPlan& plan, const Packing& packing);

/// The slots of every ciphertext of the state at step 0: the weights, then (with momentum) a zero velocity for each.
/// With velocity zero the look-ahead point u is the weights themselves. `weights` must have the network's shape.
[[nodiscard]] std::vector<std::vector<double>> packInitial(const TrainingPlan& plan, const Packing& packing,
                                                           const model::Weights& weights);

} // namespace cg::train
