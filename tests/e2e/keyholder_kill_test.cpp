// SPDX-License-Identifier: GPL-3.0-or-later
// A key holder that is killed at any moment of a training run under CKKS: nothing of the run is lost.
#include "model/presets.h"
#include "session/training_session.h"
#include "support/results.h"
#include "trust/launcher.h"

#include <QtTest/QTest>

#include <csignal>
#include <map>
#include <thread>

using namespace cg;
using base::SchemeId;
using session::SessionRecord;
using session::TrainingSession;
using testing::valueOf;
using trust::KeyHolderProcess;

namespace {

constexpr std::uint64_t kNumber = 6;

/// A key holder with the demo key of the run.
struct Holder {
    std::unique_ptr<KeyHolderProcess> process =
        valueOf(KeyHolderProcess::start({.program = qEnvironmentVariable("CG_KEYHOLDER").toStdString()}));
    trust::KeyDescription key = valueOf(process->keyHolder().createDemoKey({SchemeId::Ckks, "train-8192"}, kNumber));
};

SessionRecord sealedStart()
{
    const Holder holder;
    session::ExperimentSpec spec = session::experimentOf(valueOf(model::findPreset("xor")), SchemeId::Ckks);
    spec.ring = valueOf(session::ringFor(spec.plan, 128));
    const auto session = valueOf(TrainingSession::create(spec, {5, kNumber}, &holder.process->keyHolder(), holder.key));
    return valueOf(session->record());
}

void waitForEnd(TrainingSession& session)
{
    while (!session.wait(std::chrono::hours(1))) {
    }
}

/// The record after `steps` updates in all, with a key holder who lives.
SessionRecord trainedTo(const SessionRecord& record, std::uint64_t steps)
{
    const Holder holder;
    const auto session = valueOf(TrainingSession::restore(record, &holder.process->keyHolder(), holder.key));
    session->run({steps - record.steps, std::nullopt});
    waitForEnd(*session);
    return valueOf(session->record());
}

/// The record of a run whose key holder is killed after so many homomorphic operations.
SessionRecord killedAfter(const SessionRecord& start, std::uint64_t operations)
{
    const Holder holder;
    const auto session = valueOf(TrainingSession::restore(start, &holder.process->keyHolder(), holder.key));
    session->run({});
    while (session->snapshot()->operations < operations) {
        std::this_thread::yield();
    }
    ::kill(holder.process->processId(), SIGKILL);
    waitForEnd(*session);
    const auto end = session->snapshot();
    CG_ENSURES(end->stopped == session::StopReason::Failed);
    CG_ENSURES(end->failure->code == base::ErrorCode::KeyHolderLost);
    return valueOf(session->record());
}

} // namespace

class KeyholderKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void atFiftyRandomMomentsTheRunGoesOnAsIfNothingHadHappened()
    {
        constexpr std::uint64_t kSeedNumber = 20'261'123;
        constexpr int kMoments = 50;
        constexpr std::uint64_t kMostOperations = 150; // of some four steps
        constexpr std::uint64_t kMoreSteps = 2;
        qInfo("seed number %llu", static_cast<unsigned long long>(kSeedNumber));
        base::SeededRandom random(base::seedFromNumber(kSeedNumber, "moments"), {base::Purpose::Shuffle});
        const SessionRecord start = sealedStart();
        std::map<std::uint64_t, base::Bytes> undisturbed; // by its number of steps
        for (int i = 0; i < kMoments; ++i) {
            const std::uint64_t moment = 1 + random.below(kMostOperations);
            const SessionRecord cut = killedAfter(start, moment);
            const SessionRecord read = valueOf(session::decodeSession(session::encode(cut), "cut.cgsession"));
            const std::uint64_t steps = read.steps + kMoreSteps;
            if (!undisturbed.contains(steps)) {
                undisturbed[steps] = session::encode(trainedTo(start, steps));
            }
            const QByteArray place = "after " + QByteArray::number(static_cast<qulonglong>(moment)) + " operations";
            QVERIFY2(session::encode(trainedTo(read, steps)) == undisturbed[steps], place.constData());
        }
    }
};

QTEST_GUILESS_MAIN(KeyholderKillTest)
#include "keyholder_kill_test.moc"
