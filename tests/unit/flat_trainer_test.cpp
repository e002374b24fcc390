// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit for schemes whose levels are scarce, in the clear.
#include "he/ckks/slot_sums.h"
#include "support/plain_training.h"

#include <QtTest/QTest>

#include <array>
#include <cmath>

using namespace cg;
using testing::PlainBackend;
using testing::PlainState;
using testing::SharedPlan;
using testing::valueOf;
using testing::valuesIn;
using train::Packing;

namespace {

constexpr std::uint64_t kSeed = 20'261'128;

/// The plain backend as if its sums were made of rotations and its levels were few.
class FlatBackend : public PlainBackend {
public:
    using PlainBackend::PlainBackend;
    [[nodiscard]] static he::CircuitTraits traits() { return {.sumsNeedGap = true, .levelsAreScarce = true}; }

    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const he::BlockSum& sum)
    {
        Ciphertext total = a;
        for (const he::ckks::SumStep& step : valueOf(he::ckks::sumSteps(sum, slotCount()))) {
            CG_TRY(const Ciphertext rotated, rotate(total, step.rotation));
            CG_TRY(total, add(step.addsInput ? a : total, rotated));
        }
        return total;
    }
};

/// Trains with a flat circuit and in the clear; the largest difference of weights, losses and predictions.
double flatDifferenceAfter(const SharedPlan& plan, std::size_t slotCount, std::uint64_t steps)
{
    const base::Seed shuffle = base::seedFromNumber(kSeed, "shuffle");
    const he::CircuitTraits traits = FlatBackend::traits();
    const Packing packing = Packing::choose(plan->network, plan->rowsPerStep(), slotCount, Packing::gapFor(traits));
    FlatBackend backend(slotCount);
    auto trainer = valueOf(train::Trainer<FlatBackend>::create(backend, plan, packing, shuffle));
    const model::Weights weights = testing::drawnWeights(plan->network, steps + slotCount);
    PlainState state = testing::startState(backend, *plan, packing, weights);
    model::DescentState reference = model::startDescent(plan->network, weights);
    for (std::uint64_t step = 0; step < steps; ++step) {
        const std::vector<std::size_t> rows = train::rowsOfStep(*plan, shuffle, step);
        reference = model::descend(plan->network, reference, {plan->optimizer.rate, plan->optimizer.momentum},
                                   plan->data, rows);
        state = valueOf(trainer.step(state, step)).state;
    }
    const model::Weights trained = testing::openedWeights(*plan, packing, valueOf(trainer.finalWeights(state)));
    const auto evaluation = valueOf(trainer.evaluate(state));
    double loss = 0.0;
    for (const std::size_t slot : train::lossSlots(plan->network, packing, traits)) {
        loss += valuesIn(evaluation.loss)[slot];
    }
    double expectedLoss = 0.0;
    double difference = testing::largestDifference(trained, reference.weights);
    for (std::size_t row = 0; row < plan->data.rows(); ++row) {
        const std::vector<double> expected =
            model::forward(plan->network, reference.weights, plan->data.input(row)).outputs();
        for (std::size_t output = 0; output < expected.size(); ++output) {
            const train::PredictionPlace place = train::predictionPlace(plan->network, packing, row, output);
            const double prediction = valuesIn(evaluation.predictions[place.ciphertext])[place.slot];
            difference = std::max(difference, std::abs(prediction - expected[output]));
            expectedLoss += std::pow(expected[output] - plan->data.target(row)[output], 2);
        }
    }
    return std::max(difference, std::abs(loss - expectedLoss / static_cast<double>(plan->data.rows())));
}

} // namespace

class FlatTrainerTest : public QObject {
    Q_OBJECT

private slots:
    void flatCircuitsTrainAsInTheClear()
    {
        qInfo("seed %llu", static_cast<unsigned long long>(kSeed));
        base::SeededRandom random(base::seedFromNumber(kSeed, "flat circuits"), {base::Purpose::Encrypt});
        constexpr std::array<std::size_t, 4> kSlotCounts{16, 32, 64, 1024};
        for (int i = 0; i < 150; ++i) {
            const auto plan = std::make_shared<train::TrainingPlan>(testing::randomPlan(random, 4, 9, 14));
            const std::size_t slotCount = kSlotCounts[random.below(kSlotCounts.size())];
            const double difference = flatDifferenceAfter(plan, slotCount, 20);
            QVERIFY2(difference < 1e-9,
                     (testing::describe(*plan, slotCount) + ", " + std::to_string(difference)).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(FlatTrainerTest)
#include "flat_trainer_test.moc"
