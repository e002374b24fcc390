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
};

QTEST_APPLESS_MAIN(CkksTrainingTest)
#include "ckks_training_test.moc"
