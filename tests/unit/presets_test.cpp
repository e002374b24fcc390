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

/// The weights after all steps of the preset, with noise of the given deviation on every number of the state after
/// every step.
Weights trained(const Preset& preset, std::uint64_t seed, double deviation)
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
    return state.weights;
}

double errorAfterTraining(const Preset& preset, std::uint64_t seed, double deviation)
{
    const ForwardPass pass = forward(preset.network, trained(preset, seed, deviation), preset.data.inputs);
    return meanSquaredError({pass.outputs(), preset.data.targets, preset.data.targetCount});
}

/// On the rows that were held out; the mean over ten starts.
double meanAccuracy(const Preset& preset, double deviation)
{
    constexpr int kSeeds = 10;
    double sum = 0.0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const ForwardPass pass = forward(preset.network, trained(preset, seed, deviation), preset.heldOut.inputs);
        sum += accuracy({pass.outputs(), preset.heldOut.targets, preset.heldOut.targetCount});
    }
    return sum / kSeeds;
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

void addTruthTables()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"xor", "xor-sigmoid", "and", "or"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
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
    void thereAreSevenPresets()
    {
        QCOMPARE(presetNames(),
                 std::vector<std::string>({"xor", "xor-sigmoid", "and", "or", "circles", "moons", "spirals"}));
    }

    void anUnknownNameIsRefusedAndTheKnownOnesAreNamed()
    {
        const auto result = findPreset("nand\n");
        QCOMPARE(errorOf(result), ErrorCode::InvalidArgument);
        QCOMPARE(
            messageOf(result),
            std::string(
                "there is no preset \"nand\\x0a\"; there are: xor, xor-sigmoid, and, or, circles, moons, spirals"));
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
        QCOMPARE(preset.data.rows(), std::size_t{preset.heldOut.rows() == 0 ? 4U : 500U});
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

    void almostEveryStartReachesASmallError_data() { addTruthTables(); }

    void almostEveryStartReachesASmallError()
    {
        // 1,000 of 1,000 starts in a longer run.
        QVERIFY(goodSeeds(fetchPreset(), 0.0) >= 99);
    }

    void noiseLikeThatOfEncryptionDoesNoHarm_data() { addTruthTables(); }

    void noiseLikeThatOfEncryptionDoesNoHarm() { QVERIFY(goodSeeds(fetchPreset(), 0x1p-14) >= 99); }

    void theErrorIsLargeBeforeTraining_data() { addTruthTables(); }

    void theErrorIsLargeBeforeTraining()
    {
        Preset preset = fetchPreset();
        preset.steps = 0;
        QVERIFY(goodSeeds(preset, 0.0) <= 1);
    }

    void rowsThatWereHeldOutAreToldApart_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("expected");
        QTest::newRow("circles") << "circles" << 0.99;
        QTest::newRow("moons") << "moons" << 0.97;
        QTest::newRow("spirals") << "spirals" << 0.99;
    }

    void rowsThatWereHeldOutAreToldApart()
    {
        QFETCH(double, expected);
        const Preset preset = fetchPreset();
        const double clear = meanAccuracy(preset, 0.0);
        const double noisy = meanAccuracy(preset, 0x1p-12);
        qInfo("held out: %.4f, with noise %.4f", clear, noisy);
        QVERIFY2(clear >= expected, qPrintable(QString::number(clear)));
        QVERIFY2(std::abs(noisy - clear) <= 0.005, qPrintable(QString::number(noisy)));
    }

    void liftedInputsAreWhite()
    {
        const Preset preset = valueOf(findPreset("moons"));
        const std::size_t inputs = preset.data.inputCount;
        QCOMPARE(inputs, std::size_t{9});
        for (std::size_t a = 0; a < inputs; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                double sum = 0.0;
                for (std::size_t row = 0; row < preset.data.rows(); ++row) {
                    sum += preset.data.input(row)[a] * preset.data.input(row)[b];
                }
                const double covariance = sum / static_cast<double>(preset.data.rows());
                // A quarter of the identity, less what the damping takes from directions of little content.
                QVERIFY2(std::abs(covariance - (a == b ? 0.25 : 0.0)) < 0.06, qPrintable(QString::number(covariance)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(PresetsTest)
#include "presets_test.moc"
