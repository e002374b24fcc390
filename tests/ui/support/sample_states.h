#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/presets.h"
#include "ui/session/session_state.h"
#include "ui/text/format.h"

#include <QDateTime>
#include <QStringList>

#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <random>
#include <utility>

/// Session states made by hand for the tests of the window: a run of the preset `xor` as it would look, with made-up
/// bytes and numbers, without a key holder and without any computing.
namespace cg::ui::samples {

inline constexpr std::array kKeyStates = {KeyState::None,  KeyState::PublicOnly, KeyState::Locked,
                                          KeyState::Armed, KeyState::Open,       KeyState::Wrong};
inline constexpr std::array kRunPhases = {RunPhase::Empty,    RunPhase::Preparing, RunPhase::Ready,
                                          RunPhase::Training, RunPhase::Stopping,  RunPhase::Paused,
                                          RunPhase::Finished, RunPhase::Failed};

/// Bytes that look like those of a ciphertext, the same ones for the same seed.
inline std::vector<std::uint8_t> bytes(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<std::uint8_t> result(count);
    for (std::uint8_t& byte : result) {
        byte = static_cast<std::uint8_t>(random() & 0xffU);
    }
    return result;
}

inline std::shared_ptr<const session::ExperimentSpec> spec(base::SchemeId scheme = base::SchemeId::Vhe)
{
    const model::Preset preset = model::findPreset("xor").value();
    session::ExperimentSpec result;
    result.preset = preset.name;
    result.scheme = scheme;
    result.plan.network = preset.network;
    result.plan.optimizer.rate = preset.rate;
    result.plan.data = preset.data;
    return std::make_shared<const session::ExperimentSpec>(std::move(result));
}

/// The pictures of a run of `steps` steps: three ciphertexts of layer 1, five of layer 2, a column of loss a step.
inline std::shared_ptr<const session::CiphertextPictures> pictures(std::uint64_t steps)
{
    session::CiphertextPictures result;
    const auto add = [&result](std::string name, std::size_t layer) {
        const auto seed = static_cast<unsigned>(result.weights.size()) + 1;
        result.weights.push_back({std::move(name), layer, bytes(session::kPictureBytes, seed)});
    };
    add("layer 1 weight of input 1, units 1-4", 0);
    add("layer 1 weight of input 2, units 1-4", 0);
    add("layer 1 bias, units 1-4", 0);
    for (int i = 1; i <= 4; ++i) {
        add("layer 2 weight of input " + std::to_string(i) + ", unit 1", 1);
    }
    add("layer 2 bias, unit 1", 1);
    for (std::uint64_t step = 0; step < steps; ++step) {
        result.lossSteps.push_back(step);
    }
    result.lossBytes = bytes(result.lossSteps.size() * session::kLossColumnBytes, 99);
    return std::make_shared<const session::CiphertextPictures>(std::move(result));
}

inline model::Weights weights()
{
    return {{{{1.287, 0.7391}, {-0.8673, 1.4159}, {0.6283, -1.1873}, {-1.3791, -0.5813}},
             {0.2371, -0.4637, 0.3989, -0.1747}},
            {{{0.9719, -1.0463, 0.8317, -0.7129}}, {0.3461}}};
}

/// What unit `unit` of the hidden layer puts out at (x, y), z/2 + z²/4.
inline double hidden(std::size_t unit, double x, double y)
{
    const model::LayerWeights layer = weights()[0];
    const double z = layer.weights[unit][0] * x + layer.weights[unit][1] * y + layer.bias[unit];
    return z / 2 + z * z / 4;
}

template <typename Function>
DecisionMap mapOf(Function function)
{
    constexpr double kReach = 1.5;
    DecisionMap map;
    for (std::size_t row = 0; row < DecisionMap::kSide; ++row) {
        for (std::size_t column = 0; column < DecisionMap::kSide; ++column) {
            const auto at = [](std::size_t i) {
                return kReach * (2.0 * static_cast<double>(i) / (DecisionMap::kSide - 1) - 1.0);
            };
            map.values.push_back(static_cast<float>(function(at(column), -at(row))));
        }
    }
    return map;
}

/// The loss before step `step`: 0.9173 at first, falling.
inline double lossAt(std::uint64_t step)
{
    return 0.2137 + 0.7036 * std::exp(-static_cast<double>(step) / 12.0);
}

inline std::shared_ptr<const OpenedValues> openedValues(std::uint64_t steps,
                                                        const std::vector<noise::LedgerEntry>& operations = {})
{
    auto values = std::make_shared<OpenedValues>();
    for (std::uint64_t step = 0; step < steps; ++step) {
        values->losses.push_back({step, lossAt(step)});
    }
    values->weights = weights();
    values->weightsStep = steps;
    values->maps.resize(2);
    for (std::size_t unit = 0; unit < 4; ++unit) {
        values->maps[0].push_back(mapOf([unit](double x, double y) { return hidden(unit, x, y); }));
    }
    values->maps[1].push_back(mapOf([](double x, double y) { return 0.5 - 0.4 * x * y; }));
    for (const noise::LedgerEntry& entry : operations) {
        // The largest of a few slots: about a standard deviation and a half.
        constexpr double kAboveTypical = 0.6;
        values->measured.push_back({entry, base::Log2::ofBits(entry.after.typical.bits() + kAboveTypical)});
    }
    values->measuredStep = steps;
    return values;
}

/// Numbers of `openedValues` as the window would write them: none of them may be seen while the key is not open.
inline QStringList openedTexts()
{
    QStringList texts{numberText(lossAt(0))};
    for (const model::LayerWeights& layer : weights()) {
        for (const std::vector<double>& unit : layer.weights) {
            for (const double weight : unit) {
                texts << numberText(std::abs(weight));
            }
        }
        for (const double bias : layer.bias) {
            texts << numberText(std::abs(bias));
        }
    }
    return texts;
}

inline std::vector<trust::Crossing> crossings()
{
    const auto when = std::chrono::system_clock::time_point(std::chrono::hours(24 * 365 * 50));
    return {{trust::CrossingKind::PublicKeys, when, 1, 12, 1'345'678, 0, "public and evaluation keys"},
            {trust::CrossingKind::SealedCiphertexts, when, 1, 8, 98'304, 0, "sealed start"},
            {trust::CrossingKind::Ciphertexts, when, 1, 1, 12'288, 0, "loss of step 41"}};
}

/// Four answers of a stop rule, one bit each.
inline std::vector<trust::Crossing> crossingsWithMessages()
{
    std::vector<trust::Crossing> result = crossings();
    for (int i = 0; i < 4; ++i) {
        result.push_back(
            {trust::CrossingKind::Message, result.front().when, 1, 1, 16, 1, "is the loss below 0.01: no"});
    }
    return result;
}

/// A run of `steps` steps in phase `run` with the key in state `key`. Opened values are there only while it is Open,
/// ciphertexts only from Ready on.
inline SessionState state(KeyState key, RunPhase run = RunPhase::Paused, std::uint64_t steps = 41,
                          base::SchemeId scheme = base::SchemeId::Vhe)
{
    SessionState result;
    result.choice.scheme = scheme;
    result.key = key;
    result.run = run;
    result.target.steps = 150;
    result.visibility = session::visibilityOf(security::badgeOf(scheme), result.start);
    if (run == RunPhase::Empty) {
        return result;
    }
    result.spec = spec(scheme);
    // Nothing grows noisy in the clear: there is no forecast of it.
    if (scheme != base::SchemeId::Plain) {
        constexpr std::uint64_t kForecastSteps = 64;
        result.outlook = std::make_shared<const session::Outlook>(
            session::Outlook{session::forecast(*result.spec, kForecastSteps).value(), {}, std::nullopt});
    }
    auto snapshot = std::make_shared<session::TrainingSnapshot>();
    if (run != RunPhase::Preparing) {
        snapshot->steps = run == RunPhase::Ready ? 0 : steps;
        snapshot->pictures = pictures(snapshot->steps);
        if (snapshot->steps > 0 && result.outlook) {
            snapshot->ledger = result.forecast()->operations;
        }
        result.crossings = crossings();
    }
    result.snapshot = std::move(snapshot);
    if (run == RunPhase::Failed) {
        result.failure = Failure{FailureKind::NoiseExhausted, QStringLiteral("The noise reached the message.")};
    }
    if (run != RunPhase::Preparing && scheme != base::SchemeId::Plain) {
        result.keySizes = {6, 24'400'000};
    }
    result.hasPassphrase = key == KeyState::Locked;
    result.sessionKeyName = QStringLiteral("tide-lamp-olive-fox");
    result.keyName = key == KeyState::None ? QString() : QStringLiteral("tide-lamp-olive-fox");
    if (key == KeyState::Open || key == KeyState::NotNeeded) {
        result.opened = key == KeyState::Open ? 3 : 0;
        result.values = openedValues(result.snapshot->steps, result.snapshot->ledger);
    }
    return result;
}

inline SessionState lockedXor()
{
    return state(KeyState::Armed);
}

inline SessionState openXor()
{
    return state(KeyState::Open);
}

} // namespace cg::ui::samples
