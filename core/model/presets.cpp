// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/presets.h"

#include "data/quote.h"

#include <array>
#include <utility>

namespace cg::model {

namespace {

/// The four points of a function of two truth values, −1 for false and 1 for true, with targets 0 and 1.
/// truth: the values at (−1, −1), (−1, 1), (1, −1), (1, 1).
data::Dataset truthTable(std::string name, std::vector<double> truth)
{
    return {std::move(name), 2, 1, {-1, -1, -1, 1, 1, -1, 1, 1}, std::move(truth)};
}

LayerSpec layer(std::size_t units, Activation activation)
{
    return {units, std::move(activation), true};
}

/// The net of XOR-1 (docs/training.md).
NetworkSpec smallNetwork()
{
    return {2, {layer(4, Activation::sqx()), layer(1, Activation::identity())}, 1.0};
}

Preset xorPreset()
{
    Preset preset;
    preset.name = "xor";
    preset.title = "XOR with a quadratic activation";
    preset.lesson = "No straight line separates XOR; four hidden units with the activation z/2 + z²/4, which is exact "
                    "under encryption, learn it within 150 steps from any start.";
    preset.network = smallNetwork();
    preset.rate = 0.3;
    preset.steps = 150;
    preset.data = truthTable("xor", {0, 1, 1, 0});
    return preset;
}

Preset xorSigmoidPreset()
{
    // docs/training.md: the bias is the first input, and no layer has another one. Largest hidden |z| in 1,000
    // runs: 4.94.
    constexpr double kRadius = 5.0;
    const Activation sigmoid = Activation::create(Function::Sigmoid, Approximation::Taylor, 3, kRadius).value();
    Preset preset;
    preset.name = "xor-sigmoid";
    preset.title = "XOR with a sigmoid of degree 3";
    preset.lesson = "Encryption can evaluate polynomials only: here the sigmoid is its Taylor polynomial 1/2 + z/4 − "
                    "z³/48, and the net learns slowly but surely, because its gradient is that of the polynomial.";
    preset.network = {3, {{4, sigmoid, false}, {1, Activation::identity(), false}}, 1.0};
    preset.rate = 0.5;
    preset.steps = 1'000;
    preset.data = {"xor-sigmoid", 3, 1, {1, -1, -1, 1, -1, 1, 1, 1, -1, 1, 1, 1}, {0, 1, 1, 0}};
    return preset;
}

Preset andPreset()
{
    Preset preset;
    preset.name = "and";
    preset.title = "AND";
    preset.lesson =
        "AND is separable by a line, yet a linear net cannot give the values 0 and 1: the best line through "
        "its four points leaves an error of 1/16, the hidden units remove it.";
    preset.network = smallNetwork();
    preset.rate = 0.3;
    preset.steps = 200;
    preset.data = truthTable("and", {0, 0, 0, 1});
    return preset;
}

Preset orPreset()
{
    Preset preset;
    preset.name = "or";
    preset.title = "OR";
    preset.lesson = "OR is AND with both inputs and the output negated: the same net learns it about as fast, and the "
                    "trainer's work is the same, operation by operation.";
    preset.network = smallNetwork();
    preset.rate = 0.3;
    preset.steps = 200;
    preset.data = truthTable("or", {0, 1, 1, 1});
    return preset;
}

struct Entry {
    std::string_view name;
    Preset (*make)();
};
constexpr std::array kPresets{Entry{"xor", xorPreset}, Entry{"xor-sigmoid", xorSigmoidPreset}, Entry{"and", andPreset},
                              Entry{"or", orPreset}};

} // namespace

std::vector<std::string> presetNames()
{
    std::vector<std::string> names;
    names.reserve(kPresets.size());
    for (const Entry& entry : kPresets) {
        names.emplace_back(entry.name);
    }
    return names;
}

base::Result<Preset> findPreset(std::string_view name)
{
    std::string known;
    for (const Entry& entry : kPresets) {
        if (entry.name == name) {
            return entry.make();
        }
        known += (known.empty() ? "" : ", ") + std::string(entry.name);
    }
    return base::Error{base::ErrorCode::InvalidArgument,
                       "there is no preset \"" + data::shown(name) + "\"; there are: " + known};
}

} // namespace cg::model
