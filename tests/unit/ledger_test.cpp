// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/drift.h"
#include "noise/ledger.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <limits>

using namespace cg;
using noise::LedgerEntry;
using noise::NoiseDrift;
using noise::NoiseLedger;

namespace {

LedgerEntry entryOf(he::OpKind kind, std::chrono::nanoseconds time, std::uint32_t operands = 1)
{
    LedgerEntry entry;
    entry.kind = kind;
    entry.time = time;
    entry.operandCount = operands;
    return entry;
}

base::Result<NoiseDrift> decoded(const base::ByteWriter& writer, std::size_t length)
{
    base::ByteReader reader(base::ByteView(writer.bytes()).first(length));
    return NoiseDrift::decode(reader);
}

} // namespace

class LedgerTest : public QObject {
    Q_OBJECT

private slots:
    void aNewStepDropsTheEntriesAndKeepsTheTotals()
    {
        NoiseLedger ledger;
        ledger.record(entryOf(he::OpKind::Add, std::chrono::nanoseconds(5)));
        ledger.record(entryOf(he::OpKind::Add, std::chrono::nanoseconds(7)));
        ledger.record(entryOf(he::OpKind::Multiply, std::chrono::nanoseconds(11)));
        QCOMPARE(ledger.entries().size(), std::size_t{3});
        ledger.beginStep();
        QVERIFY(ledger.entries().empty());
        ledger.record(entryOf(he::OpKind::Add, std::chrono::nanoseconds(1)));
        const noise::KindTotal add = ledger.totals()[static_cast<std::size_t>(he::OpKind::Add)];
        QCOMPARE(add.count, std::uint64_t{3});
        QVERIFY(add.time == std::chrono::nanoseconds(13));
        QCOMPARE(ledger.totals()[static_cast<std::size_t>(he::OpKind::Multiply)].count, std::uint64_t{1});
    }

    void ciphertextsAreNumberedAnewInEachStepAndPreparedOperandsAreNot()
    {
        NoiseLedger ledger;
        QCOMPARE(ledger.nextId(), 1U);
        QCOMPARE(ledger.nextId(), 2U);
        QCOMPARE(ledger.nextPreparedId(), NoiseLedger::kFirstPreparedId);
        ledger.beginStep();
        QCOMPARE(ledger.nextId(), 1U);
        QCOMPARE(ledger.nextPreparedId(), NoiseLedger::kFirstPreparedId + 1);
    }

    void termsAreProductsWhereThereAreProductsAndOperandsElsewhere()
    {
        QCOMPARE(noise::termsOf(entryOf(he::OpKind::Multiply, {}, 6)), std::size_t{3});
        QCOMPARE(noise::termsOf(entryOf(he::OpKind::MultiplyPlain, {}, 2)), std::size_t{1});
        QCOMPARE(noise::termsOf(entryOf(he::OpKind::Add, {}, 2)), std::size_t{2});
    }

    void theLargerEstimateIsTakenBoundByBound()
    {
        const he::NoiseEstimate a{base::Log2::ofBits(-3), base::Log2::ofBits(-9)};
        const he::NoiseEstimate b{base::Log2::ofBits(-4), base::Log2::ofBits(-8)};
        const he::NoiseEstimate both = noise::largest(a, b);
        QCOMPARE(both.worst.bits(), -3.0);
        QCOMPARE(both.typical.bits(), -8.0);
    }

    void independentErrorsAddAsSquares()
    {
        NoiseDrift drift;
        QVERIFY(drift.estimate().isZero());
        drift.add(base::Log2::ofMagnitude(3.0));
        drift.add(base::Log2::ofMagnitude(4.0));
        QVERIFY(std::abs(drift.estimate().magnitude() - 5.0) < 1e-12);
        QCOMPARE(drift.steps(), std::uint64_t{2});
    }

    void manyEqualStepsGrowWithTheRootOfTheirNumber()
    {
        NoiseDrift drift;
        const base::Log2 step = base::Log2::ofBits(-20);
        for (int i = 0; i < 1024; ++i) {
            drift.add(step);
        }
        QVERIFY(std::abs(drift.estimate().bits() - -15.0) < 1e-9);
        QCOMPARE(NoiseDrift::expected(step, 1024).bits(), -15.0);
        QVERIFY(NoiseDrift::expected(step, 0).isZero());
    }

    void theByteFormGivesTheDriftBack()
    {
        NoiseDrift drift;
        for (int steps = 0; steps < 2; ++steps) {
            base::ByteWriter writer;
            drift.encode(writer);
            const NoiseDrift again = testing::valueOf(decoded(writer, writer.size()));
            QCOMPARE(again.steps(), drift.steps());
            QVERIFY(again.estimate() == drift.estimate());
            for (std::size_t length = 0; length < writer.size(); ++length) {
                QCOMPARE(testing::errorOf(decoded(writer, length)), base::ErrorCode::FileDamaged);
            }
            drift.add(base::Log2::ofBits(-17.25));
        }
    }

    void anEstimateThatIsNoNumberOrTooLargeIsRefused()
    {
        for (const double bits : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, 1001.0, -1001.0}) {
            base::ByteWriter writer;
            writer.u64(1);
            writer.u8(1);
            writer.f64(bits);
            QCOMPARE(testing::errorOf(decoded(writer, writer.size())), base::ErrorCode::FileDamaged);
        }
        base::ByteWriter flag;
        flag.u64(1);
        flag.u8(2);
        flag.f64(-1.0);
        QCOMPARE(testing::errorOf(decoded(flag, flag.size())), base::ErrorCode::FileDamaged);
    }
};

QTEST_APPLESS_MAIN(LedgerTest)
#include "ledger_test.moc"
