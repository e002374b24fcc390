// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/noise_meter.h"
#include "noise/metered.h"
#include "support/results.h"
#include "train/packing.h"
#include "train/state_codec.h"
#include "train/trainer_inl.h"
#include "unit/key_holder_fixture.h"

#include <QtTest/QTest>

#include <algorithm>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::base::Seed;
using cg::he::OpKind;
using cg::testing::encodedBytes;
using cg::testing::errorOf;
using cg::testing::KeyHolderFixture;
using cg::testing::valueOf;
using cg::testing::xorPlan;
using cg::train::Packing;
using cg::train::TrainingPlan;
using cg::trust::MeasureRequest;

namespace {

using Backend = cg::noise::Metered<cg::he::vhe::Backend>;
using Trainer = cg::train::Trainer<Backend>;

constexpr double kExactBits = -200.0;

enum class LedgerBegins { BeforePreparations, BeforeStep };

/// One encrypted step, as the trainer's side records it.
struct RecordedStep {
    MeasureRequest request;
    std::vector<cg::noise::LedgerEntry> entries;
};

cg::he::CircuitNeeds needsOf(const TrainingPlan& plan)
{
    return cg::train::needsOf(plan.network, Packing::choose(plan.network, plan.rowsPerStep(), 16));
}

RecordedStep recordedStep(KeyHolderFixture& fixture, const TrainingPlan& plan, std::uint64_t step,
                          LedgerBegins begins = LedgerBegins::BeforeStep)
{
    const auto packing = Packing::choose(plan.network, plan.rowsPerStep(), 16);
    const Seed shuffleSeed = cg::base::seedFromNumber(2, "shuffle");
    RecordedStep recorded{{encodedBytes(plan), step, shuffleSeed, {}, {}, {}}, {}};
    recorded.request.state = valueOf(fixture.service().sealStart(recorded.request.plan, {}));
    cg::noise::NoiseLedger ledger;
    Backend backend(fixture.backend(), ledger);
    backend.setResultSink(
        [&](const auto& ciphertext) { recorded.request.results.push_back(fixture.bytesOf(ciphertext)); });
    Trainer trainer =
        valueOf(Trainer::create(backend, std::make_shared<const TrainingPlan>(plan), packing, shuffleSeed));
    if (begins == LedgerBegins::BeforeStep) {
        ledger.beginStep();
        recorded.request.results.clear();
    }
    const auto state = valueOf(cg::train::decodeState(backend, plan, packing, recorded.request.state));
    (void)valueOf(trainer.step(state, step));
    recorded.entries = ledger.entries();
    return recorded;
}

std::vector<double> measured(KeyHolderFixture& fixture, const MeasureRequest& request)
{
    return valueOf(fixture.service().measureNoise(request)).value();
}

} // namespace

