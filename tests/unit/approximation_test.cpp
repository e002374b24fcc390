// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/approximation.h"
#include "vectors/approximations.h"

#include <QtTest/QTest>

#include <cmath>
#include <numbers>

using namespace cg::math;

namespace {

double sigmoid(double x)
{
    return 1.0 / (1.0 + std::exp(-x));
}

/// Largest difference of coefficients, each weighed with what its power reaches on [-radius, radius].
double distance(const Polynomial& a, const Polynomial& b, double radius)
{
    double largest = 0.0;
    for (int power = 0; power <= std::max(a.degree(), b.degree()); ++power) {
        largest = std::max(largest, std::abs(a[power] - b[power]) * std::pow(radius, power));
    }
    return largest;
}

/// ∫ of g over [-radius, radius] by Simpson's rule: nothing in common with the quadrature of the library.
double integral(const RealFunction& g, double radius)
{
    constexpr int kIntervals = 20'000;
    double sum = 0.0;
    for (int i = 0; i <= kIntervals; ++i) {
        const double weight = i == 0 || i == kIntervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * g(radius * (2.0 * i / kIntervals - 1.0));
    }
    return sum * 2.0 * radius / (3.0 * kIntervals);
}

} // namespace

class ApproximationTest : public QObject {
    Q_OBJECT

private slots:
    void taylorCoefficientsAreDerivativesOverFactorials()
    {
        // Printed forms of the three series (e.g. Abramowitz and Stegun, 4.2.1 and 4.5.64).
        QVERIFY(taylorOfSigmoid(5) == Polynomial({0.5, 0.25, 0.0, -1.0 / 48.0, 0.0, 1.0 / 480.0}));
        QVERIFY(taylorOfTanh(7) == Polynomial({0.0, 1.0, 0.0, -1.0 / 3.0, 0.0, 2.0 / 15.0, 0.0, -17.0 / 315.0}));
        QVERIFY(taylorOfExp(4) == Polynomial({1.0, 1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0}));
    }

    void taylorErrorShrinksWithTheNextPowerNearZero()
    {
        // Degree 9 leaves O(x^11) for the odd functions, O(x^10) for exp: at x = 0.1 below 1e-11 and 1e-16.
        QVERIFY(std::abs(taylorOfSigmoid(9)(0.1) - sigmoid(0.1)) < 1e-14);
        QVERIFY(std::abs(taylorOfTanh(9)(0.1) - std::tanh(0.1)) < 1e-13);
        QVERIFY(std::abs(taylorOfExp(9)(0.1) - std::exp(0.1)) < 1e-15);
    }

    void tanhIsTheSigmoidOfTwiceTheArgument()
    {
        const Polynomial tanh = taylorOfTanh(9);
        const Polynomial sigma = taylorOfSigmoid(9);
        for (int power = 1; power <= 9; ++power) {
            QVERIFY(std::abs(tanh[power] - std::pow(2.0, power + 1) * sigma[power]) < 1e-15);
        }
    }

    void sigmoidTaylorErrorAtPiIsStuckForEveryOddDegree()
    {
        for (const int degree : {3, 5, 7, 9}) {
            const double error = std::abs(taylorOfSigmoid(degree)(std::numbers::pi) - sigmoid(std::numbers::pi));
            QVERIFY2(std::abs(error - cg::vectors::kTaylorErrorAtPi) <= 1e-3,
                     qPrintable(QString("degree %1: %2").arg(degree).arg(error)));
        }
    }

    void sigmoidTaylorErrorsInsideAndOutsideTheRadiusOfConvergenceAreThePublishedOnes()
    {
        for (const auto& [x, degree, published, unit] : cg::vectors::kTaylorErrors) {
            const double error = std::abs(taylorOfSigmoid(degree)(x) - sigmoid(x));
            QVERIFY2(std::abs(error - published) <= unit,
                     qPrintable(QString("degree %1 at %2: %3").arg(degree).arg(x).arg(error)));
        }
    }

