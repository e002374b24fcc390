// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_holder_fixture.h"
#include "trust/crossing_log.h"
#include "trust/watched_key_holder.h"

#include <QTest>

using namespace cg;
using trust::Crossing;
using trust::CrossingKind;
using trust::CrossingLog;

namespace {

Crossing message(const std::string& what)
{
    return {CrossingKind::Message, std::chrono::system_clock::now(), 1, 1, 1, 1, what};
}

} // namespace

class CrossingLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalCrossingsInARowAreOneRow()
    {
        CrossingLog log;
        log.add(message("go on"));
        log.add(message("go on"));
        log.add(message("stop"));
        log.add(message("go on"));
        const auto rows = log.rows();
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows[0].times, std::uint64_t{2});
        QCOMPARE(rows[0].bits, std::uint64_t{2});
        QCOMPARE(log.version(), std::uint64_t{4});
    }

    void memoryIsBoundedAndSumsStayExact()
    {
        CrossingLog log;
        constexpr std::uint64_t kMany = 3 * CrossingLog::kMostRows;
        for (std::uint64_t i = 0; i < kMany; ++i) {
            log.add(message(std::to_string(i)));
        }
        QVERIFY(log.rows().size() <= CrossingLog::kMostRows);
        const auto totals = trust::totalsOf(log.rows());
        QCOMPARE(totals.messages, kMany);
        QCOMPARE(totals.bits, kMany);
        QCOMPARE(log.rows().back().what, std::to_string(kMany - 1));
    }

    void aKeyHolderIsWatched()
    {
        testing::KeyHolderFixture fixture;
        CrossingLog log;
        trust::WatchedKeyHolder watched(fixture.service(), log);
        QVERIFY(watched.createSessionKey(base::SchemeId::Vhe).hasValue());
        QCOMPARE(log.rows().size(), std::size_t{0}); // the secret key stays where it is
        QVERIFY(watched.publicKeys(testing::encodedBytes(he::CircuitNeeds{})).hasValue());
        QCOMPARE(trust::totalsOf(log.rows()).publicKeys, std::uint64_t{1});
        QVERIFY(!watched.lossBelow({}, 0.5).hasValue());
        const auto totals = trust::totalsOf(log.rows());
        QCOMPARE(totals.messages, std::uint64_t{0}); // a refusal discloses nothing
        QCOMPARE(totals.ciphertexts, std::uint64_t{1});
        QCOMPARE(totals.secretKeys, std::uint64_t{0});
    }
};

QTEST_APPLESS_MAIN(CrossingLogTest)
#include "crossing_log_test.moc"
