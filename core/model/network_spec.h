#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "model/activation.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cg::model {

inline constexpr std::size_t kMaxUnits = 64;
inline constexpr std::size_t kMaxInputs = 4096;
inline constexpr std::size_t kMaxLayers = 8;
inline constexpr double kMaxInitScale = 100.0;

/// One dense layer: z = W·a + b, then the activation slot by slot.
struct LayerSpec {
    std::size_t units = 1; ///< 1 … kMaxUnits
    Activation activation = Activation::identity();
    bool bias = true;

    friend bool operator==(const LayerSpec&, const LayerSpec&) = default;
};

/// The public shape of a network. Initial weights are drawn from N(0, (initScale/√fan_in)²), biases start at 0.
struct NetworkSpec {
    std::size_t inputs = 1;        ///< 1 … kMaxInputs
    std::vector<LayerSpec> layers; ///< 1 … kMaxLayers
    double initScale = 1.0;        ///< 0 … kMaxInitScale

    [[nodiscard]] std::size_t outputs() const { return layers.back().units; }
    /// Number of inputs of layer `l`.
    [[nodiscard]] std::size_t fanIn(std::size_t l) const { return l == 0 ? inputs : layers[l - 1].units; }
    /// Weights and biases of all layers.
    [[nodiscard]] std::size_t numbers() const;
    /// InvalidArgument with the reason.
    [[nodiscard]] base::Result<void> check() const;
    /// "2-4-1 sqx" for people: the units, then the activations (an identity at the output goes without saying), then
    /// "without biases" or "biases in layer 1" where not every layer has them.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const NetworkSpec&, const NetworkSpec&) = default;
};

/// Decoding refuses (FileDamaged) what `check` refuses.
void encode(const NetworkSpec& spec, base::ByteWriter& writer);
[[nodiscard]] base::Result<NetworkSpec> decodeNetwork(base::ByteReader& reader);

/// One layer's numbers: weights[unit][input], bias[unit] (empty if the layer has none).
struct LayerWeights {
    std::vector<std::vector<double>> weights;
    std::vector<double> bias;

    friend bool operator==(const LayerWeights&, const LayerWeights&) = default;
};
using Weights = std::vector<LayerWeights>;

/// The initial weights that `random` determines, layer by layer, unit by unit, inputs in order. Biases are 0 and use no
/// randomness. Requires a spec that `check` accepts.
[[nodiscard]] Weights drawWeights(const NetworkSpec& spec, base::RandomSource& random);
/// All weights and biases 0. Requires a spec that `check` accepts.
[[nodiscard]] Weights zeroWeights(const NetworkSpec& spec);
/// Whether the numbers have the shape of the network.
[[nodiscard]] bool fits(const Weights& weights, const NetworkSpec& spec);

} // namespace cg::model
