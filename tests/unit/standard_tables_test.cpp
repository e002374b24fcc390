// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/badge.h"
#include "security/lwe_estimator.h"
#include "security/standard_tables.h"

#include <QtTest/QTest>

using namespace cg::security;

namespace {

struct Row {
    std::size_t degree;
    std::optional<int> bits128;
    std::optional<int> bits192;
    std::optional<int> bits256;
};

/// ePrint 2024/463, the table for ternary secrets and classical attacks.
const std::vector<Row> kTable{
    {1024, 26, {}, {}},     {2048, 53, 36, 27},     {4096, 106, 73, 56},      {8192, 214, 147, 114},
    {16384, 430, 297, 230}, {32768, 868, 597, 462}, {65536, 1747, 1199, 929}, {131072, 3523, 2411, 1866},
};

} // namespace

class StandardTablesTest : public QObject {
    Q_OBJECT

private slots:
    void theTableIsThePublishedOne()
    {
        for (const Row& row : kTable) {
            QVERIFY(largestLog2Modulus(row.degree, StandardLevel::Bits128) == row.bits128);
            QVERIFY(largestLog2Modulus(row.degree, StandardLevel::Bits192) == row.bits192);
            QVERIFY(largestLog2Modulus(row.degree, StandardLevel::Bits256) == row.bits256);
        }
    }

    void otherDegreesHaveNoEntry()
    {
        for (const std::size_t degree : {std::size_t{0}, std::size_t{512}, std::size_t{8191}, std::size_t{262144}}) {
            QVERIFY(!largestLog2Modulus(degree, StandardLevel::Bits128));
        }
    }

    void theEstimateIsNearTheLevelOfEachEntry()
    {
        // The guidelines take the cheapest of several attacks too, so it is not below the level but for the versions of
        // the models; at small degrees one bit of the modulus is worth ten of security.
        for (const Row& row : kTable) {
            for (const StandardLevel level : {StandardLevel::Bits128, StandardLevel::Bits192, StandardLevel::Bits256}) {
                if (const auto largest = largestLog2Modulus(row.degree, level)) {
                    const auto instance = ternaryInstance(static_cast<double>(row.degree), *largest);
                    const double excess = cheapestPrimal(instance).bits - static_cast<double>(level);
                    QVERIFY2(excess > -0.25 && excess < 15.0,
                             qPrintable(QString("%1, %2: %3").arg(row.degree).arg(*largest).arg(excess)));
                }
            }
        }
    }

    void badgesInsideTheTableNameTheHighestLevel()
    {
        for (const Row& row : kTable) {
            QCOMPARE(badgeOfLwe(row.degree, *row.bits128), Badge::Standard128);
            if (row.bits192) {
                QCOMPARE(badgeOfLwe(row.degree, *row.bits192), Badge::Standard192);
                QCOMPARE(badgeOfLwe(row.degree, *row.bits192 + 0.1), Badge::Standard128);
                QCOMPARE(badgeOfLwe(row.degree, *row.bits256), Badge::Standard256);
                QCOMPARE(badgeOfLwe(row.degree, *row.bits256 + 0.1), Badge::Standard192);
            }
        }
    }

    void badgesOutsideTheTableAreNeverStandard()
    {
        for (const Row& row : kTable) {
            QCOMPARE(badgeOfLwe(row.degree, *row.bits128 + 0.1), Badge::Reduced);
            QCOMPARE(badgeOfLwe(row.degree, 3.0 * *row.bits128), Badge::Toy);
        }
        // No entry for this degree, however small the modulus.
        QCOMPARE(badgeOfLwe(512, 10.0), Badge::Reduced);
        QCOMPARE(badgeOfLwe(64, 20.0), Badge::Toy);
    }

    void toyBeginsBelowEightyBits()
    {
        double log2Modulus = 214;
        while (badgeOfLwe(8192, log2Modulus) != Badge::Toy) {
            ++log2Modulus;
        }
        QVERIFY(cheapestPrimal(ternaryInstance(8192, log2Modulus)).bits < 80.0);
        QVERIFY(cheapestPrimal(ternaryInstance(8192, log2Modulus - 1)).bits >= 80.0);
    }
};

QTEST_APPLESS_MAIN(StandardTablesTest)
#include "standard_tables_test.moc"
