// SPDX-License-Identifier: GPL-3.0-or-later
// Training under CKKS: levels, precision and refreshes, against the same runs in the clear.
#include "support/ckks_training.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cg;
using testing::CkksTraining;
using testing::SharedPlan;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'126;

he::ckks::Params named(const char* name)
{
    return valueOf(he::ckks::namedParams(name));
}

train::TrainingPlan preset(const char* name)
{
    return *testing::planOf(valueOf(model::findPreset(name)));
}

SharedPlan shared(train::TrainingPlan plan)
{
    return std::make_shared<train::TrainingPlan>(std::move(plan));
}

/// Largest difference of any weight from the run in the clear after `steps`.
double differenceAfter(const char* set, const SharedPlan& plan, std::uint64_t steps)
{
    CkksTraining run(named(set), plan, kSeed);
    run.train(steps);
    const model::DescentState reference = testing::trainedInTheClear(*plan, kSeed, steps);
    const double difference = testing::largestDifference(run.weights(), reference.weights);
    qInfo("seed %llu, %s: %llu steps, %llu between refreshes, largest difference %.3g",
          static_cast<unsigned long long>(kSeed), set, static_cast<unsigned long long>(steps),
          static_cast<unsigned long long>(run.stepsBetweenRefreshes()), difference);
    return difference;
}

std::vector<int> levelsOf(const std::vector<he::ckks::Ciphertext>& ciphertexts)
{
    std::vector<int> levels;
    for (const he::ckks::Ciphertext& ciphertext : ciphertexts) {
        levels.push_back(ciphertext.level());
    }
    return levels;
}

} // namespace

class CkksTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStepOfXorTakesExactlyTheFourLevelsOfItsSet()
    {
        const SharedPlan plan = shared(preset("xor"));
        CkksTraining run(named("train-8192"), plan, kSeed);
        QCOMPARE(run.stepsBetweenRefreshes(), std::uint64_t{1});
        QCOMPARE(levelsOf(run.state().weights), (std::vector<int>{4, 4, 4, 4, 4}));
        run.train(1);
        // The bias of the output is the only weight whose gradient has no product behind the error.
        QCOMPARE(levelsOf(run.lastStep().state.weights), (std::vector<int>{0, 0, 0, 0, 1}));
        QCOMPARE(run.lastStep().loss.level(), 0);
        QCOMPARE(testing::errorOf(run.trainer().step(run.lastStep().state, 1)), base::ErrorCode::LevelsExhausted);
        QCOMPARE(levelsOf(run.state().weights), (std::vector<int>{4, 4, 4, 4, 4}));
    }

    /// On both sides: of the trainer's steps, and of the key holder's refreshes.
    void aSteadyStateOfTrainingAllocatesNoPolynomials()
    {
        CkksTraining run(named("train-8192"), shared(preset("xor")), kSeed);
        const auto allocations = [&] {
            const keyholder::ckks::SecretKey& secret = run.keys().secret();
            return std::pair{secret.context().pool()->allocations(), secret.pool()->allocations()};
        };
        run.train(2);
        const auto afterWarmUp = allocations();
        QVERIFY(afterWarmUp.first > 0 && afterWarmUp.second > 0);
        run.train(6);
        QCOMPARE(allocations(), afterWarmUp);
    }

    void xorFollowsTheRunInTheClear() { QVERIFY(differenceAfter("train-8192", shared(preset("xor")), 50) < 1e-3); }

    void xorLearnsAndItsLossesComeBackPacked()
    {
        const SharedPlan plan = shared(preset("xor"));
        CkksTraining run(named("train-8192"), plan, kSeed);
        run.train(150);
        const std::vector<double> losses = run.losses();
        QCOMPARE(losses.size(), std::size_t{150});
        QVERIFY(losses.back() < 0.01);
        for (const std::uint64_t step : {0U, 10U, 149U}) {
            const model::Weights weights = testing::trainedInTheClear(*plan, kSeed, step).weights;
            double expected = 0.0;
            for (std::size_t row = 0; row < 4; ++row) {
                const double output = model::forward(plan->network, weights, plan->data.input(row)).outputs().front();
                expected += std::pow(output - plan->data.target(row)[0], 2) / 4;
            }
            QVERIFY(std::abs(losses[step] - expected) < 1e-3);
        }
    }

    void degreeThreeTakesFourLevelsAsWell()
    {
        const SharedPlan plan = shared(preset("xor-sigmoid"));
        QVERIFY(differenceAfter("train-8192", plan, 30) < 1e-3);
    }

    void momentumTakesNoLevel()
    {
        train::TrainingPlan plan = preset("xor");
        plan.optimizer.momentum = 0.8;
        plan.optimizer.rate = 0.1;
        QVERIFY(differenceAfter("train-8192", shared(plan), 20) < 1e-3);
    }

    void miniBatchesOfUnequalSizesTrain()
    {
        train::TrainingPlan plan = preset("xor");
        plan.batchSize = 3;
        QVERIFY(differenceAfter("train-8192", shared(plan), 20) < 1e-3);
    }

    void twoTilesOfExamplesTrain()
    {
        base::SeededRandom random(base::seedFromNumber(kSeed, "two tiles"), {base::Purpose::Encrypt});
        train::TrainingPlan plan;
        plan.network = {2, {{8, model::Activation::sqx(), true}, {1, model::Activation::identity(), true}}, 1.0};
        plan.optimizer = {0.3, 0.0};
        plan.data = testing::randomData(random, 2, 1, 501);
        const SharedPlan both = shared(plan);
        CkksTraining run(named("train-8192"), both, kSeed);
        QCOMPARE(run.packing().exampleTiles(501), std::size_t{2});
        QVERIFY(differenceAfter("train-8192", both, 3) < 1e-3);
    }

    void threeStepsFitBetweenTwoRefreshesOfTheLongChain()
    {
        const SharedPlan plan = shared(preset("xor"));
        CkksTraining run(named("train-16384-3"), plan, kSeed);
        QCOMPARE(run.stepsBetweenRefreshes(), std::uint64_t{3});
        run.train(6);
        const model::DescentState reference = testing::trainedInTheClear(*plan, kSeed, 6);
        QVERIFY(testing::largestDifference(run.weights(), reference.weights) < 1e-2);
    }

    void twoHiddenLayersFitSevenLevels()
    {
        base::SeededRandom random(base::seedFromNumber(kSeed, "two layers"), {base::Purpose::Encrypt});
        train::TrainingPlan plan;
        plan.network = {2,
                        {{3, model::Activation::sqx(), true},
                         {2, model::Activation::sqx(), true},
                         {1, model::Activation::identity(), true}},
                        0.7};
        plan.optimizer = {0.1, 0.5};
        plan.data = testing::randomData(random, 2, 1, 5);
        QVERIFY(differenceAfter("train-16384-1", shared(plan), 2) < 1e-4);
    }

    void aStepThatDoesNotFitTheChainIsRefusedBeforeAnyKeyExists()
    {
        train::TrainingPlan plan = preset("xor");
        plan.network.layers.insert(plan.network.layers.begin(), {3, model::Activation::sqx(), true});
        const SharedPlan deep = shared(plan);
        const he::ckks::NoiseModel model(named("train-8192"));
        const auto packing = train::Packing::choose(deep->network, 4, model.slotCount(), train::Packing::Gap::Full);
        QCOMPARE(testing::errorOf(train::stepsBetweenRefreshes(model, base::SchemeId::Ckks, deep, packing)),
                 base::ErrorCode::LevelsExhausted);
    }

    void predictionsAndLossAreThoseOfTheWeights()
    {
        train::TrainingPlan plan = preset("xor");
        plan.optimizer.momentum = 0.8;
        const SharedPlan both = shared(plan);
        CkksTraining run(named("train-8192"), both, kSeed);
        run.train(2);
        const auto evaluation = valueOf(run.trainer().evaluate(run.state()));
        const model::Weights weights = testing::trainedInTheClear(plan, kSeed, 2).weights;
        double expected = 0.0;
        for (std::size_t row = 0; row < 4; ++row) {
            const double output = model::forward(plan.network, weights, plan.data.input(row)).outputs().front();
            const train::PredictionPlace place = train::predictionPlace(plan.network, run.packing(), row, 0);
            const double prediction = run.keys().open(evaluation.predictions[place.ciphertext])[place.slot];
            QVERIFY(std::abs(prediction - output) < 1e-3);
            expected += std::pow(output - plan.data.target(row)[0], 2) / 4;
        }
        double loss = 0.0;
        const std::vector<double> slots = run.keys().open(evaluation.loss);
        for (const std::size_t slot : train::lossSlots(plan.network, run.packing(), he::ckks::Backend::traits())) {
            loss += slots[slot];
        }
        QVERIFY(std::abs(loss - expected) < 1e-3);
    }
};

QTEST_APPLESS_MAIN(CkksTrainingTest)
#include "ckks_training_test.moc"
