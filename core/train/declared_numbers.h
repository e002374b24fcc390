#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"
#include "model/network_spec.h"
#include "train/packing.h"
#include "train/plan.h"

#include <functional>
#include <string>
#include <vector>

namespace cg::train {

/// All slots of one ciphertext, which messages name by the text.
using SlotReader = std::function<base::Result<std::vector<double>>(const base::Bytes&, const std::string&)>;

/// `value` within ±bound, without a branch on it.
[[nodiscard]] double clamped(double value, double bound);

/// The declared numbers of a network's state: its weights and, with momentum, its velocities behind them. Each is read
/// from one slot of its row and clamped to DeclaredRanges::weight, and nothing else of a slot vector gets through.
/// Requires as many ciphertexts as the plan's state has under this packing. The errors of `read`.
[[nodiscard]] base::Result<std::vector<model::Weights>> declaredNumbers(const TrainingPlan& plan,
                                                                        const Packing& packing,
                                                                        const std::vector<base::Bytes>& state,
                                                                        const SlotReader& read);

} // namespace cg::train
