// SPDX-License-Identifier: GPL-3.0-or-later
// Whole sessions under CKKS, with a key holder in the same process.
#include "session/session_file.h"
#include "support/plain_training.h"
#include "support/session_bench.h"

#include <QtTest/QTest>

using namespace cg;
using base::ErrorCode;
using base::SchemeId;
using session::SessionRecord;
using session::TrainingSession;
using testing::errorOf;
using testing::valueOf;

namespace {

constexpr std::uint64_t kNumber = 3;

session::ExperimentSpec xorUnderCkks()
{
    session::ExperimentSpec spec = testing::experimentOf("xor", SchemeId::Ckks);
    spec.ring = valueOf(session::ringFor(spec.plan, 128));
    return spec;
}

/// A holder with a demo key and sessions on it.
struct Bench {
    keyholder::KeyHolderService holder;
    trust::KeyDescription key = valueOf(holder.createDemoKey({SchemeId::Ckks, "train-8192"}, kNumber));

    Bench() { CG_ENSURES(holder.setAccess(trust::Access::Open).hasValue()); }

    std::unique_ptr<TrainingSession> create()
    {
        return valueOf(TrainingSession::create(xorUnderCkks(), {5, kNumber}, &holder, key));
    }
    std::unique_ptr<TrainingSession> restore(SessionRecord record)
    {
        return valueOf(TrainingSession::restore(std::move(record), &holder, key));
    }
};

/// The record, written and read again.
SessionRecord throughAFile(const SessionRecord& record)
{
    return valueOf(session::decodeSession(session::encode(record), "run.cgsession"));
}

} // namespace

class CkksSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setsAreChosenByDepthAndSecurity()
    {
        train::TrainingPlan plan = xorUnderCkks().plan;
        QCOMPARE(valueOf(session::ringFor(plan, 128)).name(), std::string("train-8192"));
        QCOMPARE(valueOf(session::ringFor(plan, 192)).name(), std::string("train-16384-192"));
        QCOMPARE(valueOf(session::ringFor(plan, 256)).name(), std::string("train-16384-256"));
        QCOMPARE(errorOf(session::ringFor(plan, 100)), ErrorCode::InvalidArgument);
        plan.network.layers.insert(plan.network.layers.begin(), {3, model::Activation::sqx(), true});
        QCOMPARE(valueOf(session::ringFor(plan, 128)).name(), std::string("train-16384-1"));
        QCOMPARE(errorOf(session::ringFor(plan, 256)), ErrorCode::LevelsExhausted);
    }

    void theSizesOfKeysAreToldBeforeTheyAreMade()
    {
        Bench bench;
        const auto session = bench.create();
        QVERIFY(session->keySizes().evaluationKeys > 0);
        QVERIFY(session->keySizes() == valueOf(session::expectedKeySizes(session->spec())));
    }

    void aRunLearnsAndItsValuesOpen()
    {
        Bench bench;
        const auto session = bench.create();
        session->run({150, 0.01});
        while (!session->wait(std::chrono::hours(1))) {
        }
        QVERIFY(session->snapshot()->stopped == session::StopReason::TargetLoss);
        QVERIFY(valueOf(session->openEvaluation()).loss < 0.02);
        const auto losses = valueOf(session->openLosses());
        QCOMPARE(losses.values.size(), static_cast<std::size_t>(session->snapshot()->steps));
        QVERIFY(losses.values.back() < 0.01);
        const auto few = valueOf(session->openLosses(2, 3));
        QCOMPARE(few.steps.size(), std::size_t{3});
        QCOMPARE(few.values.back(), losses.values.back());
        QVERIFY(session::badgeOf(session->spec()) == security::Badge::Standard128);
        const auto noise = valueOf(session->weightNoise());
        QVERIFY(*noise.measured <= noise.lastStep.worst);
    }

    void savedAndTrainedOnItIsTheSameRun()
    {
        Bench bench;
        const auto whole = bench.create();
        testing::train(*whole, 5);
        const auto part = bench.create();
        testing::train(*part, 3);
        const auto rest = bench.restore(throughAFile(valueOf(part->record())));
        testing::train(*rest, 2);
        const SessionRecord a = valueOf(whole->record());
        const SessionRecord b = valueOf(rest->record());
        QVERIFY(session::encode(a) == session::encode(b));
        QCOMPARE(b.packedLosses.packs.size(), std::size_t{1});
    }

    void withoutAHolderItTrainsUntilItsLevelsEnd()
    {
        Bench bench;
        const SessionRecord start = valueOf(bench.create()->record());
        const auto alone = valueOf(TrainingSession::restore(throughAFile(start), nullptr, std::nullopt));
        testing::train(*alone, 3);
        QCOMPARE(alone->snapshot()->steps, std::uint64_t{1});
        QVERIFY(alone->snapshot()->stopped == session::StopReason::Levels);
        QVERIFY(alone->snapshot()->failure->message.find("only the key holder") != std::string::npos);
        const SessionRecord ended = throughAFile(valueOf(alone->record()));
        QCOMPARE(ended.packedLosses.pending.size(), std::size_t{1});
        // The holder refreshes it, and it goes on as if it had been there all the time.
        const auto again = bench.restore(ended);
        testing::train(*again, 1);
        const auto never = bench.create();
        testing::train(*never, 2);
        QVERIFY(valueOf(again->record()).state == valueOf(never->record()).state);
        QCOMPARE(valueOf(again->openLosses()).values.size(), std::size_t{2});
    }

    void aNetworkThatDoesNotFitTheKeyIsRefusedBeforeItIsSealed()
    {
        Bench bench;
        session::ExperimentSpec spec = xorUnderCkks();
        spec.plan.network.layers.insert(spec.plan.network.layers.begin(), {3, model::Activation::sqx(), true});
        const auto result = TrainingSession::create(spec, {5, kNumber}, &bench.holder, bench.key);
        QCOMPARE(errorOf(result), ErrorCode::LevelsExhausted);
        QVERIFY(result.error().message.find("the levels of train-8192") != std::string::npos);
    }

    void whatIsOfTheWrongKindIsRefused()
    {
        Bench bench;
        const auto session = bench.create();
        testing::train(*session, 1);
        const SessionRecord good = valueOf(session->record());
        SessionRecord fewerLosses = good;
        fewerLosses.packedLosses = {};
        QCOMPARE(errorOf(session::decodeSession(session::encode(fewerLosses), "x")), ErrorCode::FileDamaged);
        SessionRecord withoutKeys = good;
        withoutKeys.publicKeys.resize(withoutKeys.publicKeys.size() / 2);
        QCOMPARE(errorOf(TrainingSession::restore(withoutKeys, nullptr, std::nullopt)), ErrorCode::FileDamaged);
        keyholder::KeyHolderService other;
        const auto key = valueOf(other.createDemoKey(SchemeId::Vhe, 1));
        QCOMPARE(errorOf(TrainingSession::create(xorUnderCkks(), {}, &other, key)), ErrorCode::WrongKey);
        session::ExperimentSpec stronger = xorUnderCkks();
        stronger.ring = valueOf(session::ringFor(stronger.plan, 256));
        QCOMPARE(errorOf(TrainingSession::create(stronger, {5, kNumber}, &bench.holder, bench.key)),
                 ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(CkksSessionTest)
#include "ckks_session_test.moc"
