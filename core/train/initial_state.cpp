// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/initial_state.h"

namespace cg::train {

std::size_t stateSizeOf(const TrainingPlan& plan, const Packing& packing)
{
    const LayerLayout last = layoutsOf(plan.network, packing).back();
    const std::size_t weights = last.firstWeight + last.ciphertexts();
    return plan.optimizer.momentum == 0.0 ? weights : 2 * weights;
}

std::vector<std::vector<double>> packInitial(const TrainingPlan& plan, const Packing& packing,
                                             const model::Weights& weights)
{
    std::vector<std::vector<double>> slots = packWeights(plan.network, packing, weights);
    const std::size_t slotsUsed = slots.front().size();
    slots.resize(stateSizeOf(plan, packing), std::vector<double>(slotsUsed, 0.0));
    return slots;
}

} // namespace cg::train
