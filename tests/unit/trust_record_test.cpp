// SPDX-License-Identifier: GPL-3.0-or-later
#include "persist/container.h"
#include "session/trust_record.h"
#include "support/results.h"
#include "support/session_bench.h"

#include <QtTest/QTest>

#include <functional>

using namespace cg;
using base::ErrorCode;
using session::Disclosure;
using session::OpenedKind;
using session::Precision;
using session::Recorded;
using session::TrustRecord;
using testing::errorOf;
using testing::valueOf;
using trust::CrossingKind;

namespace {

constexpr std::chrono::system_clock::time_point kNoon{std::chrono::milliseconds(1'780'000'000'123)};

TrustRecord sample()
{
    TrustRecord record;
    record.recorded = Recorded::InPart;
    record.crossings = {{CrossingKind::Ciphertexts, kNoon, 7, 21, 4096, 0, "loss to open"},
                        {CrossingKind::Message, kNoon, 1, 1, 1, 1, "the loss is below: stop"}};
    record.disclosures = {{kNoon, OpenedKind::Loss, 0, 150, 150, Precision::Everything, {}, {}},
                          {kNoon, OpenedKind::Prediction, 2, 41, 1, Precision::ClassOnly, session::Audience::Trainer,
                           session::Reason::UseResult}};
    return record;
}

/// The section with one byte changed.
base::Bytes changed(std::size_t at, std::uint8_t value)
{
    base::Bytes bytes = session::encode(sample());
    bytes.at(at) = value;
    return bytes;
}

session::SessionRecord trained(std::optional<TrustRecord> trust)
{
    testing::SessionBench bench;
    auto record = valueOf(bench.create(testing::experimentOf("xor", base::SchemeId::Plain))->record());
    record.trust = std::move(trust);
    return record;
}

} // namespace

class TrustRecordTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSessionFileKeepsSumsAndLedger()
    {
        const auto read = valueOf(session::decodeSession(session::encode(trained(sample())), "x"));
        QVERIFY(read.trust.has_value());
        QCOMPARE(read.trust->recorded, Recorded::InPart);
        QVERIFY(read.trust->disclosures == sample().disclosures);
        QCOMPARE(read.trust->crossings.size(), std::size_t{2});
        const auto totals = trust::totalsOf(read.trust->crossings);
        QCOMPARE(totals.ciphertexts, std::uint64_t{21});
        QCOMPARE(totals.bits, std::uint64_t{1});
        QCOMPARE(read.trust->crossings[0].bytes, std::uint64_t{4096});
        QVERIFY(read.trust->crossings[0].when == kNoon);
    }

    /// The words of a crossing may tell what was opened ("the loss is below"): they stay out of the file.
    void noWordsGoIntoTheFile()
    {
        const base::Bytes bytes = session::encode(sample());
        const std::string text(bytes.begin(), bytes.end());
        QCOMPARE(text.find("loss"), std::string::npos);
        TrustRecord other = sample();
        other.crossings[1].what = "the loss is not below: go on";
        QCOMPARE(session::encode(other), bytes);
    }

    void aFileWithoutTheSectionSaysThatNothingWasRecorded()
    {
        const auto read = valueOf(session::decodeSession(session::encode(trained(std::nullopt)), "x"));
        QVERIFY(!read.trust);
    }

    void rowsOfAKindBecomeOneSum()
    {
        const auto sums =
            session::sumsByKind({{CrossingKind::Message, kNoon, 1, 1, 1, 1, "go on"},
                                 {CrossingKind::PublicKeys, kNoon, 1, 1, 500, 0, "keys"},
                                 {CrossingKind::Message, kNoon + std::chrono::seconds(1), 2, 2, 2, 2, "stop"}});
        QCOMPARE(sums.size(), std::size_t{2});
        QCOMPARE(sums[0].kind, CrossingKind::PublicKeys);
        QCOMPARE(sums[1].bits, std::uint64_t{3});
        QCOMPARE(sums[1].times, std::uint64_t{3});
        QVERIFY(sums[1].when == kNoon + std::chrono::seconds(1));
        QVERIFY(sums[1].what.empty());
    }

    void whatIsLikeAnEarlierRowJoinsIt()
    {
        std::vector<Disclosure> ledger;
        const Disclosure loss{kNoon, OpenedKind::Loss, 0, 10, 5, Precision::Everything, {}, {}};
        Disclosure other = loss;
        other.audience = session::Audience::Trainer;
        for (const Disclosure& one : {loss, other, loss}) {
            session::addTo(ledger, one, 2);
        }
        QCOMPARE(ledger.size(), std::size_t{2});
        QCOMPARE(ledger[0].numbers, std::uint64_t{10});
        QCOMPARE(ledger[0].bits(), std::uint64_t{160});
        session::addTo(ledger, loss, 0);
        QCOMPARE(ledger.size(), std::size_t{3});
    }

    void aLongLedgerStaysBounded()
    {
        std::vector<Disclosure> ledger;
        const Disclosure loss{kNoon, OpenedKind::Loss, 0, 10, 1, Precision::Everything, {}, {}};
        for (std::size_t i = 0; i < session::kMostDisclosures + 10; ++i) {
            session::addTo(ledger, loss, 0);
        }
        QCOMPARE(ledger.size(), session::kMostDisclosures);
        QCOMPARE(ledger.back().numbers, std::uint64_t{11});
    }

    void damageIsToldInOneSentence_data()
    {
        QTest::addColumn<base::Bytes>("bytes");
        base::Bytes longer = session::encode(sample());
        longer.push_back(0);
        const base::Bytes whole = session::encode(sample());
        QTest::newRow("empty") << base::Bytes();
        QTest::newRow("cut off") << base::Bytes(whole.begin(), whole.end() - 1);
        QTest::newRow("longer") << longer;
        QTest::newRow("no such format") << changed(0, 0);
        QTest::newRow("neither whole nor in part") << changed(4, 2);
        QTest::newRow("more kinds than there are") << changed(5, 5);
        QTest::newRow("no such kind") << changed(9, 4);
        QTest::newRow("kinds in the wrong order") << changed(9, 3);
        QTest::newRow("before all clocks") << changed(17, 0x80);
        QTest::newRow("crossed no times") << changed(18, 0);
        QTest::newRow("bits told by ciphertexts") << changed(42, 1);
        QTest::newRow("more bytes than there are") << changed(41, 1);
        QTest::newRow("no such ledger") << changed(91, 3);
        QTest::newRow("no such thing to open") << changed(103, 5);
        QTest::newRow("a row of the loss") << changed(104, 1);
        QTest::newRow("no numbers") << changed(120, 0);
        QTest::newRow("no such precision") << changed(128, 3);
        QTest::newRow("no such audience") << changed(129, 2);
        QTest::newRow("no such reason") << changed(130, 3);
    }
    void damageIsToldInOneSentence()
    {
        QFETCH(base::Bytes, bytes);
        const auto result = session::decodeTrustRecord(bytes, "run.cgsession, section trust");
        QCOMPARE(errorOf(result), ErrorCode::FileDamaged);
        const std::string& message = result.error().message;
        QVERIFY2(message.starts_with("run.cgsession, section trust"), message.c_str());
        QCOMPARE(message.find('\n'), std::string::npos);
    }

    void aLaterFormatIsNamed()
    {
        const auto result = session::decodeTrustRecord(changed(0, 3), "x, section trust");
        QCOMPARE(errorOf(result), ErrorCode::FileNewer);
        QVERIFY(result.error().message.find("newer") != std::string::npos);
    }

    void damageOfTheSectionRefusesTheFile()
    {
        const base::Bytes good = session::encode(trained(sample()));
        const base::Bytes section = session::encode(sample());
        auto found = std::ranges::search(good, section);
        QVERIFY(!found.empty());
        base::Bytes bad(good.begin(), good.end() - std::tuple_size_v<base::Seed>);
        bad[static_cast<std::size_t>(found.begin() - good.begin()) + 4] = 9;
        const base::Seed checksum = base::hashOf(bad);
        bad.insert(bad.end(), checksum.begin(), checksum.end());
        QCOMPARE(errorOf(session::decodeSession(bad, "x")), ErrorCode::FileDamaged);
    }
};

QTEST_APPLESS_MAIN(TrustRecordTest)
#include "trust_record_test.moc"
