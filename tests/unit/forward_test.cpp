// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/forward.h"
#include "model/metrics.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cg::model;
using cg::base::Purpose;
using cg::base::RandomSource;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::testing::valueOf;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance * (1.0 + std::abs(b));
}

/// One to three layers of one to five units with any activation, biases or none.
NetworkSpec randomNetwork(RandomSource& random)
{
    const std::array activations{
        Activation::identity(), Activation::sqx(), valueOf(Activation::parse("sigmoid:taylor:3@4")),
        valueOf(Activation::parse("tanh:least-squares:5@2")), valueOf(Activation::parse("exp:minimax:4@1"))};
    NetworkSpec spec;
    spec.inputs = 1 + random.below(5);
    spec.layers.resize(1 + random.below(3));
    for (LayerSpec& layer : spec.layers) {
        layer = {1 + random.below(5), activations[random.below(activations.size())], random.below(2) == 0};
    }
    return spec;
}

std::vector<double> randomNumbers(RandomSource& random, std::size_t count)
{
    std::vector<double> numbers(count);
    for (double& number : numbers) {
        number = 2.0 * random.uniform() - 1.0;
    }
    return numbers;
}

double halfError(const NetworkSpec& spec, const Weights& weights, const Batch& batch)
{
    const ForwardPass pass = forward(spec, weights, batch.inputs);
    return 0.5 * meanSquaredError({pass.outputs(), batch.targets, spec.outputs()});
}

/// Largest relative difference between the gradient and central differences over all weights and biases.
double gradientError(const NetworkSpec& spec, Weights weights, const Batch& batch)
{
    constexpr double kStep = 1e-5;
    const Weights exact = gradient(spec, weights, batch);
    double largest = 0.0;
    const auto compare = [&](double& number, double derivative) {
        const double kept = number;
        number = kept + kStep;
        const double above = halfError(spec, weights, batch);
        number = kept - kStep;
        const double below = halfError(spec, weights, batch);
        number = kept;
        const double difference = (above - below) / (2.0 * kStep);
        largest = std::max(largest, std::abs(difference - derivative) / (1.0 + std::abs(derivative) + above));
    };
    for (std::size_t l = 0; l < weights.size(); ++l) {
        for (std::size_t unit = 0; unit < weights[l].weights.size(); ++unit) {
            for (std::size_t i = 0; i < weights[l].weights[unit].size(); ++i) {
                compare(weights[l].weights[unit][i], exact[l].weights[unit][i]);
            }
        }
        for (std::size_t unit = 0; unit < weights[l].bias.size(); ++unit) {
            compare(weights[l].bias[unit], exact[l].bias[unit]);
        }
    }
    return largest;
}

} // namespace

class ForwardTest : public QObject {
    Q_OBJECT

private slots:
    void forwardIsWhatTheFormulaSays()
    {
        const NetworkSpec spec{2, {{2, Activation::sqx(), true}, {1, Activation::identity(), true}}, 1.0};
        const Weights weights{{{{1.0, 2.0}, {-1.0, 0.5}}, {0.5, -0.5}}, {{{3.0, -2.0}}, {1.0}}};
        const std::vector<double> inputs{1.0, -1.0, 2.0, 0.0};
        const ForwardPass pass = forward(spec, weights, inputs);
        QCOMPARE(pass.preActivations[0], std::vector<double>({-0.5, -2.0, 2.5, -2.5}));
        // z/2 + z²/4
        QCOMPARE(pass.activations[0], std::vector<double>({-0.1875, 0.0, 2.8125, 0.3125}));
        QCOMPARE(pass.preActivations[1], std::vector<double>({0.4375, 8.8125}));
        QCOMPARE(pass.outputs(), std::vector<double>({0.4375, 8.8125}));
        QCOMPARE(pass.largestPreActivation(0), 2.5);
        QCOMPARE(pass.largestPreActivation(1), 8.8125);
    }

