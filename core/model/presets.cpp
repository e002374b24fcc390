// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/presets.h"

#include "data/quote.h"
#include "model/preset_tables.h"

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

/// One hidden layer of eight units with sqx, all rows in each step, Nesterov momentum.
Preset tablePreset(SplitTable table, double rate, double initScale, std::uint64_t steps)
{
    constexpr std::size_t kHidden = 8;
    constexpr double kMomentum = 0.8;
    Preset preset;
    preset.name = table.training.name;
    preset.network = {
        table.training.inputCount, {layer(kHidden, Activation::sqx()), layer(1, Activation::identity())}, initScale};
    preset.rate = rate;
    preset.momentum = kMomentum;
    preset.steps = steps;
    preset.data = std::move(table.training);
    preset.heldOut = std::move(table.heldOut);
    return preset;
}

Preset circlesPreset()
{
    Preset preset = tablePreset(carriedTable("circles"), 0.3, 1.5, 60);
    preset.title = "Circles: a ring around a disc";
    preset.lesson = "A network of degree 2 draws an ellipse, which is all that is needed here: 500 points, and the 500 "
                    "that it never saw are told apart as well.";
    return preset;
}

Preset moonsPreset()
{
    Preset preset = tablePreset(liftedTable("moons"), 0.6, 1.0, 100);
    preset.title = "Moons, with lifted inputs";
    preset.lesson =
        "A polynomial network of one hidden layer is no more than a polynomial of its inputs. The data are in "
        "the clear, so products of the inputs can be given to it as further inputs, free of noise.";
    return preset;
}

Preset spiralsPreset()
{
    Preset preset = tablePreset(liftedTable("spirals"), 0.3, 1.0, 60);
    preset.title = "Spirals, with lifted inputs";
    preset.lesson =
        "Two arms that no ellipse parts: inputs lifted to degree 3 make a curve of degree 6 of the network, "
        "and the depth under encryption stays the same.";
    return preset;
}

struct Entry {
    std::string_view name;
    Preset (*make)();
};
constexpr std::array kPresets{Entry{"xor", xorPreset},         Entry{"xor-sigmoid", xorSigmoidPreset},
                              Entry{"and", andPreset},         Entry{"or", orPreset},
                              Entry{"circles", circlesPreset}, Entry{"moons", moonsPreset},
                              Entry{"spirals", spiralsPreset}};

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
