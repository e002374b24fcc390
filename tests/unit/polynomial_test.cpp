// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"

#include <QtTest/QTest>

#include <cmath>

using cg::math::Polynomial;

class PolynomialTest : public QObject {
    Q_OBJECT

private slots:
    void trailingZerosAreDropped()
    {
        const Polynomial p({1.0, 2.0, 0.0, 0.0});
        QCOMPARE(p.degree(), 1);
        QVERIFY(p == Polynomial({1.0, 2.0}));
        QVERIFY(p.coefficients() == std::vector<double>({1.0, 2.0}));
    }

    void zerosInTheMiddleStay() { QCOMPARE(Polynomial({0.0, 0.0, 3.0}).degree(), 2); }

    void noCoefficientsOrOnlyZerosAreTheZeroPolynomial()
    {
        const Polynomial empty({});
        QCOMPARE(empty.degree(), 0);
        QCOMPARE(empty(7.0), 0.0);
        QVERIFY(empty == Polynomial({0.0, 0.0, 0.0}));
    }

    void coefficientsAboveTheDegreeAreZero()
    {
        const Polynomial p({1.0, 2.0, 3.0});
        QCOMPARE(p[0], 1.0);
        QCOMPARE(p[2], 3.0);
        QCOMPARE(p[3], 0.0);
        QCOMPARE(p[1000], 0.0);
    }

    void evaluatesThePowersInAscendingOrder()
    {
        const Polynomial p({5.0, -3.0, 0.0, 2.0}); // 5 − 3x + 2x³
        QCOMPARE(p(0.0), 5.0);
        QCOMPARE(p(2.0), 15.0);
        QCOMPARE(p(-1.0), 6.0);
        QCOMPARE(p(0.5), 3.75);
    }

    void theDerivativeIsExact()
    {
        const Polynomial p({5.0, -3.0, 0.5, 2.0});
        QVERIFY(p.derivative() == Polynomial({-3.0, 1.0, 6.0}));
        QVERIFY(p.derivative().derivative() == Polynomial({1.0, 12.0}));
        QVERIFY(Polynomial({4.0}).derivative() == Polynomial({0.0}));
    }

    void theDerivativeAgreesWithFiniteDifferences()
    {
        const Polynomial p({0.3, -1.0, 0.25, 0.7, -0.2});
        const Polynomial derivative = p.derivative();
        constexpr double kStep = 1e-5;
        for (double x = -2.0; x <= 2.0; x += 0.125) {
            const double difference = (p(x + kStep) - p(x - kStep)) / (2.0 * kStep);
            QVERIFY2(std::abs(derivative(x) - difference) < 1e-8, qPrintable(QString("at %1").arg(x)));
        }
    }
};

QTEST_APPLESS_MAIN(PolynomialTest)
#include "polynomial_test.moc"