    void bothFitsReproduceAPolynomialOfTheirDegree()
    {
        const Polynomial p({0.5, -1.0, 0.25, 3.0, 0.0, -0.125});
        for (const double radius : {0.5, 1.0, 3.0}) {
            QVERIFY(distance(leastSquares(p, 5, radius), p, radius) < 1e-11);
            QVERIFY(distance(chebyshevInterpolation(p, 5, radius), p, radius) < 1e-11);
            QVERIFY(distance(leastSquares(p, 9, radius), p, radius) < 1e-11);
        }
    }

    void leastSquaresErrorIsOrthogonalToAllPowersUpToTheDegree()
    {
        constexpr double kRadius = 4.0;
        const auto f = [](double x) { return std::exp(x / 2.0) + std::sin(3.0 * x); };
        for (const int degree : {0, 1, 4, 9, 15}) {
            const Polynomial p = leastSquares(f, degree, kRadius);
            for (int power = 0; power <= degree; ++power) {
                const double product =
                    integral([&](double x) { return (p(x) - f(x)) * std::pow(x / kRadius, power); }, kRadius);
                QVERIFY2(std::abs(product) < 1e-9, qPrintable(QString("degree %1, power %2").arg(degree).arg(power)));
            }
        }
    }

    void leastSquaresOfAKinkAtZeroIsExact()
    {
        // The projection of max(x, 0) on degree 2 over [-1, 1] is 3/32 + x/2 + 15/32 x².
        const auto relu = [](double x) { return std::max(x, 0.0); };
        QVERIFY(distance(leastSquares(relu, 2, 1.0), Polynomial({3.0 / 32.0, 0.5, 15.0 / 32.0}), 1.0) < 1e-14);
    }

    void leastSquaresIsAccurateOnTheWidestInterval()
    {
        // Poles at distance π/2 of the axis, off the middle: the hardest case that the quadrature is made for.
        // Simpson's own error here is below 1e-10.
        constexpr double kRadius = 64.0;
        const auto f = [](double x) { return std::tanh(x - 7.3); };
        const Polynomial p = leastSquares(f, 9, kRadius);
        for (int power = 0; power <= 9; ++power) {
            const double product =
                integral([&](double x) { return (p(x) - f(x)) * std::pow(x / kRadius, power); }, kRadius) / kRadius;
            QVERIFY2(std::abs(product) < 1e-9, qPrintable(QString("power %1: %2").arg(power).arg(product)));
        }
    }

    void interpolationAgreesWithTheFunctionAtTheNodes()
    {
        const auto f = [](double x) { return std::exp(std::sin(x)); };
        for (const int degree : {0, 1, 2, 5, 8, 15}) {
            const Polynomial p = chebyshevInterpolation(f, degree, 3.0);
            for (int node = 0; node <= degree; ++node) {
                const double x = 3.0 * std::cos((node + 0.5) * std::numbers::pi / (degree + 1));
                QVERIFY2(std::abs(p(x) - f(x)) < 1e-11,
                         qPrintable(QString("degree %1, node %2: %3").arg(degree).arg(node).arg(p(x) - f(x))));
            }
        }
    }

    void degreeZeroIsTheMeanAndTheMiddleValue()
    {
        const auto f = [](double x) { return x * x + 1.0; };
        QVERIFY(std::abs(leastSquares(f, 0, 3.0)[0] - 4.0) < 1e-12);
        QCOMPARE(chebyshevInterpolation(f, 0, 3.0)[0], 1.0);
    }

    void largestDifferenceIsFoundAtTheEndsAndInside()
    {
        const Polynomial zero({});
        QCOMPARE(maxDifference(zero, [](double x) { return x; }, 3.0), 3.0);
        QCOMPARE(maxDifference(zero, [](double x) { return 4.0 - x * x; }, 1.0), 4.0);
        QCOMPARE(maxDifference(Polynomial({1.0, 2.0}), Polynomial({1.0, 2.0}), 8.0), 0.0);
    }
};

QTEST_APPLESS_MAIN(ApproximationTest)
#include "approximation_test.moc"
