// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"
#include "base/log2_codec.h"

#include <QtTest/QTest>

#include <limits>
#include <utility>
#include <vector>

using cg::base::Log2;
using cg::base::rootSumSquare;

namespace {

constexpr double kTolerance = 1e-12; // a few roundings of logarithms of modest size

bool isNear(double actual, double expected)
{
    return std::abs(actual - expected) <= kTolerance * std::max(1.0, std::abs(expected));
}

} // namespace

class Log2Test : public QObject {
    Q_OBJECT

private slots:
    void aMagnitudeIsTheOneItWasMadeFromWithoutItsSign()
    {
        QCOMPARE(Log2::ofMagnitude(8.0).bits(), 3.0);
        QCOMPARE(Log2::ofMagnitude(-8.0).bits(), 3.0);
        QCOMPARE(Log2::ofBits(-2.0).magnitude(), 0.25);
    }

    void onlyWhatIsWrittenIsReadAgain()
    {
        for (const Log2 value : {Log2(), Log2::ofBits(0.0), Log2::ofBits(-20.5), Log2::ofBits(Log2::kZeroBits)}) {
            cg::base::ByteWriter writer;
            encode(value, writer);
            cg::base::ByteReader reader(writer.bytes());
            const auto again = cg::base::decodeLog2(reader);
            QVERIFY(again && *again == value);
        }
        const std::vector<std::pair<int, double>> others{
            {0, 1.0}, {0, -0.0}, {1, -201.0}, {1, 1001.0}, {2, 0.0}, {1, std::numeric_limits<double>::quiet_NaN()}};
        for (const auto& [present, bits] : others) {
            cg::base::ByteWriter writer;
            writer.u8(static_cast<std::uint8_t>(present));
            writer.f64(bits);
            cg::base::ByteReader reader(writer.bytes());
            QVERIFY2(!cg::base::decodeLog2(reader), qPrintable(QString::number(bits)));
        }
    }

    void theDefaultAndTheMagnitudeZeroAreZero()
    {
        QVERIFY(Log2().isZero());
        QVERIFY(Log2::ofMagnitude(0.0).isZero());
        QVERIFY(!Log2::ofMagnitude(std::numeric_limits<double>::min()).isZero());
        QCOMPARE(Log2().magnitude(), 0.0);
    }

    void zeroAndAllBelowTwoToMinus200ReportMinus200ButStayExactInside()
    {
        QCOMPARE(Log2().bits(), -200.0);
        const Log2 tiny = Log2::ofBits(-1000.0);
        QCOMPARE(tiny.bits(), -200.0);
        QCOMPARE((tiny * Log2::ofBits(900.0)).bits(), -100.0);
        QVERIFY(!tiny.isZero());
    }

    void sumsAndProductsAgreeWithDoublesWhereDoublesSuffice()
    {
        // Points on both sides of 1, where a mix-up of logarithm and magnitude would show at once.
        for (const double a : {0.001, 0.7, 1.0, 3.0, 1e6}) {
            for (const double b : {0.002, 0.5, 1.0, 7.0, 1e9}) {
                const Log2 first = Log2::ofMagnitude(a);
                const Log2 second = Log2::ofMagnitude(b);
                QVERIFY(isNear((first + second).bits(), std::log2(a + b)));
                QVERIFY(isNear((first * second).bits(), std::log2(a * b)));
                QVERIFY(isNear((first / second).bits(), std::log2(a / b)));
                QVERIFY(isNear(rootSumSquare(first, second).bits(), std::log2(std::hypot(a, b))));
            }
        }
    }

    void magnitudesBeyondDoublesAreNotLost()
    {
        const Log2 huge = Log2::ofBits(4000.0);
        QCOMPARE((huge * huge).bits(), 8000.0);
        QCOMPARE((huge + huge).bits(), 4001.0);
        QCOMPARE((huge / Log2::ofBits(3990.0)).bits(), 10.0);
        QCOMPARE(huge.squared().squareRoot().bits(), 4000.0);
    }

    void theSmallerSummandVanishesOnlyWhereItMust()
    {
        const Log2 one = Log2::ofBits(0.0);
        QVERIFY((one + Log2::ofBits(-40.0)) > one);
        QCOMPARE((one + Log2::ofBits(-4000.0)).bits(), 0.0);
    }

    void zeroIsTheNeutralSummandAndTheAbsorbingFactor()
    {
        const Log2 five = Log2::ofMagnitude(5.0);
        QCOMPARE(Log2() + five, five);
        QCOMPARE(five + Log2(), five);
        QVERIFY((Log2() + Log2()).isZero());
        QVERIFY((Log2() * five).isZero());
        QVERIFY((Log2() * Log2::ofBits(std::numeric_limits<double>::infinity())).isZero());
        QVERIFY((Log2() / five).isZero());
        QVERIFY(Log2().squared().isZero());
        QVERIFY(Log2().squareRoot().isZero());
    }

    void rootsAndSquaresAreThoseOfTheMagnitude()
    {
        QCOMPARE(Log2::ofMagnitude(16.0).squareRoot().magnitude(), 4.0);
        QCOMPARE(Log2::ofMagnitude(4.0).squared().magnitude(), 16.0);
        QVERIFY(isNear(rootSumSquare(Log2::ofMagnitude(3.0), Log2::ofMagnitude(4.0)).magnitude(), 5.0));
    }

    void magnitudesAreOrdered()
    {
        QVERIFY(Log2() < Log2::ofBits(-5000.0));
        QVERIFY(Log2::ofMagnitude(0.5) < Log2::ofMagnitude(0.6));
        QVERIFY(Log2::ofMagnitude(2.0) >= Log2::ofBits(1.0));
        QCOMPARE(Log2(), Log2::ofMagnitude(0.0));
    }
};

QTEST_APPLESS_MAIN(Log2Test)
#include "log2_test.moc"
