// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/noise_model.h"
#include "session/forecast.h"
#include "session/step_time.h"
#include "session/training_session.h"
#include "support/session_bench.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cg;
using base::ErrorCode;
using session::StopReason;
using session::TrainingSession;
using testing::errorOf;
using testing::experimentOf;
using testing::SessionBench;
using testing::valueOf;

namespace {

constexpr auto kVhe = base::SchemeId::Vhe;

base::Bytes bytesOf(const TrainingSession& session)
{
    return session::encode(valueOf(session.record()));
}

/// Saved to bytes and read again.
session::SessionRecord saved(const TrainingSession& session)
{
    return valueOf(session::decodeSession(bytesOf(session), "saved"));
}

session::ExperimentSpec miniBatchesWithMomentum()
{
    session::ExperimentSpec spec = experimentOf("xor", kVhe);
    spec.plan.batchSize = 3;
    spec.plan.optimizer = {0.1, 0.5};
    return spec;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void xorIsLearntUnderVheAndInTheClear()
    {
        SessionBench bench;
        for (const auto scheme : {base::SchemeId::Plain, kVhe}) {
            for (const std::string preset : {"xor", "and", "or"}) {
                const auto session = bench.create(experimentOf(preset, scheme));
                testing::train(*session, valueOf(model::findPreset(preset)).steps);
                QVERIFY(session->snapshot()->stopped == StopReason::Steps);
                const auto opened = valueOf(session->openEvaluation());
                QVERIFY2(std::abs(opened.loss) < 0.01, preset.c_str());
                QCOMPARE(opened.predictions.size(), std::size_t{4});
            }
        }
    }

    void vheFollowsThePlainRun()
    {
        SessionBench bench;
        for (const auto& vheSpec :
             {experimentOf("xor", kVhe), experimentOf("xor-sigmoid", kVhe), miniBatchesWithMomentum()}) {
            auto plainSpec = vheSpec;
            plainSpec.scheme = base::SchemeId::Plain;
            const auto plain = bench.create(plainSpec);
            const auto vhe = bench.create(vheSpec);
            testing::train(*plain, 60);
            testing::train(*vhe, 60);
            const auto expected = valueOf(plain->openNetwork());
            const auto actual = valueOf(vhe->openNetwork());
            for (std::size_t layer = 0; layer < expected.size(); ++layer) {
                for (std::size_t unit = 0; unit < expected[layer].weights.size(); ++unit) {
                    for (std::size_t input = 0; input < expected[layer].weights[unit].size(); ++input) {
                        QVERIFY(std::abs(expected[layer].weights[unit][input] - actual[layer].weights[unit][input]) <
                                1e-3);
                    }
                }
            }
        }
    }

    void savedAndTrainedOnGivesTheBytesOfOneRun()
    {
        SessionBench bench;
        for (const auto& spec : {experimentOf("xor", kVhe), miniBatchesWithMomentum()}) {
            const auto whole = bench.create(spec);
            testing::train(*whole, 40);
            const auto first = bench.create(spec);
            testing::train(*first, 23);
            const auto second = bench.restore(saved(*first));
            testing::train(*second, 17);
            QCOMPARE(bytesOf(*second), bytesOf(*whole));
        }
    }

    /// A sealed bundle has no randomness of the trainer in it, and what trains from it needs no key holder.
    void aSealedBundleTrainsWithoutAKeyHolder()
    {
        keyholder::KeyHolderService holder;
        const auto key = valueOf(holder.createSessionKey(kVhe));
        const auto sealed = valueOf(TrainingSession::create(experimentOf("xor", kVhe), {}, &holder, key));
        QVERIFY(sealed->start() == session::StartKind::Sealed);
        QVERIFY(!sealed->seed().has_value());
        const session::SessionRecord bundle = saved(*sealed);
        QVERIFY(!bundle.trainerSeed.has_value());

        const auto trainer = valueOf(TrainingSession::restore(bundle, nullptr, std::nullopt));
        testing::train(*trainer, 150);
        QCOMPARE(trainer->snapshot()->steps, std::uint64_t{150});
        QCOMPARE(errorOf(trainer->openEvaluation()), ErrorCode::NoKey);
        QCOMPARE(errorOf(trainer->openLosses()), ErrorCode::NoKey);
        QCOMPARE(errorOf(trainer->openNetwork()), ErrorCode::NoKey);
        QCOMPARE(errorOf(trainer->openPrediction(0)), ErrorCode::NoKey);
        QVERIFY(!valueOf(trainer->weightNoise()).measured.has_value());

        const auto back = valueOf(TrainingSession::restore(saved(*trainer), &holder, key));
        QCOMPARE(errorOf(back->openEvaluation()), ErrorCode::Refused); // its owner has not unlocked the key
        QVERIFY(holder.setAccess(trust::Access::Open).hasValue());
        QVERIFY(valueOf(back->openEvaluation()).loss < 0.05);
        QCOMPARE(valueOf(back->openLosses()).values.size(), std::size_t{150});
    }

    void twoSealedStartsDiffer()
    {
        keyholder::KeyHolderService holder;
        const auto key = valueOf(holder.createSessionKey(kVhe));
        const auto one = valueOf(TrainingSession::create(experimentOf("xor", kVhe), {}, &holder, key));
        const auto two = valueOf(TrainingSession::create(experimentOf("xor", kVhe), {}, &holder, key));
        QVERIFY(holder.setAccess(trust::Access::Open).hasValue());
        QVERIFY(valueOf(one->openNetwork()) != valueOf(two->openNetwork()));
    }

    void aSeedGivesTheSameStartUnderEverySchemeAndKey()
    {
        SessionBench first(1);
        SessionBench second(2);
        const auto plain = valueOf(first.create(experimentOf("xor", base::SchemeId::Plain), 77)->openNetwork());
        for (SessionBench* bench : {&first, &second}) {
            const auto session = bench->create(experimentOf("xor", kVhe), 77);
            QVERIFY(session->start() == session::StartKind::Known);
            const auto opened = valueOf(session->openNetwork());
            QVERIFY(std::abs(opened[0].weights[1][0] - plain[0].weights[1][0]) < 0x1p-15);
        }
    }

    void aNewRunNeedsAKeyHolder()
    {
        QCOMPARE(errorOf(TrainingSession::create(experimentOf("xor", kVhe), {}, nullptr, std::nullopt)),
                 ErrorCode::NoKey);
    }

    void theKeyOfAnotherSessionIsRefused()
    {
        SessionBench mine(1);
        SessionBench other(2);
        const auto session = mine.create(experimentOf("xor", kVhe));
        QCOMPARE(errorOf(TrainingSession::restore(saved(*session), &other.holder(), other.key())), ErrorCode::WrongKey);
    }

    void theKeyHolderSaysWhenTheLossIsReached()
    {
        SessionBench bench;
        const auto session = bench.create(experimentOf("xor", kVhe));
        session->run({std::nullopt, 0.05});
        while (!session->wait(std::chrono::hours(1))) {
        }
        QVERIFY(session->snapshot()->stopped == StopReason::TargetLoss);
        const auto losses = valueOf(session->openLosses()).values;
        QVERIFY(losses.back() < 0.05 + 1e-3);
        QVERIFY(losses[losses.size() - 2] > 0.05 - 1e-3);
    }

    void onePredictionIsTheOneOfTheList()
    {
        SessionBench bench;
        const auto session = bench.create(experimentOf("xor", kVhe));
        testing::train(*session, 10);
        const auto all = valueOf(session->openEvaluation()).predictions;
        for (std::size_t row = 0; row < all.size(); ++row) {
            QVERIFY(std::abs(valueOf(session->openPrediction(row))[0] - all[row][0]) < 1e-3);
        }
        QCOMPARE(errorOf(session->openPrediction(4)), ErrorCode::InvalidArgument);
    }

    void noMeasuredErrorIsAboveItsBound()
    {
        SessionBench bench;
        for (const auto& spec :
             {experimentOf("xor", kVhe), experimentOf("xor-sigmoid", kVhe), miniBatchesWithMomentum()}) {
            const auto session = bench.create(spec);
            testing::train(*session, 20);
            const auto operations = valueOf(session->measureStep());
            QVERIFY(operations.size() > 20);
            for (const auto& operation : operations) {
                QVERIFY(operation.measured->bits() <= operation.entry.after.worst.bits() + 0.01);
            }
            const auto noise = valueOf(session->weightNoise());
            QVERIFY(noise.measured->bits() <= noise.lastStep.worst.bits());
            QVERIFY(noise.expected > noise.lastStep.typical);
        }
    }

    /// A start that nothing was done with yet has the error of a fresh encryption, which is not nought.
    void aStartHasTheNoiseOfAFreshEncryption()
    {
        SessionBench bench;
        for (const auto& spec : {experimentOf("xor", kVhe), miniBatchesWithMomentum()}) {
            const auto session = bench.create(spec);
            const auto fresh = he::vhe::NoiseModel(he::vhe::Params::standard()).fresh({6.0, 1.0}).noise;
            const auto noise = valueOf(session->weightNoise());
            QVERIFY(noise.lastStep == fresh);
            QVERIFY(noise.expected == fresh.typical);
            QVERIFY(noise.measured.has_value());
            QVERIFY(noise.measured->bits() <= fresh.worst.bits() && noise.measured->bits() > -40.0);
            QVERIFY(session->snapshot()->weightNoise == fresh);
            QVERIFY(session->snapshot()->drift == fresh.typical);
            // From a file, nobody can say any more what was drawn.
            const auto restored = bench.restore(saved(*session));
            const auto later = valueOf(restored->weightNoise());
            QVERIFY(later.lastStep == fresh && later.expected == fresh.typical);
            QVERIFY(!later.measured.has_value());
        }
    }

    void theForecastIsWhatTheStepClaims()
    {
        SessionBench bench;
        const auto spec = experimentOf("xor", kVhe);
        const auto forecast = valueOf(session::forecast(spec, 100));
        const auto measured = valueOf(bench.create(spec)->measureStep());
        QCOMPARE(forecast.operations.size(), measured.size());
        for (std::size_t i = 0; i < measured.size(); ++i) {
            QVERIFY(forecast.operations[i].kind == measured[i].entry.kind);
            // The forecast knows the sizes, not the digits: the typical line may differ by a little.
            QVERIFY(std::abs(forecast.operations[i].after.typical.bits() - measured[i].entry.after.typical.bits()) <
                    0.75);
        }
        QCOMPARE(forecast.expected.size(), std::size_t{8});
        QVERIFY(forecast.expected.front() < forecast.expected.back());
        QCOMPARE(errorOf(session::forecast(experimentOf("xor", base::SchemeId::Plain), 1)), ErrorCode::Unsupported);
    }

    void stepTimesAreEstimatedBeforeARun()
    {
        for (const base::SchemeId scheme : {kVhe, base::SchemeId::Ckks}) {
            const auto spec = experimentOf("xor", scheme);
            const auto forecast = valueOf(session::forecast(spec, 1));
            QCOMPARE(forecast.stepsBetweenRefreshes.has_value(), scheme == base::SchemeId::Ckks);
            const session::StepTime time = valueOf(session::estimatedTimes(spec, forecast));
            QVERIFY(time.plain.count() > 0);
            QVERIFY(time.slowdown() > 1);
        }
        QCOMPARE(errorOf(session::plainStepTime(session::ExperimentSpec())), ErrorCode::InvalidArgument);
    }

    void noiseThatReachesTheIntegersStopsTheRun()
    {
        SessionBench bench;
        session::ExperimentSpec spec = experimentOf("xor", kVhe);
        spec.plan.optimizer.rate = 60;
        const auto session = bench.create(spec);
        testing::train(*session, 1000);
        QVERIFY(session->snapshot()->stopped == StopReason::Noise);
        QCOMPARE(session->snapshot()->failure->code, ErrorCode::NoiseOverflow);
        QVERIFY(session->snapshot()->steps < 1000);
        QVERIFY(session->record().hasValue());
    }

    void runsThatDivergeInTheClearAreStopped()
    {
        SessionBench bench;
        session::ExperimentSpec spec = experimentOf("xor", base::SchemeId::Plain);
        spec.plan.optimizer.rate = 60;
        const auto session = bench.create(spec);
        testing::train(*session, 100000);
        QVERIFY(session->snapshot()->stopped == StopReason::Diverged);
        QVERIFY(session->record().hasValue());
    }

    /// Hundreds of tiles: sums of products are split over several key switches where they would not fit into one.
    void hundredsOfRowsFitAFullBatchAndTheFinalPass()
    {
        SessionBench bench;
        session::ExperimentSpec spec = experimentOf("xor", kVhe);
        const data::Dataset few = spec.plan.data;
        for (int copy = 1; copy < 250; ++copy) {
            spec.plan.data.inputs.insert(spec.plan.data.inputs.end(), few.inputs.begin(), few.inputs.end());
            spec.plan.data.targets.insert(spec.plan.data.targets.end(), few.targets.begin(), few.targets.end());
        }
        auto plainSpec = spec;
        plainSpec.scheme = base::SchemeId::Plain;
        const auto plain = bench.create(plainSpec);
        const auto vhe = bench.create(spec);
        testing::train(*plain, 2);
        testing::train(*vhe, 2);
        QVERIFY(vhe->snapshot()->stopped == StopReason::Steps);
        const auto expected = valueOf(plain->openEvaluation());
        const auto actual = valueOf(vhe->openEvaluation());
        QVERIFY(std::abs(expected.loss - actual.loss) < 1e-3);
        QCOMPARE(actual.predictions.size(), std::size_t{1000});
        QVERIFY(std::abs(expected.predictions[997][0] - actual.predictions[997][0]) < 1e-3);
    }

    void rawCiphertextsAreNamedAndMasked()
    {
        SessionBench bench;
        const auto session = bench.create(miniBatchesWithMomentum());
        const auto raw = valueOf(session->rawCiphertexts());
        QCOMPARE(raw.size(), std::size_t{10});
        double largest = 0;
        for (const auto& ciphertext : raw) {
            QVERIFY(!ciphertext.name.empty());
            QCOMPARE(ciphertext.integers.size(), std::size_t{24});
            for (const std::int64_t entry : ciphertext.integers) {
                largest = std::max(largest, std::abs(static_cast<double>(entry)));
            }
        }
        QVERIFY(largest > 0x1p36);
    }

    /// Ten thousand steps without a value going astray: the integers are re-masked where they grow.
    void vheTrainsForAsLongAsOneLikes()
    {
        SessionBench bench;
        const auto session = bench.create(experimentOf("xor", kVhe));
        testing::train(*session, 10000);
        QVERIFY(session->snapshot()->stopped == StopReason::Steps);
        QVERIFY(std::abs(valueOf(session->openEvaluation()).loss) < 1e-3);
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
