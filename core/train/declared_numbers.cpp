// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/declared_numbers.h"

#include "train/state.h"

#include <algorithm>

namespace cg::train {

double clamped(double value, double bound)
{
    return std::min(std::max(value, -bound), bound);
}

base::Result<std::vector<model::Weights>> declaredNumbers(const TrainingPlan& plan, const Packing& packing,
                                                          const std::vector<base::Bytes>& state, const SlotReader& read)
{
    const double bound = DeclaredRanges{}.weight.bound;
    const std::vector<WeightSlots> entries = weightSlots(plan.network, packing);
    std::vector<std::vector<double>> half;
    std::vector<model::Weights> numbers;
    for (std::size_t i = 0; i < state.size(); ++i) {
        CG_TRY(const std::vector<double> slots,
               read(state[i], "ciphertext " + std::to_string(i + 1) + " of the network"));
        std::vector<double>& opened = half.emplace_back();
        for (const WeightSlots::Cell& cell : entries[i % entries.size()].cells) {
            opened.push_back(clamped(slots[cell.slot], bound));
        }
        if (half.size() == entries.size()) {
            numbers.push_back(unpackWeights(plan.network, packing, half));
            half.clear();
        }
    }
    return numbers;
}

} // namespace cg::train
