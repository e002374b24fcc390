#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "model/network_spec.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cg::model {

/// All that one pass through a network computes, in the clear. For each layer, row by row, `units` numbers a row.
struct ForwardPass {
    std::vector<std::vector<double>> preActivations; ///< z = W·a + b
    std::vector<std::vector<double>> activations;    ///< p(z) with the activation's polynomial p

    [[nodiscard]] const std::vector<double>& outputs() const { return activations.back(); }
    /// Largest |z| of layer `l`; an activation is trustworthy while this stays within its radius.
    [[nodiscard]] double largestPreActivation(std::size_t l) const;
};

/// Runs the rows of `inputs` (row by row, spec.inputs numbers each) through the network. Requires weights that fit.
[[nodiscard]] ForwardPass forward(const NetworkSpec& spec, const Weights& weights, std::span<const double> inputs);

/// The rows that a gradient is averaged over.
struct Batch {
    std::span<const double> inputs;  ///< rows × spec.inputs
    std::span<const double> targets; ///< rows × spec.outputs()
};

/// The exact gradient of (1/B) Σ_b ½‖y_b − t_b‖² at `weights`, in the shape of the weights; activations are
/// differentiated as the polynomials that they are (docs/training.md). Requires at least one row and shapes that fit.
///
/// This is the reference against which the encrypted trainer is checked: it shares no code with it.
[[nodiscard]] Weights gradient(const NetworkSpec& spec, const Weights& weights, const Batch& batch);

/// What plain training carries from step to step; both in the shape of the network.
struct DescentState {
    Weights weights;  ///< w
    Weights velocity; ///< v, all 0 at the start
};

struct Descent {
    double rate = 0.3;
    double momentum = 0.0; ///< Nesterov's μ in [0, 1); 0: plain gradient descent
};

/// The state before the first step. Requires weights that fit.
[[nodiscard]] DescentState startDescent(const NetworkSpec& spec, Weights weights);

/// Where the next step takes its gradient: u = w + μv.
[[nodiscard]] Weights lookAhead(const DescentState& state, const Descent& descent);

/// One step on the given rows of `data`: g = gradient at u = w + μv; v ← μv − rate·g; w ← w + v. Nothing is checked for
/// divergence: numbers may become infinite. Requires shapes that fit and row numbers below data.rows().
[[nodiscard]] DescentState descend(const NetworkSpec& spec, const DescentState& state, const Descent& descent,
                                   const data::Dataset& data, std::span<const std::size_t> rows);

} // namespace cg::model