    void gradientOfOneNeuronIsWhatTheFormulaSays()
    {
        const Weights weights{{{{2.0}}, {1.0}}};
        const std::vector<double> input{3.0};
        const std::vector<double> target{5.0};
        // Linear: z = y = 7, so (7 − 5)·3 and (7 − 5). sqx: y = 15.75, y' = 4, so 10.75·4·3 and 10.75·4.
        const Weights linear = gradient({1, {{1, Activation::identity(), true}}, 1.0}, weights, {input, target});
        QCOMPARE(linear, (Weights{{{{6.0}}, {2.0}}}));
        const Weights sqx = gradient({1, {{1, Activation::sqx(), true}}, 1.0}, weights, {input, target});
        QCOMPARE(sqx, (Weights{{{{129.0}}, {43.0}}}));
    }

    void gradientAgreesWithFiniteDifferences()
    {
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            SeededRandom random(seedFromNumber(seed, "gradient"), {Purpose::InitialWeights});
            const NetworkSpec spec = randomNetwork(random);
            const Weights weights = drawWeights(spec, random);
            const std::size_t rows = 1 + random.below(6);
            const auto inputs = randomNumbers(random, rows * spec.inputs);
            const auto targets = randomNumbers(random, rows * spec.outputs());
            const double error = gradientError(spec, weights, {inputs, targets});
            // Truncation kStep² times a third derivative of the order of 10, rounding 1e-16/kStep.
            QVERIFY2(error < 1e-7,
                     qPrintable(QString("seed %1, %2: %3").arg(seed).arg(spec.text().c_str()).arg(error)));
        }
    }

    void gradientIsTheMeanOverTheRows()
    {
        constexpr std::uint64_t kSeed = 5;
        SeededRandom random(seedFromNumber(kSeed, "mean"), {Purpose::InitialWeights});
        const NetworkSpec spec{2, {{3, Activation::sqx(), true}, {2, Activation::identity(), true}}, 1.0};
        const Weights weights = drawWeights(spec, random);
        const auto inputs = randomNumbers(random, 2 * 2);
        const auto targets = randomNumbers(random, 2 * 2);
        const std::span<const double> x = inputs;
        const std::span<const double> t = targets;
        const Weights whole = gradient(spec, weights, {x, t});
        const Weights first = gradient(spec, weights, {x.first(2), t.first(2)});
        const Weights second = gradient(spec, weights, {x.last(2), t.last(2)});
        for (std::size_t l = 0; l < 2; ++l) {
            for (std::size_t unit = 0; unit < spec.layers[l].units; ++unit) {
                QVERIFY(near(whole[l].bias[unit], (first[l].bias[unit] + second[l].bias[unit]) / 2.0, 1e-14));
                for (std::size_t i = 0; i < spec.fanIn(l); ++i) {
                    const double mean = (first[l].weights[unit][i] + second[l].weights[unit][i]) / 2.0;
                    QVERIFY(near(whole[l].weights[unit][i], mean, 1e-14));
                }
            }
        }
    }

    void nesterovStepsAreWhatTheFormulaSays()
    {
        // y = w·1, target 1: the gradient at u is u − 1.
        const NetworkSpec spec{1, {{1, Activation::identity(), false}}, 1.0};
        const cg::data::Dataset data{"one", 1, 1, {1.0}, {1.0}};
        const std::vector<std::size_t> rows{0};
        DescentState state = startDescent(spec, {{{{0.0}}, {}}});
        state = descend(spec, state, {0.1, 0.5}, data, rows);
        QVERIFY(near(state.velocity[0].weights[0][0], 0.1, 1e-15));
        QVERIFY(near(state.weights[0].weights[0][0], 0.1, 1e-15));
        // u = 0.1 + 0.05, g = −0.85, v = 0.05 + 0.085, w = 0.1 + 0.135. Classical momentum would give 0.24.
        state = descend(spec, state, {0.1, 0.5}, data, rows);
        QVERIFY(near(state.velocity[0].weights[0][0], 0.135, 1e-15));
        QVERIFY(near(state.weights[0].weights[0][0], 0.235, 1e-15));
    }

    void aStepUsesTheGivenRowsOnly()
    {
        const NetworkSpec spec{1, {{1, Activation::identity(), true}}, 1.0};
        const cg::data::Dataset data{"three", 1, 1, {1.0, 2.0, 3.0}, {0.0, 7.0, -4.0}};
        const DescentState start = startDescent(spec, {{{{0.5}}, {0.25}}});
        const DescentState two = descend(spec, start, {0.1, 0.0}, data, std::vector<std::size_t>{2, 0});
        const cg::data::Dataset alone{"two", 1, 1, {3.0, 1.0}, {-4.0, 0.0}};
        const DescentState same = descend(spec, start, {0.1, 0.0}, alone, std::vector<std::size_t>{0, 1});
        QCOMPARE(two.weights, same.weights);
        const DescentState all = descend(spec, start, {0.1, 0.0}, data, std::vector<std::size_t>{0, 1, 2});
        QVERIFY(two.weights != all.weights);
    }

    void withoutMomentumAStepIsPlainDescent()
    {
        const NetworkSpec spec{2, {{3, Activation::sqx(), true}, {1, Activation::identity(), true}}, 1.0};
        SeededRandom random(seedFromNumber(3, "plain"), {Purpose::InitialWeights});
        const Weights weights = drawWeights(spec, random);
        const cg::data::Dataset data{"two", 2, 1, {1.0, -1.0, 0.5, 2.0}, {0.0, 1.0}};
        const Weights slope = gradient(spec, weights, {data.inputs, data.targets});
        const DescentState next =
            descend(spec, startDescent(spec, weights), {0.25, 0.0}, data, std::vector<std::size_t>{0, 1});
        QCOMPARE(next.weights[0].weights[2][1], weights[0].weights[2][1] - 0.25 * slope[0].weights[2][1]);
        QCOMPARE(next.weights[1].bias[0], weights[1].bias[0] - 0.25 * slope[1].bias[0]);
    }

    void errorIsTheMeanOverRowsOfTheSumOverOutputs()
    {
        QCOMPARE(meanSquaredError({std::vector<double>{1.0, 3.0}, std::vector<double>{0.0, 1.0}, 1}), 2.5);
        QCOMPARE(meanSquaredError({std::vector<double>{1.0, 3.0}, std::vector<double>{0.0, 1.0}, 2}), 5.0);
        QVERIFY(std::isnan(meanSquaredError({std::vector<double>{kNan}, std::vector<double>{0.0}, 1})));
    }

    void accuracyOfOneOutputHasItsThresholdAtOneHalf()
    {
        const std::vector<double> outputs{0.49, 0.5, 0.51, -3.0, 7.0};
        const std::vector<double> targets{1.0, 1.0, 0.0, 0.0, 1.0};
        QCOMPARE(accuracy({outputs, targets, 1}), 0.6);
    }

    void accuracyOfSeveralOutputsComparesTheLargest()
    {
        const std::vector<double> outputs{0.1, 0.2, 0.15, /**/ 0.9, 0.95, 0.0, /**/ 0.5, 0.5, 0.1};
        const std::vector<double> targets{0.0, 1.0, 0.0, /**/ 1.0, 0.0, 0.0, /**/ 1.0, 0.0, 0.0};
        QCOMPARE(accuracy({outputs, targets, 3}), 2.0 / 3.0);
    }

    void outputsThatAreNotFiniteAreWrong()
    {
        const std::vector<double> outputs{kNan, -std::numeric_limits<double>::infinity(), 0.0};
        const std::vector<double> targets{0.0, 0.0, 0.0};
        QCOMPARE(accuracy({outputs, targets, 1}), 1.0 / 3.0);
        QCOMPARE(accuracy({outputs, targets, 3}), 0.0);
    }
};

QTEST_APPLESS_MAIN(ForwardTest)
#include "forward_test.moc"
