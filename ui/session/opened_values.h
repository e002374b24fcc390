#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_spec.h"
#include "session/training_session.h"
#include "ui/session/disclosure.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::ui {

/// What one unit puts out over the plane of the two inputs: row by row from the top, `kSide` numbers a row, the inputs
/// running over [-1.5, 1.5] or, where the data reach further, over the data's range.
struct DecisionMap {
    static constexpr std::size_t kSide = 48;
    std::vector<float> values;
};

struct LossPoint {
    std::uint64_t step = 0;
    double loss = 0.0;
};

/// Leaves one point in each of `parts` equal parts of the steps, the first one there, and the last point of all.
/// However often it is done, the points stay spread over the whole run. Requires parts > 0.
void thin(std::vector<LossPoint>& losses, std::size_t parts);

/// Everything that was opened with the key and is being shown. Exists only while the key is Open.
class OpenedValues {
public:
    std::vector<LossPoint> losses; ///< by step, at most 1,000 of them
    model::Weights weights;        ///< empty until they were opened
    std::uint64_t weightsStep = 0;
    std::vector<std::vector<DecisionMap>> maps;       ///< [layer][unit]; empty where the data have not two inputs
    double mapReach = 1.5;                            ///< the inputs of a map run over ±this
    std::vector<std::vector<double>> preActivations;  ///< [layer][row·units + unit], over the training data
    std::vector<session::MeasuredOperation> measured; ///< of one step; empty until measured
    std::uint64_t measuredStep = 0;
};

/// One opened prediction as it may be shown: already rounded to what was agreed.
struct OpenedPrediction {
    std::vector<double> outputs; ///< of ClassOnly: 0 or 1 an output, or the place of the largest
    std::uint64_t step = 0;
    OpeningTerms terms;
};

} // namespace cg::ui
