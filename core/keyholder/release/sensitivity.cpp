// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/sensitivity.h"

#include <cmath>
#include <vector>

namespace cg::keyholder {

namespace {

using base::Log2;

/// The most that |p(z)| can be for |z| ≤ bound.
Log2 largestValue(const math::Polynomial& polynomial, Log2 bound)
{
    Log2 sum;
    Log2 power = Log2::ofBits(0.0);
    for (const double coefficient : polynomial.coefficients()) {
        sum = sum + Log2::ofMagnitude(coefficient) * power;
        power = power * bound;
    }
    return sum;
}

/// What one layer does at its largest.
struct LayerBounds {
    Log2 inputs; ///< Σ of its inputs and of the 1 that a bias is multiplied by
    Log2 slope;  ///< |p'(z)|
};

std::vector<LayerBounds> boundsOf(const model::NetworkSpec& spec, const Box& box)
{
    std::vector<LayerBounds> bounds;
    Log2 activation = Log2::ofMagnitude(box.input);
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        Log2 inputs = Log2::ofMagnitude(static_cast<double>(spec.fanIn(layer))) * activation;
        if (spec.layers[layer].bias) {
            inputs = inputs + Log2::ofBits(0.0);
        }
        const Log2 preActivation = inputs * Log2::ofMagnitude(box.weight);
        const model::Activation& function = spec.layers[layer].activation;
        bounds.push_back({inputs, largestValue(function.derivative(), preActivation)});
        activation = largestValue(function.polynomial(), preActivation);
    }
    return bounds;
}

} // namespace

Log2 largestSensitivity(const model::NetworkSpec& spec, const Box& box)
{
    const std::vector<LayerBounds> bounds = boundsOf(spec, box);
    Log2 sum;
    Log2 units = Log2::ofBits(0.0);    // those of a layer that an output depends on: one of the last
    Log2 arriving = Log2::ofBits(0.0); // |∂y/∂a| of a unit of the layer
    for (std::size_t layer = spec.layers.size(); layer-- > 0;) {
        const Log2 delta = arriving * bounds[layer].slope;
        sum = sum + units * delta * bounds[layer].inputs;
        arriving = units * delta * Log2::ofMagnitude(box.weight);
        units = Log2::ofMagnitude(static_cast<double>(spec.fanIn(layer)));
    }
    return sum;
}

} // namespace cg::keyholder
