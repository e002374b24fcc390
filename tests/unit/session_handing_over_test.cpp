// SPDX-License-Identifier: GPL-3.0-or-later
// A session goes on under another key and on other data: what is in it, what no longer is, and what is refused.
#include "he/ckks/named_sets.h"
#include "session/handing_over.h"
#include "session/releasing.h"
#include "session/session_data.h"
#include "support/session_bench.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using base::SchemeId;
using session::PublicBundle;
using session::SessionRecord;
using testing::errorOf;
using testing::experimentOf;
using testing::valueOf;

namespace {

bool contains(base::ByteView bytes, base::ByteView wanted)
{
    return !std::ranges::search(bytes, wanted).empty();
}

data::Dataset table(std::size_t rows)
{
    data::Dataset data{"own", 2, 1, {}, {}};
    for (std::size_t row = 0; row < rows; ++row) {
        data.inputs.insert(data.inputs.end(), {0.25 * static_cast<double>(row % 5), 0.5});
        data.targets.push_back(static_cast<double>(row % 2));
    }
    return data;
}

/// A session of XOR, sealed, with `steps` updates under a random key.
struct Giver {
    keyholder::KeyHolderService holder;
    trust::KeyDescription key = valueOf(holder.createSessionKey(SchemeId::Vhe));
    SessionRecord record;

    explicit Giver(std::uint64_t steps = 6, double momentum = 0.0)
    {
        session::ExperimentSpec spec = experimentOf("xor", SchemeId::Vhe);
        spec.plan.optimizer.momentum = momentum;
        const auto session = valueOf(session::TrainingSession::create(spec, {}, &holder, key));
        testing::train(*session, steps);
        record = valueOf(session->record());
        CG_ENSURES(holder.setAccess(trust::Access::Open).hasValue());
    }
};

/// The receiver's side: a random key exported for XOR in steps of `rows` rows.
struct Receiver {
    keyholder::KeyHolderService holder;
    trust::KeyDescription key;
    PublicBundle bundle;

    explicit Receiver(std::size_t rows = 4, SchemeId scheme = SchemeId::Vhe)
        : key(valueOf(holder.createSessionKey(scheme)))
    {
        session::ExperimentSpec spec = experimentOf("xor", scheme);
        if (scheme == SchemeId::Ckks) {
            spec.ring = valueOf(he::ckks::namedParams("train-8192"));
        }
        spec.plan.data = table(rows);
        spec.plan.batchSize = 0;
        bundle = valueOf(session::exportBundle(spec, holder, key, std::nullopt));
        CG_ENSURES(holder.setAccess(trust::Access::Open).hasValue());
    }
};

} // namespace

class SessionHandingOverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBundleIsReadAsItWasWritten();
    void whatIsNoBundleIsRefused();
    void nothingOfTheOldSessionIsInTheNewOne();
    void theNetworkGoesOnAsItWas_data();
    void theNetworkGoesOnAsItWas();
    void aPlainNetworkIsSealedWithoutAHolder();
    void aDemoKeyMakesTheStartKnown();
    void aBundleForAnotherNetworkIsRefused();
    void dataAreGivenAndLeftOut();
    void dataThatDoNotFitAreRefused();
    void whatCameFromElsewhereIsNotReleased();
};

void SessionHandingOverTest::aBundleIsReadAsItWasWritten()
{
    const Receiver receiver(3);
    const Bytes bytes = session::encode(receiver.bundle);
    const PublicBundle read = valueOf(session::decodeBundle(bytes, "x"));
    QVERIFY(read.scheme == SchemeId::Vhe && read.keyId == receiver.key.id && !read.demoNumber && !read.ring);
    QCOMPARE(read.rowsPerStep, std::uint64_t{3});
    QVERIFY(read.publicKeys == receiver.bundle.publicKeys);
    QVERIFY(session::encode(read) == bytes);
}

void SessionHandingOverTest::whatIsNoBundleIsRefused()
{
    const Receiver receiver;
    Giver giver(0);
    const Bytes good = session::encode(receiver.bundle);
    QCOMPARE(errorOf(session::decodeBundle(session::encode(giver.record), "x")), ErrorCode::FileForeign);
    QCOMPARE(errorOf(session::decodeBundle(base::viewOf("a,b\n1,2\n"), "x")), ErrorCode::FileForeign);
    QCOMPARE(errorOf(session::decodeSession(good, "x")), ErrorCode::FileForeign);
    Bytes damaged = good;
    damaged[damaged.size() / 2] ^= 1;
    QCOMPARE(errorOf(session::decodeBundle(damaged, "x")), ErrorCode::FileDamaged);
    PublicBundle wrong = receiver.bundle;
    wrong.keyId = giver.key.id;
    QCOMPARE(errorOf(session::decodeBundle(session::encode(wrong), "x")), ErrorCode::FileDamaged);
    wrong = receiver.bundle;
    wrong.scheme = SchemeId::Ckks;
    QCOMPARE(errorOf(session::decodeBundle(session::encode(wrong), "x")), ErrorCode::FileDamaged);
    wrong = receiver.bundle;
    wrong.rowsPerStep = 0;
    QCOMPARE(errorOf(session::decodeBundle(session::encode(wrong), "x")), ErrorCode::FileDamaged);
    wrong.publicKeys.push_back(0);
    QCOMPARE(errorOf(session::decodeBundle(session::encode(wrong), "x")), ErrorCode::FileDamaged);
    QCOMPARE(errorOf(session::readBundle("/nonexistent/x.cgpub")), ErrorCode::FileMissing);
}

