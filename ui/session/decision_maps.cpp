// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/decision_maps.h"

#include "model/forward.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace cg::ui {

namespace {

constexpr std::size_t kSide = DecisionMap::kSide;
constexpr double kLeastReach = 1.5;

bool varies(const data::Dataset& data, std::size_t column)
{
    for (std::size_t row = 1; row < data.rows(); ++row) {
        if (data.input(row)[column] != data.input(0)[column]) {
            return true;
        }
    }
    return false;
}

/// The plane of two inputs, row by row from the top (the second input grows upwards); the others as in the first row.
std::vector<double> planeOf(const data::Dataset& data, std::pair<std::size_t, std::size_t> inputs, double reach)
{
    std::vector<double> plane;
    plane.reserve(kSide * kSide * data.inputCount);
    const auto position = [reach](std::size_t cell) {
        return reach * (2.0 * (static_cast<double>(cell) + 0.5) / static_cast<double>(kSide) - 1.0);
    };
    for (std::size_t y = 0; y < kSide; ++y) {
        for (std::size_t x = 0; x < kSide; ++x) {
            const std::size_t begin = plane.size();
            plane.insert(plane.end(), data.input(0).begin(), data.input(0).end());
            plane[begin + inputs.first] = position(x);
            plane[begin + inputs.second] = -position(y);
        }
    }
    return plane;
}

std::vector<DecisionMap> mapsOfLayer(const std::vector<double>& activations, std::size_t units)
{
    std::vector<DecisionMap> maps(units);
    for (std::size_t i = 0; i < activations.size(); ++i) {
        maps[i % units].values.push_back(static_cast<float>(activations[i]));
    }
    return maps;
}

} // namespace

std::optional<std::pair<std::size_t, std::size_t>> mapInputs(const data::Dataset& data)
{
    std::vector<std::size_t> varying;
    for (std::size_t column = 0; column < data.inputCount && varying.size() <= 2; ++column) {
        if (varies(data, column)) {
            varying.push_back(column);
        }
    }
    return varying.size() == 2 ? std::optional(std::pair(varying[0], varying[1])) : std::nullopt;
}

void deriveFromWeights(OpenedValues& values, const model::NetworkSpec& network, const data::Dataset& data)
{
    values.preActivations = model::forward(network, values.weights, data.inputs).preActivations;
    values.maps.clear();
    const auto inputs = mapInputs(data);
    if (!inputs) {
        return;
    }
    double reach = kLeastReach;
    for (std::size_t row = 0; row < data.rows(); ++row) {
        const auto input = data.input(row);
        reach = std::max({reach, std::abs(input[inputs->first]), std::abs(input[inputs->second])});
    }
    values.mapReach = reach;
    const model::ForwardPass pass = model::forward(network, values.weights, planeOf(data, *inputs, reach));
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
        values.maps.push_back(mapsOfLayer(pass.activations[layer], network.layers[layer].units));
    }
}

} // namespace cg::ui