class NoiseMeterTest : public QObject {
    Q_OBJECT

private:
    /// Every error is measured, is there after a key switch, and stays below the public bound.
    static void checkAgainstTheBounds(KeyHolderFixture& fixture, const RecordedStep& recorded)
    {
        const std::vector<double> bits = measured(fixture, recorded.request);
        QCOMPARE(bits.size(), recorded.entries.size());
        for (std::size_t i = 0; i < bits.size(); ++i) {
            const OpKind kind = recorded.entries[i].kind;
            if (kind == OpKind::Multiply || kind == OpKind::MultiplyPlain || kind == OpKind::SumBlocks) {
                QVERIFY2(bits[i] > -40.0, "a key switch adds noise");
            }
            QVERIFY2(bits[i] <= recorded.entries[i].after.worst.bits(), "the error is larger than its bound");
        }
    }

private Q_SLOTS:
    void aStepIsMeasuredBelowItsBounds()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        checkAgainstTheBounds(fixture, recordedStep(fixture, plan, 0));
    }

    void miniBatchesAndMomentumAreMeasuredToo()
    {
        TrainingPlan plan = xorPlan();
        plan.batchSize = 3;
        plan.optimizer.momentum = 0.5;
        KeyHolderFixture fixture(needsOf(plan));
        for (const std::uint64_t step : {0U, 1U, 7U}) {
            checkAgainstTheBounds(fixture, recordedStep(fixture, plan, step));
        }
    }

    void theStepAndTheShufflingAreTheOnesOfTheRequest()
    {
        TrainingPlan plan = xorPlan();
        plan.batchSize = 2;
        KeyHolderFixture fixture(needsOf(plan));
        MeasureRequest request = recordedStep(fixture, plan, 0).request;
        const auto largest = [&] { return std::ranges::max(measured(fixture, request)); };
        QVERIFY(largest() < -8.0);
        request.step = 1; // other rows: what came is then no noise any more
        QVERIFY(largest() > -4.0);
    }

    void thePreparationsOfAFullBatchMayComeFirst()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        const RecordedStep recorded = recordedStep(fixture, plan, 0, LedgerBegins::BeforePreparations);
        QVERIFY(recorded.entries.front().kind == OpKind::Prepare);
        checkAgainstTheBounds(fixture, recorded);
    }

    void aWrongResultShowsInItsPlaceOnly()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        MeasureRequest request = recordedStep(fixture, plan, 0).request;
        const std::vector<double> before = measured(fixture, request);
        auto wrong = fixture.ciphertextIn(request.results[3]);
        wrong = valueOf(fixture.backend().addPlain(wrong, std::vector<double>{0.0, 0.0, 4.0}));
        request.results[3] = fixture.bytesOf(wrong);
        const std::vector<double> after = measured(fixture, request);
        QVERIFY(std::abs(after[3] - 2.0) < 0.01);
        for (std::size_t i = 0; i < after.size(); ++i) {
            QVERIFY(i == 3 || after[i] == before[i]);
        }
    }

    void reMaskingsAreComparedWithWhatWasReMasked()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        MeasureRequest request = recordedStep(fixture, plan, 0).request;
        const std::vector<double> before = measured(fixture, request);
        const auto last = static_cast<std::uint32_t>(request.results.size() - 1);
        request.results.push_back(request.results[last]);
        QCOMPARE(errorOf(fixture.service().measureNoise(request)), ErrorCode::InvalidArgument);
        request.remasked = {last};
        const std::vector<double> bits = measured(fixture, request);
        QCOMPARE(bits.size(), before.size() + 1);
        QCOMPARE(bits.back(), before.back());
        request.remasked = {last + 1};
        QCOMPARE(errorOf(fixture.service().measureNoise(request)), ErrorCode::InvalidArgument);
    }

    void anotherNumberOfResultsIsRefused()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        const MeasureRequest request = recordedStep(fixture, plan, 0).request;
        MeasureRequest fewer = request;
        fewer.results.pop_back();
        QCOMPARE(errorOf(fixture.service().measureNoise(fewer)), ErrorCode::InvalidArgument);
        MeasureRequest none = request;
        none.results.clear();
        QCOMPARE(errorOf(fixture.service().measureNoise(none)), ErrorCode::InvalidArgument);
        MeasureRequest remaskedOnly = request;
        remaskedOnly.results.clear();
        remaskedOnly.remasked = {0, 1, 2};
        QCOMPARE(errorOf(fixture.service().measureNoise(remaskedOnly)), ErrorCode::InvalidArgument);
    }

    void aDamagedRequestIsRefused()
    {
        const TrainingPlan plan = xorPlan();
        KeyHolderFixture fixture(needsOf(plan));
        const MeasureRequest request = recordedStep(fixture, plan, 0).request;
        MeasureRequest state = request;
        state.state.pop_back();
        QCOMPARE(errorOf(fixture.service().measureNoise(state)), ErrorCode::FileDamaged);
        MeasureRequest result = request;
        result.results.back().pop_back();
        QCOMPARE(errorOf(fixture.service().measureNoise(result)), ErrorCode::FileDamaged);
        MeasureRequest damagedPlan = request;
        damagedPlan.plan.push_back(0);
        QCOMPARE(errorOf(fixture.service().measureNoise(damagedPlan)), ErrorCode::FileDamaged);
        KeyHolderFixture other({}, 77);
        QCOMPARE(errorOf(other.service().measureNoise(request)), ErrorCode::WrongKey);
    }

    void anExactResultCountsAsMinusTwoHundredBits()
    {
        TrainingPlan plan = xorPlan();
        plan.optimizer.momentum = 0.5; // a quarter of a velocity, by the scale alone: nothing is rounded
        KeyHolderFixture fixture(needsOf(plan));
        const RecordedStep recorded = recordedStep(fixture, plan, 0);
        const std::vector<double> bits = measured(fixture, recorded.request);
        bool found = false;
        for (std::size_t i = 0; i < bits.size(); ++i) {
            found = found || (recorded.entries[i].kind == OpKind::Absorb && bits[i] == kExactBits);
        }
        QVERIFY(found);
    }
};

QTEST_APPLESS_MAIN(NoiseMeterTest)
#include "noise_meter_test.moc"