void SessionHandingOverTest::nothingOfTheOldSessionIsInTheNewOne()
{
    Giver giver;
    const Receiver receiver(3);
    const SessionRecord next = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    QCOMPARE(next.steps, std::uint64_t{0});
    QCOMPARE(next.losses.size(), std::size_t{0});
    QVERIFY(next.start == session::StartKind::Sealed && !next.seed && !next.startLabel && !next.trainerSeed);
    QVERIFY(next.lacksData && next.isFromElsewhere && next.keyId == receiver.key.id);

    const Bytes file = session::encode(next);
    QVERIFY(!contains(file, giver.record.keyId.bytes));
    QVERIFY(!contains(file, *giver.record.trainerSeed) && !contains(file, *giver.record.startLabel));
    for (const Bytes& ciphertext : giver.record.state) {
        QVERIFY(!contains(file, base::ByteView(ciphertext).last(32)));
    }
    QVERIFY(!contains(file, giver.record.losses.ciphertext(0).last(32)));
    QVERIFY(!contains(file, base::ByteView(giver.record.publicKeys).last(32)));
    QVERIFY(std::ranges::all_of(next.spec.plan.data.inputs, [](double number) { return number == 1.0; }));

    // Two receivers of the same network, even under one key, have nothing to compare.
    const SessionRecord again = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    for (std::size_t i = 0; i < next.state.size(); ++i) {
        QVERIFY(!contains(again.state[i], base::ByteView(next.state[i]).last(32)));
    }

    QVERIFY(next.trust && next.trust->recorded == session::Recorded::InPart);
    QCOMPARE(next.trust->disclosures.size(), std::size_t{1});
    QVERIFY(next.trust->disclosures[0].kind == session::OpenedKind::HandedOver);
    QCOMPARE(next.trust->disclosures[0].numbers, std::uint64_t{17});
    const SessionRecord read = valueOf(session::decodeSession(file, "x"));
    QVERIFY(read.lacksData && read.isFromElsewhere);
    QVERIFY(read.trust->disclosures[0].kind == session::OpenedKind::HandedOver);
    QVERIFY(session::encode(read) == file);
}

void SessionHandingOverTest::theNetworkGoesOnAsItWas_data()
{
    QTest::addColumn<double>("momentum");
    QTest::addColumn<bool>("toCkks");
    QTest::newRow("vhe") << 0.0 << false;
    QTest::newRow("vhe with momentum") << 0.9 << false;
    QTest::newRow("from vhe to ckks") << 0.5 << true;
}

void SessionHandingOverTest::theNetworkGoesOnAsItWas()
{
    QFETCH(const double, momentum);
    QFETCH(const bool, toCkks);
    Giver giver(6, momentum);
    Receiver receiver(4, toCkks ? SchemeId::Ckks : SchemeId::Vhe);
    SessionRecord next = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    QVERIFY(session::giveData(next, giver.record.spec.plan.data, std::nullopt, "own.csv"));

    const auto goOn = [](SessionRecord record, keyholder::KeyHolderService& holder, const trust::KeyDescription& key) {
        const auto session = valueOf(session::TrainingSession::restore(std::move(record), &holder, key));
        testing::train(*session, 2);
        return valueOf(session->openEvaluation()).predictions;
    };
    const auto expected = goOn(giver.record, giver.holder, giver.key);
    const auto found = goOn(next, receiver.holder, receiver.key);
    for (std::size_t row = 0; row < expected.size(); ++row) {
        QVERIFY(std::abs(found[row][0] - expected[row][0]) < 0.02);
    }
}

void SessionHandingOverTest::aPlainNetworkIsSealedWithoutAHolder()
{
    const auto plain =
        valueOf(session::TrainingSession::create(experimentOf("xor", SchemeId::Plain), {7, {}}, nullptr, std::nullopt));
    testing::train(*plain, 20);
    const SessionRecord record = valueOf(plain->record());
    Receiver receiver;
    SessionRecord next = valueOf(session::handOver(record, receiver.bundle, nullptr));
    QVERIFY(next.start == session::StartKind::Sealed && !next.seed);
    QVERIFY(session::giveData(next, record.spec.plan.data, std::nullopt, "own.csv"));
    const auto session = valueOf(session::TrainingSession::restore(next, &receiver.holder, receiver.key));
    const auto expected = valueOf(plain->openEvaluation()).predictions;
    const auto found = valueOf(session->openEvaluation()).predictions;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        QVERIFY(std::abs(found[row][0] - expected[row][0]) < 1e-3);
    }
}

