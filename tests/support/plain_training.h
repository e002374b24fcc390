#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/plain/backend.h"
#include "model/forward.h"
#include "model/presets.h"
#include "noise/metered.h"
#include "support/results.h"
#include "train/initial_state.h"
#include "train/trainer_inl.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cg::testing {

using PlainBackend = he::plain::Backend;
using PlainState = train::NetworkState<he::plain::Ciphertext>;
using SharedPlan = std::shared_ptr<const train::TrainingPlan>;

/// The numbers in a plain ciphertext, and in a metered one.
[[nodiscard]] inline const std::vector<double>& valuesIn(const he::plain::Ciphertext& ciphertext)
{
    return ciphertext.slots;
}
[[nodiscard]] inline const std::vector<double>& valuesIn(const noise::Tracked<he::plain::Ciphertext>& ciphertext)
{
    return ciphertext.inner.slots;
}

/// The state at step 0 of a network with these weights.
template <he::HeBackend B>
train::NetworkState<typename B::Ciphertext> startState(B& backend, const train::TrainingPlan& plan,
                                                       const train::Packing& packing, const model::Weights& weights)
{
    train::NetworkState<typename B::Ciphertext> state;
    const std::size_t count = train::weightSlots(plan.network, packing).size();
    for (const std::vector<double>& values : train::packInitial(plan, packing, weights)) {
        auto& part = state.weights.size() < count ? state.weights : state.velocity;
        part.push_back(valueOf(backend.encrypt(values, {base::Purpose::SealStart})));
    }
    return state;
}

/// The network in opened weight ciphertexts.
template <typename Ciphertext>
model::Weights openedWeights(const train::TrainingPlan& plan, const train::Packing& packing,
                             const std::vector<Ciphertext>& ciphertexts)
{
    std::vector<std::vector<double>> cells;
    const std::vector<train::WeightSlots> places = train::weightSlots(plan.network, packing);
    for (std::size_t c = 0; c < places.size(); ++c) {
        std::vector<double>& values = cells.emplace_back();
        for (const train::WeightSlots::Cell& cell : places[c].cells) {
            values.push_back(valuesIn(ciphertexts.at(c)).at(cell.slot));
        }
    }
    return train::unpackWeights(plan.network, packing, cells);
}

/// The plan of a preset.
[[nodiscard]] inline SharedPlan planOf(const model::Preset& preset)
{
    return std::make_shared<train::TrainingPlan>(
        train::TrainingPlan{preset.network, {preset.rate, preset.momentum}, preset.batchSize, preset.data});
}

[[nodiscard]] inline model::Weights drawnWeights(const model::NetworkSpec& spec, std::uint64_t number)
{
    base::SeededRandom random(base::seedFromNumber(number, "test weights"), {base::Purpose::InitialWeights});
    return model::drawWeights(spec, random);
}

/// `rows` random examples in [−1, 1].
[[nodiscard]] inline data::Dataset randomData(base::RandomSource& random, std::size_t inputs, std::size_t targets,
                                              std::size_t rows)
{
    data::Dataset data{"random", inputs, targets, std::vector<double>(inputs * rows),
                       std::vector<double>(targets * rows)};
    for (std::vector<double>* numbers : {&data.inputs, &data.targets}) {
        for (double& number : *numbers) {
            number = 2.0 * random.uniform() - 1.0;
        }
    }
    return data;
}

/// Activations that differ in the circuit: degrees 1 to 9, odd and general. The general ones are Taylor polynomials of
/// exp, of which a network bears one: exp(exp(z)) leaves all bounds.
enum class ActivationKind : std::uint8_t { Tame, Any };
[[nodiscard]] inline model::Activation randomActivation(base::RandomSource& random, ActivationKind kind)
{
    constexpr std::string_view kTexts[] = {
        "identity",           "sqx",
        "sigmoid:taylor:1@3", "sigmoid:taylor:3@3",
        "tanh:chebyshev:5@2", "sigmoid:taylor:7@2",
        "sigmoid:taylor:9@2", "exp:taylor:2@1",
        "exp:taylor:3@1",     "exp:taylor:4@1",
        "exp:chebyshev:6@1",  "exp:taylor:7@1",
        "exp:taylor:8@1",     "exp:taylor:9@1",
    };
    constexpr std::size_t kTameOnes = 7;
    return valueOf(
        model::Activation::parse(kTexts[random.below(kind == ActivationKind::Tame ? kTameOnes : std::size(kTexts))]));
}

/// A network of 1 to `mostLayers` layers of 1 to `mostUnits` units with small weights, and data for it.
[[nodiscard]] inline train::TrainingPlan randomPlan(base::RandomSource& random, std::size_t mostLayers,
                                                    std::size_t mostUnits, std::size_t mostRows)
{
    train::TrainingPlan plan;
    plan.network.inputs = 1 + random.below(5);
    plan.network.initScale = 0.5;
    const std::size_t layers = 1 + random.below(mostLayers);
    const std::size_t anyLayer = random.below(layers);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const bool bias = random.below(4) != 0;
        const ActivationKind kind = layer == anyLayer ? ActivationKind::Any : ActivationKind::Tame;
        plan.network.layers.push_back({1 + random.below(mostUnits), randomActivation(random, kind), bias});
    }
    const std::size_t rows = 1 + random.below(mostRows);
    plan.batchSize = random.below(2) == 0 ? 0 : 1 + random.below(rows);
    plan.optimizer = {0.02, random.below(2) == 0 ? 0.0 : 0.8};
    plan.data = randomData(random, plan.network.inputs, plan.network.outputs(), rows);
    return plan;
}

/// A plan for people who read a failure.
[[nodiscard]] inline std::string describe(const train::TrainingPlan& plan, std::size_t slotCount)
{
    std::string text = plan.network.text() + ", " + std::to_string(plan.data.rows()) + " rows, batches of " +
                       std::to_string(plan.rowsPerStep()) + ", momentum " + std::to_string(plan.optimizer.momentum) +
                       ", " + std::to_string(slotCount) + " slots:";
    for (const model::LayerSpec& layer : plan.network.layers) {
        text += " " + layer.activation.text() + (layer.bias ? "" : " without bias");
    }
    return text;
}

/// Largest difference of two networks of the same shape; infinite where a number is not finite.
[[nodiscard]] inline double largestDifference(const model::Weights& a, const model::Weights& b)
{
    double largest = 0.0;
    const auto compare = [&](const std::vector<double>& x, const std::vector<double>& y) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double difference = std::abs(x[i] - y.at(i));
            largest = std::isfinite(difference) ? std::max(largest, difference) : HUGE_VAL;
        }
    };
    for (std::size_t layer = 0; layer < a.size(); ++layer) {
        compare(a[layer].bias, b.at(layer).bias);
        for (std::size_t unit = 0; unit < a[layer].weights.size(); ++unit) {
            compare(a[layer].weights[unit], b[layer].weights.at(unit));
        }
    }
    return largest;
}

} // namespace cg::testing
