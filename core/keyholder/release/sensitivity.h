#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/log2.h"
#include "model/network_spec.h"

namespace cg::keyholder {

/// The largest that the inputs and the weights of a network may be, in absolute value.
struct Box {
    double input;
    double weight;
};

/// A bound of Σ|∂y/∂w| over all weights and biases of the network, for each output y, at any input and any weights of
/// the box: by the triangle inequality layer by layer, so that nothing about the real weights is in it. Requires a
/// spec that `check` accepts and a box of numbers above 0.
[[nodiscard]] base::Log2 largestSensitivity(const model::NetworkSpec& spec, const Box& box);

} // namespace cg::keyholder