void SessionHandingOverTest::aDemoKeyMakesTheStartKnown()
{
    Giver giver;
    Receiver receiver;
    receiver.bundle.demoNumber = 12;
    SessionRecord next = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    QVERIFY(next.demoKey && next.start == session::StartKind::Known && next.seed == 12);
    QVERIFY(session::decodeSession(session::encode(next), "x"));
    // A known start stays one under a key that nobody knows.
    giver.record.start = session::StartKind::Known;
    giver.record.seed = 3;
    receiver.bundle.demoNumber.reset();
    next = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    QVERIFY(!next.demoKey && next.start == session::StartKind::Known && next.seed == 3);
}

void SessionHandingOverTest::aBundleForAnotherNetworkIsRefused()
{
    Giver giver;
    Receiver receiver;
    session::ExperimentSpec spec = experimentOf("xor", SchemeId::Vhe);
    spec.plan.network.layers.resize(1);
    spec.plan.network.layers[0].units = 1;
    spec.plan.network.layers[0].activation = model::Activation::identity();
    const PublicBundle narrow = valueOf(session::exportBundle(spec, receiver.holder, receiver.key, std::nullopt));
    QCOMPARE(errorOf(session::handOver(giver.record, narrow, &giver.holder)), ErrorCode::MissingEvaluationKey);
    QCOMPARE(giver.holder.disclosures().total(keyholder::DisclosureKind::HandOver).answers, std::uint64_t{0});
    // And a key of another scheme is not exported for it.
    spec.scheme = SchemeId::Ckks;
    spec.ring = valueOf(he::ckks::namedParams("train-8192"));
    QCOMPARE(errorOf(session::exportBundle(spec, receiver.holder, receiver.key, std::nullopt)), ErrorCode::WrongKey);
}

void SessionHandingOverTest::dataAreGivenAndLeftOut()
{
    Giver giver(2);
    SessionRecord record = giver.record;
    const auto mark = record.trainerSeed;
    QVERIFY(session::checkHasData(record));
    session::leaveOutData(record);
    QCOMPARE(errorOf(session::checkHasData(record)), ErrorCode::InvalidArgument);
    QCOMPARE(record.spec.plan.rowsPerStep(), giver.record.spec.plan.rowsPerStep());
    const SessionRecord read = valueOf(session::decodeSession(session::encode(record), "x"));
    QVERIFY(read.lacksData && !read.isFromElsewhere && read.steps == 2 && read.startLabel == record.startLabel);

    QVERIFY(session::giveData(record, table(9), std::nullopt, "own.csv"));
    QVERIFY(session::checkHasData(record));
    QCOMPARE(record.spec.plan.batchSize, std::size_t{4}); // as many a step as before
    QVERIFY(record.isFromElsewhere && !record.startLabel && record.trainerSeed && record.trainerSeed != mark);
    QVERIFY(session::giveData(record, table(4), std::nullopt, "own.csv"));
    QCOMPARE(record.spec.plan.batchSize, std::size_t{0});
    QVERIFY(session::giveData(record, table(9), 8, "own.csv"));
    QCOMPARE(record.spec.plan.batchSize, std::size_t{8});
    QVERIFY(session::TrainingSession::restore(record, nullptr, std::nullopt));
}

void SessionHandingOverTest::dataThatDoNotFitAreRefused()
{
    Giver giver(0);
    const auto refusal = [&](data::Dataset data, std::optional<std::size_t> batch = {}) {
        SessionRecord record = giver.record;
        const auto code = errorOf(session::giveData(record, std::move(data), batch, "own.csv"));
        CG_ENSURES(record.spec.plan.data == giver.record.spec.plan.data);
        return code;
    };
    data::Dataset wide = table(4);
    wide.inputCount = 1;
    wide.inputs.resize(4);
    QCOMPARE(refusal(wide), ErrorCode::InvalidArgument);
    data::Dataset large = table(4);
    large.inputs[3] = 1e4;
    QCOMPARE(refusal(large), ErrorCode::InvalidArgument);
    QCOMPARE(refusal(table(1)), ErrorCode::InvalidArgument); // the network would lie elsewhere
    QCOMPARE(refusal(table(6), 7), ErrorCode::InvalidArgument);
    QCOMPARE(refusal(data::Dataset{"none", 2, 1, {}, {}}), ErrorCode::BadData);
}

void SessionHandingOverTest::whatCameFromElsewhereIsNotReleased()
{
    Giver giver;
    Receiver receiver;
    giver.record.start = session::StartKind::Known;
    giver.record.seed = 3;
    SessionRecord next = valueOf(session::handOver(giver.record, receiver.bundle, &giver.holder));
    QVERIFY(session::giveData(next, table(4), std::nullopt, "own.csv"));
    QCOMPARE(errorOf(session::releasePredictions(next, {0.0, 1.0}, receiver.holder)), ErrorCode::Unsupported);
}

QTEST_APPLESS_MAIN(SessionHandingOverTest)
#include "session_handing_over_test.moc"
