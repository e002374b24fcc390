// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/results.h"
#include "unit/residue_fixture.h"

#include <QtTest/QTest>

using namespace cg;
using base::Int128;

namespace {

/// Residues at the ends, at zero and anywhere.
std::vector<double> samples(base::RandomSource& random, const math::Modulus& modulus)
{
    const double p = modulus.asDouble();
    std::vector<double> values{0, 1, -1, (p - 1) / 2, -(p - 1) / 2, p - 1, 1 - p, (p + 1) / 2};
    for (int i = 0; i < 200; ++i) {
        values.push_back(static_cast<double>(random.below(modulus.value())) * (i % 2 == 0 ? 1 : -1));
    }
    return values;
}

} // namespace

class ModulusTest : public QObject {
    Q_OBJECT

private slots:
    void onlyOddPrimesBelowTheLimitAreAccepted()
    {
        for (const std::uint64_t bad : {0ULL, 1ULL, 2ULL, 9ULL, 561ULL, (1ULL << 50) - 25, (1ULL << 50) + 55, ~0ULL}) {
            QCOMPARE(testing::errorOf(math::Modulus::create(bad)), base::ErrorCode::InvalidParameters);
        }
        for (const std::uint64_t good : {3ULL, 17ULL, (1ULL << 50) - 27}) {
            QCOMPARE(testing::valueOf(math::Modulus::create(good)).value(), good);
        }
    }

    void integersAreReducedToTheirCentredResidue()
    {
        auto random = testing::residueRandom(1);
        for (const double bits : {1.6, 4.1, 30.0, 49.0, 49.999999}) {
            const auto modulus =
                bits < 10 ? testing::valueOf(math::Modulus::create(bits < 2 ? 3 : 17)) : testing::modulusOf(bits, 8);
            const auto p = static_cast<std::int64_t>(modulus.value());
            for (int i = 0; i < 2000; ++i) {
                const std::int64_t limit = (std::int64_t{1} << 53) - 1;
                // Near ties k·p + (p ± 1)/2, and anywhere.
                const std::int64_t near = random.between(-limit / p, limit / p) * p + (p + (i % 4 < 2 ? 1 : -1)) / 2;
                const std::int64_t integer =
                    i % 2 == 0 ? std::clamp(near, -limit, limit) : random.between(-limit, limit);
                const double residue = modulus.reduce(static_cast<double>(integer));
                QVERIFY(testing::isCentred(residue, modulus));
                QCOMPARE(modulus.toUnsigned(residue), testing::residueOf(integer, modulus));
            }
        }
    }

    void wideIntegersAreReducedExactly()
    {
        auto random = testing::residueRandom(2);
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            for (int i = 0; i < 2000; ++i) {
                const auto mantissa = random.between(-(std::int64_t{1} << 53), std::int64_t{1} << 53);
                const auto shift = static_cast<int>(random.below(67));
                const Int128 integer = Int128{mantissa} * (Int128{1} << shift);
                const double residue = modulus.reduceWide(std::ldexp(static_cast<double>(mantissa), shift));
                QVERIFY(testing::isCentred(residue, modulus));
                QCOMPARE(modulus.toUnsigned(residue), testing::residueOf(integer, modulus));
            }
            QCOMPARE(modulus.reduceWide(0x1p120), modulus.power(2.0, 120));
            QCOMPARE(modulus.reduceWide(-0x1p120), -modulus.power(2.0, 120));
        }
    }

    void productsAreExact()
    {
        auto random = testing::residueRandom(3);
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            const auto values = samples(random, modulus);
            for (const double a : values) {
                for (const double b : values) {
                    const double product = modulus.multiply(a, b);
                    QVERIFY(testing::isCentred(product, modulus));
                    QCOMPARE(modulus.toUnsigned(product),
                             testing::residueOf(Int128{static_cast<std::int64_t>(a)} * static_cast<std::int64_t>(b),
                                                modulus));
                    QCOMPARE(modulus.multiply(a, modulus.factorOf(b)), product);
                }
            }
        }
    }

    void largeIntegersTimesAFactorAreExact()
    {
        auto random = testing::residueRandom(4);
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            for (int i = 0; i < 2000; ++i) {
                const std::int64_t a = random.between(-(std::int64_t{1} << 52), std::int64_t{1} << 52);
                const double b = modulus.fromUnsigned(random.next64());
                const double product = modulus.multiply(static_cast<double>(a), modulus.factorOf(b));
                QVERIFY(testing::isCentred(product, modulus));
                QCOMPARE(modulus.toUnsigned(product),
                         testing::residueOf(Int128{a} * static_cast<std::int64_t>(b), modulus));
            }
        }
    }

    void inversesAndPowersFitTogether()
    {
        auto random = testing::residueRandom(5);
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            for (const double a : samples(random, modulus)) {
                if (a != 0) {
                    QCOMPARE(modulus.multiply(a, modulus.inverseOf(a)), 1.0);
                    QCOMPARE(modulus.power(a, modulus.value() - 1), 1.0);
                }
            }
            QCOMPARE(modulus.power(5.0, 0), 1.0);
            QCOMPARE(modulus.toUnsigned(modulus.fromUnsigned(~0ULL)), ~0ULL % modulus.value());
        }
    }
};

QTEST_APPLESS_MAIN(ModulusTest)
#include "modulus_test.moc"
