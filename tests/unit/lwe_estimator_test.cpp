// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/lwe_estimator.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cg::security;

namespace {

constexpr double kTolerance = 0.05; // bits

struct Reference {
    double dimension;
    double log2Modulus;
    double matzovBits;
    int blockSize;
    int latticeDimension;
    double coreSvpBits;
};

/// Reference values for a ternary secret, an error of 3.19 and samples without limit. They were handed down with the
/// formulas, not made by this program.
constexpr Reference kReferences[] = {
    {1024, 27, 128.830, 347, 1943, 101.324},     {2048, 54, 127.228, 337, 3927, 98.404},
    {4096, 109, 125.554, 327, 8005, 95.484},     {8192, 214, 128.497, 334, 15730, 97.528},
    {16384, 438, 125.936, 321, 31988, 93.732},   {32768, 868, 128.039, 325, 63434, 94.900},
    {65536, 1747, 128.198, 322, 125668, 94.024},
};

bool isNear(double value, double expected)
{
    return std::abs(value - expected) <= kTolerance;
}

QByteArray textOf(const Estimate& estimate)
{
    return QString("%1 bits, block size %2, dimension %3")
        .arg(estimate.bits)
        .arg(estimate.blockSize)
        .arg(estimate.latticeDimension)
        .toUtf8();
}

/// The same search without any of its shortcuts: every β from 50 on and every d, by the condition as it is printed.
Estimate leastOfAll(const LweInstance& lwe)
{
    constexpr double kTwoPiE = 17.079468445347132;
    const double logModulus = lwe.log2Modulus * std::log(2.0);
    const double scale = std::log(std::max(1.0, lwe.errorStd / lwe.secretStd));
    const double c = 1.0 / (1.0 - std::pow(2.0, -0.29613500308205365));
    Estimate best{HUGE_VAL, 0, 0};
    for (int beta = 50; beta < 600; ++beta) {
        const double delta = std::pow(beta / kTwoPiE * std::pow(M_PI * beta, 1.0 / beta), 1.0 / (2.0 * (beta - 1.0)));
        const double free = beta * std::log(4.0 / 3.0) / std::log(beta / kTwoPiE);
        const double sieve = std::pow(2.0, 0.29613500308205365 * (beta - free) + 20.387885985467914);
        for (int d = static_cast<int>(lwe.dimension); d < 4 * lwe.dimension; ++d) {
            const double shortVector = std::log(lwe.errorStd * std::sqrt(beta));
            const double volume =
                (std::log(lwe.errorStd) + lwe.dimension * scale + (d - lwe.dimension - 1.0) * logModulus) / d;
            if (shortVector <= (2.0 * beta - d - 1.0) * std::log(delta) + volume) {
                const double bits = std::log2(std::pow(d, 3.0) + c * std::max(d - beta, 1) * c * sieve);
                best = bits < best.bits ? Estimate{bits, beta, d} : best;
                break; // a larger d costs more
            }
        }
    }
    return best;
}

} // namespace

class LweEstimatorTest : public QObject {
    Q_OBJECT

private slots:
    void reproducesTheReferenceValuesForTernarySecrets()
    {
        for (const Reference& row : kReferences) {
            const Estimate matzov = primalUsvpMatzov(ternaryInstance(row.dimension, row.log2Modulus));
            QVERIFY2(isNear(matzov.bits, row.matzovBits), textOf(matzov).constData());
            QVERIFY2(matzov.blockSize == row.blockSize, textOf(matzov).constData());
            QVERIFY2(matzov.latticeDimension == row.latticeDimension, textOf(matzov).constData());
            const Estimate core = coreSvp(ternaryInstance(row.dimension, row.log2Modulus));
            QVERIFY2(isNear(core.bits, row.coreSvpBits), textOf(core).constData());
            QCOMPARE(core.blockSize, row.blockSize);
        }
    }

    void reproducesTheReferenceValuesForKyber512()
    {
        const double std = std::sqrt(1.5); // centred binomial of 2·3 coins
        const LweInstance kyber{512, std::log2(3329.0), std, std};
        const Estimate matzov = primalUsvpMatzov(kyber);
        QVERIFY2(isNear(matzov.bits, 143.8), textOf(matzov).constData());
        QVERIFY2(matzov.blockSize == 406 && matzov.latticeDimension == 998, textOf(matzov).constData());
        QVERIFY2(isNear(coreSvp(kyber).bits, 118.6), textOf(coreSvp(kyber)).constData());
    }

    void fallsWithTheModulusAndRisesWithDimensionAndNoise()
    {
        double previous = HUGE_VAL;
        for (double log2Modulus = 20; log2Modulus <= 600; log2Modulus += 5) {
            const LweInstance instance = ternaryInstance(8192, log2Modulus);
            const Estimate estimate = primalUsvpMatzov(instance);
            QVERIFY2(estimate.bits <= previous, textOf(estimate).constData());
            previous = estimate.bits;

            LweInstance longer = instance;
            longer.dimension *= 1.1;
            QVERIFY(primalUsvpMatzov(longer).bits >= estimate.bits);
            LweInstance noisier = instance;
            noisier.errorStd *= 2.0;
            QVERIFY(primalUsvpMatzov(noisier).bits >= estimate.bits);
        }
    }

    void isTheLeastCostOfAllBlockSizesAndDimensions()
    {
        for (const double dimension : {100.0, 256.0, 512.0, 1024.0}) {
            const LweInstance instance = ternaryInstance(dimension, dimension / 38.0 + 4.0);
            const Estimate found = primalUsvpMatzov(instance);
            const Estimate searched = leastOfAll(instance);
            QVERIFY2(std::abs(found.bits - searched.bits) < 1e-9, textOf(searched).constData());
            QCOMPARE(found.blockSize, searched.blockSize);
            QCOMPARE(found.latticeDimension, searched.latticeDimension);
        }
    }

    void gatesOutnumberTheCallsOfCoreSvp()
    {
        for (const double dimension : {64.0, 1024.0, 131072.0}) {
            const LweInstance instance = ternaryInstance(dimension, dimension / 38.0 + 4.0);
            QVERIFY(primalUsvpMatzov(instance).bits > coreSvp(instance).bits);
            QVERIFY(primalUsvpMatzov(instance).blockSize >= coreSvp(instance).blockSize);
        }
    }

    void aToyFallsToTheWeakestReduction()
    {
        const LweInstance toy = ternaryInstance(128, 60);
        QCOMPARE(coreSvp(toy).blockSize, 2);
        const Estimate estimate = primalUsvpMatzov(toy);
        QVERIFY2(estimate.latticeDimension >= 128 && estimate.bits > 20 && estimate.bits < 40,
                 textOf(estimate).constData());
    }
};

QTEST_APPLESS_MAIN(LweEstimatorTest)
#include "lwe_estimator_test.moc"
