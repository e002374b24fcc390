#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/estimate.h"

#include <vector>

namespace cg::train {

/// What the circuit declares of a network's numbers (docs/vhe.md): the noise bound of a step rests on these.
struct DeclaredRanges {
    he::MessageRange weight{6.0, 1.0};
    he::MessageRange preActivation{8.0, 1.5};
    he::MessageRange output{16.0, 1.0};
};

/// The encrypted network: `weights` (at the look-ahead point u = w + μv if there is momentum) and `velocity` (empty
/// without momentum), both in the order of weightSlots().
template <typename Ciphertext>
struct NetworkState {
    std::vector<Ciphertext> weights;
    std::vector<Ciphertext> velocity;
};

/// What one update gives: the next state and the loss before it (Σ‖y_b − t_b‖² / B over the rows used; in slot 0, or
/// still to be summed over lossSlots()).
template <typename Ciphertext>
struct StepResult {
    NetworkState<Ciphertext> state;
    Ciphertext loss;
};

/// One pass over all rows without an update: predictions by tile of grid.columns rows, then by output or tile of
/// outputs; predictionPlace() says where each one lies.
template <typename Ciphertext>
struct Evaluation {
    Ciphertext loss;
    std::vector<Ciphertext> predictions;
};

} // namespace cg::train
