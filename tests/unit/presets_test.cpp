// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/forward.h"
#include "model/metrics.h"
#include "model/presets.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <numeric>
#include <set>

using namespace cg::model;
using cg::base::ErrorCode;
using cg::base::Purpose;
using cg::base::RandomSource;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

constexpr double kGoodError = 0.01;

void disturb(Weights& weights, RandomSource& random, double deviation)
{
    const auto disturbAll = [&](std::vector<double>& numbers) {
        for (double& number : numbers) {
            number += deviation * random.normal();
        }
    };
    for (LayerWeights& layer : weights) {
        std::for_each(layer.weights.begin(), layer.weights.end(), disturbAll);
        disturbAll(layer.bias);
    }
}

/// The error after all steps of the preset, with noise of the given deviation on every weight after every step.
double errorAfterTraining(const Preset& preset, std::uint64_t seed, double deviation)
{
    SeededRandom start(seedFromNumber(seed, "presets"), {Purpose::InitialWeights});
    SeededRandom noise(seedFromNumber(seed, "noise"), {Purpose::InitialWeights});
    std::vector<std::size_t> rows(preset.data.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    DescentState state = startDescent(preset.network, drawWeights(preset.network, start));
    for (std::uint64_t step = 0; step < preset.steps; ++step) {
        state = descend(preset.network, state, {preset.rate, preset.momentum}, preset.data, rows);
        disturb(state.weights, noise, deviation);
    }
    const ForwardPass pass = forward(preset.network, state.weights, preset.data.inputs);
    return meanSquaredError({pass.outputs(), preset.data.targets, preset.data.targetCount});
}

int goodSeeds(const Preset& preset, double deviation)
{
    constexpr std::uint64_t kSeeds = 100;
    int good = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        good += errorAfterTraining(preset, seed, deviation) < kGoodError ? 1 : 0;
    }
    return good;
}

void addPresetRows()
{
    QTest::addColumn<QString>("name");
    for (const std::string& name : presetNames()) {
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
}

Preset fetchPreset()
{
    QFETCH(QString, name);
    return valueOf(findPreset(name.toStdString()));
}

} // namespace

class PresetsTest : public QObject {
    Q_OBJECT

private slots:
    void thereAreFourPresets()
    {
        QCOMPARE(presetNames(), std::vector<std::string>({"xor", "xor-sigmoid", "and", "or"}));
    }

    void anUnknownNameIsRefusedAndTheKnownOnesAreNamed()
    {
        const auto result = findPreset("nand\n");
        QCOMPARE(errorOf(result), ErrorCode::InvalidArgument);
        QCOMPARE(messageOf(result),
                 std::string("there is no preset \"nand\\x0a\"; there are: xor, xor-sigmoid, and, or"));
        QCOMPARE(errorOf(findPreset("")), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(findPreset("XOR")), ErrorCode::InvalidArgument);
    }

    void everyPresetIsWholeAndConsistent_data() { addPresetRows(); }

    void everyPresetIsWholeAndConsistent()
    {
        const Preset preset = fetchPreset();
        QVERIFY(preset.network.check().hasValue());
        QVERIFY(preset.data.check().hasValue());
        QCOMPARE(preset.data.inputCount, preset.network.inputs);
        QCOMPARE(preset.data.targetCount, preset.network.outputs());
        QCOMPARE(preset.data.rows(), std::size_t{4});
        QVERIFY(!preset.title.empty() && !preset.lesson.empty());
        QVERIFY(preset.rate > 0.0 && preset.momentum >= 0.0 && preset.momentum < 1.0 && preset.steps > 0);
    }

    void targetsAreTheTruthValues_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("table"); // bit 2a + b is the value at (a, b)
        QTest::newRow("xor") << "xor" << 0b0110;
        QTest::newRow("xor-sigmoid") << "xor-sigmoid" << 0b0110;
        QTest::newRow("and") << "and" << 0b1000;
        QTest::newRow("or") << "or" << 0b1110;
    }

    void targetsAreTheTruthValues()
    {
        QFETCH(int, table);
        const Preset preset = fetchPreset();
        std::set<int> seen;
        for (std::size_t row = 0; row < preset.data.rows(); ++row) {
            const auto input = preset.data.input(row).last(2);
            const int place = (input[0] > 0.0 ? 2 : 0) + (input[1] > 0.0 ? 1 : 0);
            QCOMPARE(preset.data.target(row)[0], (table >> place & 1) == 1 ? 1.0 : 0.0);
            QCOMPARE(std::abs(input[0]) + std::abs(input[1]), 2.0);
            seen.insert(place);
        }
        QCOMPARE(seen.size(), std::size_t{4});
    }

    void sigmoidPresetHasItsBiasAsFirstInputAndNoOther()
    {
        const Preset preset = valueOf(findPreset("xor-sigmoid"));
        for (std::size_t row = 0; row < preset.data.rows(); ++row) {
            QCOMPARE(preset.data.input(row)[0], 1.0);
        }
        QVERIFY(!preset.network.layers[0].bias && !preset.network.layers[1].bias);
        QCOMPARE(preset.network.text(), std::string("3-4-1 sigmoid:taylor:3@5, without biases"));
        QCOMPARE(valueOf(findPreset("xor")).network.text(), std::string("2-4-1 sqx"));
    }

    void almostEveryStartReachesASmallError_data() { addPresetRows(); }

    void almostEveryStartReachesASmallError()
    {
        // 1,000 of 1,000 starts in a longer run.
        QVERIFY(goodSeeds(fetchPreset(), 0.0) >= 99);
    }

    void noiseLikeThatOfEncryptionDoesNoHarm_data() { addPresetRows(); }

    void noiseLikeThatOfEncryptionDoesNoHarm() { QVERIFY(goodSeeds(fetchPreset(), 0x1p-14) >= 99); }

    void theErrorIsLargeBeforeTraining_data() { addPresetRows(); }

    void theErrorIsLargeBeforeTraining()
    {
        Preset preset = fetchPreset();
        preset.steps = 0;
        QVERIFY(goodSeeds(preset, 0.0) <= 1);
    }
};

QTEST_APPLESS_MAIN(PresetsTest)
#include "presets_test.moc"
