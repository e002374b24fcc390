// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/primes.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace cg;

class PrimesTest : public QObject {
    Q_OBJECT

private slots:
    void smallNumbersAgreeWithTheSieve()
    {
        std::vector<bool> composite(20000);
        for (std::size_t i = 2; i < composite.size(); ++i) {
            for (std::size_t j = 2 * i; j < composite.size(); j += i) {
                composite[j] = true;
            }
            QCOMPARE(math::isPrime(i), !composite[i]);
        }
        QVERIFY(!math::isPrime(0));
        QVERIFY(!math::isPrime(1));
    }

    /// The smallest strong pseudoprimes to the first 1, 2, … 8 prime bases (OEIS A014233), and primes and products of
    /// two primes near the limit.
    void largeNumbersAreJudgedRightly()
    {
        for (const std::uint64_t pseudoprime : {2047ULL, 1373653ULL, 25326001ULL, 3215031751ULL, 2152302898747ULL,
                                                3474749660383ULL, 341550071728321ULL}) {
            QVERIFY(!math::isPrime(pseudoprime));
        }
        QVERIFY(math::isPrime((1ULL << 50) - 27));
        QVERIFY(!math::isPrime((1ULL << 50) - 25));
        QVERIFY(math::isPrime((1ULL << 31) - 1));
        QVERIFY(!math::isPrime(((1ULL << 29) - 3) * ((1ULL << 31) - 1)));
    }

    /// Every prime of the progression is tried against the one that was found.
    void theNearestUnusedPrimeIsFound()
    {
        const std::size_t degree = 64;
        for (const double target : {1000.0, 5000.0, 12345.5, 65537.0, 99999.0}) {
            std::vector<std::uint64_t> used;
            for (int round = 0; round < 6; ++round) {
                const auto found = testing::valueOf(math::nttPrimeNearest(target, degree, used));
                QVERIFY(math::isPrime(found) && found % (2 * degree) == 1);
                for (std::uint64_t other = 1; other < 300000; other += 2 * degree) {
                    const bool free = math::isPrime(other) && std::ranges::find(used, other) == used.end();
                    QVERIFY(!free || std::abs(static_cast<double>(other) - target) >=
                                         std::abs(static_cast<double>(found) - target));
                }
                used.push_back(found);
            }
        }
    }

    void primesStayBelowTheLimit()
    {
        std::vector<std::uint64_t> used;
        for (int i = 0; i < 5; ++i) {
            used.push_back(testing::valueOf(math::nttPrimeNearest(0x1p50 - 1, 131072, used)));
            QVERIFY(used.back() < math::kModulusLimit);
        }
    }

    void whatNoPrimeCanBeNearIsRefused()
    {
        for (const double target : {0.0, -5.0, 100.0, 0x1p50, 0x1p60, std::nan(""), HUGE_VAL}) {
            QCOMPARE(testing::errorOf(math::nttPrimeNearest(target, 64, {})), base::ErrorCode::InvalidParameters);
        }
    }
};

QTEST_APPLESS_MAIN(PrimesTest)
#include "primes_test.moc"
