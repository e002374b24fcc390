// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_spec.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace cg::model {

namespace {

base::Error bad(const std::string& what)
{
    return {base::ErrorCode::InvalidArgument, "the network cannot be used: " + what};
}

/// "sqx", "linear" or "sqx, tanh:taylor:3@2": nothing said twice, and no word on a linear output.
std::string activationsText(const std::vector<LayerSpec>& layers)
{
    const bool linearOutput = layers.size() > 1 && layers.back().activation.isIdentity();
    std::vector<std::string> names;
    names.reserve(layers.size());
    for (const LayerSpec& layer : layers) {
        names.push_back(layer.activation.isIdentity() ? "linear" : layer.activation.text());
    }
    if (linearOutput) {
        names.pop_back();
        if (std::count(names.begin(), names.end(), names.front()) == std::ssize(names)) {
            names.resize(1);
        }
    }
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
        text += ", " + names[i];
    }
    return text;
}

std::string biasesText(const std::vector<LayerSpec>& layers)
{
    const auto hasBias = [](const LayerSpec& layer) { return layer.bias; };
    if (std::all_of(layers.begin(), layers.end(), hasBias)) {
        return "";
    }
    if (std::none_of(layers.begin(), layers.end(), hasBias)) {
        return ", without biases";
    }
    std::string numbers;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (layers[l].bias) {
            numbers += (numbers.empty() ? "" : ", ") + std::to_string(l + 1);
        }
    }
    return ", biases in layer " + numbers;
}

base::Result<LayerSpec> decodeLayer(base::ByteReader& reader)
{
    LayerSpec layer;
    CG_TRY(layer.units, reader.u32());
    CG_TRY(layer.activation, decodeActivation(reader));
    CG_TRY(const std::uint8_t bias, reader.choice(1));
    layer.bias = bias == 1;
    return layer;
}

} // namespace

base::Result<void> NetworkSpec::check() const
{
    if (inputs == 0 || inputs > kMaxInputs) {
        return bad(std::to_string(inputs) + " inputs, where 1 to " + std::to_string(kMaxInputs) + " may be");
    }
    if (layers.empty() || layers.size() > kMaxLayers) {
        return bad(std::to_string(layers.size()) + " layers, where 1 to " + std::to_string(kMaxLayers) + " may be");
    }
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (layers[l].units == 0 || layers[l].units > kMaxUnits) {
            return bad(std::to_string(layers[l].units) + " units in layer " + std::to_string(l + 1) + ", where 1 to " +
                       std::to_string(kMaxUnits) + " may be");
        }
    }
    // Written so that a NaN is refused, too.
    if (!(initScale >= 0.0 && initScale <= kMaxInitScale)) {
        return bad("its scale of initial weights must lie between 0 and " +
                   std::to_string(static_cast<int>(kMaxInitScale)));
    }
    return {};
}

std::string NetworkSpec::text() const
{
    CG_EXPECTS(!layers.empty());
    std::string text = std::to_string(inputs);
    for (const LayerSpec& layer : layers) {
        text += "-" + std::to_string(layer.units);
    }
    return text + " " + activationsText(layers) + biasesText(layers);
}

// Layout: u32 inputs, f64 initScale, u32 number of layers; each: u32 units, activation, u8 bias.
void encode(const NetworkSpec& spec, base::ByteWriter& writer)
{
    CG_EXPECTS(spec.check().hasValue());
    writer.u32(static_cast<std::uint32_t>(spec.inputs));
    writer.f64(spec.initScale);
    writer.u32(static_cast<std::uint32_t>(spec.layers.size()));
    for (const LayerSpec& layer : spec.layers) {
        writer.u32(static_cast<std::uint32_t>(layer.units));
        encode(layer.activation, writer);
        writer.u8(layer.bias ? 1 : 0);
    }
}

base::Result<NetworkSpec> decodeNetwork(base::ByteReader& reader)
{
    constexpr std::size_t kMinLayerBytes = 6;
    NetworkSpec spec;
    CG_TRY(spec.inputs, reader.u32());
    CG_TRY(spec.initScale, reader.finite());
    CG_TRY(const std::size_t layers, reader.count(kMaxLayers, kMinLayerBytes));
    for (std::size_t l = 0; l < layers; ++l) {
        CG_TRY(LayerSpec layer, decodeLayer(reader));
        spec.layers.push_back(std::move(layer));
    }
    if (const auto checked = spec.check(); !checked) {
        return reader.damaged(checked.error().message);
    }
    return spec;
}

Weights drawWeights(const NetworkSpec& spec, base::RandomSource& random)
{
    Weights weights = zeroWeights(spec);
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const double deviation = spec.initScale / std::sqrt(static_cast<double>(spec.fanIn(l)));
        for (auto& unit : weights[l].weights) {
            std::generate(unit.begin(), unit.end(), [&] { return deviation * random.normal(); });
        }
    }
    return weights;
}

Weights zeroWeights(const NetworkSpec& spec)
{
    CG_EXPECTS(spec.check().hasValue());
    Weights weights;
    for (std::size_t l = 0; l < spec.layers.size(); ++l) {
        const LayerSpec& layer = spec.layers[l];
        weights.push_back({std::vector(layer.units, std::vector<double>(spec.fanIn(l), 0.0)),
                           std::vector<double>(layer.bias ? layer.units : 0, 0.0)});
    }
    return weights;
}

std::size_t NetworkSpec::numbers() const
{
    std::size_t count = 0;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        count += layers[layer].units * (fanIn(layer) + (layers[layer].bias ? 1 : 0));
    }
    return count;
}

bool fits(const Weights& weights, const NetworkSpec& spec)
{
    if (weights.size() != spec.layers.size()) {
        return false;
    }
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const LayerSpec& layer = spec.layers[l];
        const auto& rows = weights[l].weights;
        const auto hasFanIn = [&](const std::vector<double>& unit) { return unit.size() == spec.fanIn(l); };
        if (rows.size() != layer.units || !std::all_of(rows.begin(), rows.end(), hasFanIn) ||
            weights[l].bias.size() != (layer.bias ? layer.units : 0)) {
            return false;
        }
    }
    return true;
}

} // namespace cg::model
