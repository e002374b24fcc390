// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residue_kernels.h"
#include "math/rns_poly.h"
#include "support/results.h"
#include "unit/residue_fixture.h"

#include <QtTest/QTest>

#include <cstdint>
#include <thread>

using namespace cg;

namespace {

constexpr std::size_t kDegree = 256;

std::vector<std::uint64_t> primesFor(std::size_t degree, std::size_t count)
{
    std::vector<std::uint64_t> primes;
    while (primes.size() < count) {
        primes.push_back(math::nttPrimeNearest(0x1p40, degree, primes).value());
    }
    return primes;
}

math::RnsBasis basisOf(std::size_t count)
{
    return math::RnsBasis::create(kDegree, primesFor(kDegree, count)).value();
}

math::CoefficientPoly randomPoly(const std::shared_ptr<math::PolyPool>& pool, const math::RnsBasis& basis,
                                 const math::LimbSet& set)
{
    auto random = testing::residueRandom(3);
    math::CoefficientPoly poly(pool, kDegree, set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        const auto residues = testing::randomResidues(random, basis.modulus(set[i]), kDegree);
        std::ranges::copy(residues, poly.limb(i).begin());
    }
    return poly;
}

template <math::Domain D>
std::vector<double> valuesOf(const math::RnsPoly<D>& poly)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < poly.limbs(); ++i) {
        values.insert(values.end(), poly.limb(i).begin(), poly.limb(i).end());
    }
    return values;
}

} // namespace

class RnsPolyTest : public QObject {
    Q_OBJECT

private slots:
    void basesThatCannotBeAreRefused()
    {
        auto primes = primesFor(kDegree, 2);
        QCOMPARE(testing::errorOf(math::RnsBasis::create(kDegree, {})), base::ErrorCode::InvalidParameters);
        primes.push_back(primes[0]);
        QCOMPARE(testing::errorOf(math::RnsBasis::create(kDegree, primes)), base::ErrorCode::InvalidParameters);
        primes[2] = primes[0] + 2;
        QCOMPARE(testing::errorOf(math::RnsBasis::create(kDegree, primes)), base::ErrorCode::InvalidParameters);
        primes.pop_back();
        QCOMPARE(testing::errorOf(math::RnsBasis::create(3, primes)), base::ErrorCode::InvalidParameters);
        QCOMPARE(testing::valueOf(math::RnsBasis::create(kDegree, primes)).size(), std::size_t{2});
    }

    void limbsAreAlignedAndApart()
    {
        const auto pool = math::PolyPool::create();
        math::CoefficientPoly poly(pool, 8, 3);
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(reinterpret_cast<std::uintptr_t>(poly.limb(i).data()) % math::PolyPool::kAlignment, 0UL);
            std::ranges::fill(poly.limb(i), static_cast<double>(i));
        }
        QCOMPARE(poly.limb(1)[7], 1.0);
        poly.dropLimbs(2);
        QCOMPARE(poly.limbs(), std::size_t{2});
        const auto copy = poly;
        QCOMPARE(valuesOf(copy), valuesOf(poly));
        poly.setZero();
        QCOMPARE(valuesOf(poly), std::vector<double>(16, 0.0));
        QCOMPARE(copy.limb(1)[0], 1.0);
    }

    void secretLimbsAreAlignedAndComeBackEmpty()
    {
        const auto pool = math::PolyPool::create(math::PoolContents::Secret);
        for (int use = 0; use < 2; ++use) {
            auto buffer = pool->acquire(24);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(buffer.values().data()) % math::PolyPool::kAlignment, 0UL);
            QVERIFY(std::ranges::all_of(buffer.values(), [](double value) { return value == 0.0; }));
            std::ranges::fill(buffer.values(), 1.0);
        }
        QCOMPARE(pool->allocations(), std::size_t{1});
        pool->trim();
        QCOMPARE(pool->acquire(24).values().size(), std::size_t{24});
        QCOMPARE(pool->allocations(), std::size_t{2});
    }

    /// A transform of limbs whose moduli are not the first ones, there and back; limb by limb it is that of its
    /// modulus.
    void everyLimbIsTransformedWithItsOwnModulus()
    {
        const auto pool = math::PolyPool::create();
        const auto basis = basisOf(5);
        const math::LimbSet set({1, 2}, {4, 1});
        QCOMPARE((std::vector{set[0], set[1], set[2]}), (std::vector<std::size_t>{1, 2, 4}));
        auto poly = randomPoly(pool, basis, set);
        const auto before = valuesOf(poly);
        auto expected = before;
        for (std::size_t i = 0; i < set.size(); ++i) {
            math::forwardNtt(basis.tables(set[i]), std::span(expected).subspan(i * kDegree, kDegree));
        }
        auto evaluation = math::toEvaluation(std::move(poly), basis, set);
        QCOMPARE(valuesOf(evaluation), expected);
        QCOMPARE(valuesOf(math::toCoefficients(std::move(evaluation), basis, set)), before);
        QCOMPARE(pool->allocations(), std::size_t{1});
    }

    void withoutASetTheFirstModuliAreMeant()
    {
        const auto pool = math::PolyPool::create();
        const auto basis = basisOf(3);
        const auto poly = randomPoly(pool, basis, math::LimbSet::firstOf(2));
        auto copy = poly;
        auto other = math::toEvaluation(math::CoefficientPoly(poly), basis, math::LimbSet::firstOf(2));
        auto evaluation = math::toEvaluation(std::move(copy), basis);
        QCOMPARE(valuesOf(evaluation), valuesOf(other));
        QCOMPARE(valuesOf(math::toCoefficients(std::move(evaluation), basis)), valuesOf(poly));
    }

    void aSteadyStateAllocatesNothing()
    {
        const auto pool = math::PolyPool::create();
        const auto basis = basisOf(3);
        const auto work = [&] {
            auto a = randomPoly(pool, basis, math::LimbSet::firstOf(3));
            auto b = math::toEvaluation(math::CoefficientPoly(a), basis);
            b.dropLimbs(2);
            a = math::toCoefficients(std::move(b), basis);
            const math::EvaluationPoly smaller(pool, kDegree, 2);
        };
        work();
        const auto allocated = pool->allocations();
        for (int i = 0; i < 50; ++i) {
            work();
        }
        QCOMPARE(pool->allocations(), allocated);
        pool->trim();
        work();
        QCOMPARE(pool->allocations(), 2 * allocated);
    }

    void buffersOutliveTheNameOfTheirPool()
    {
        auto pool = math::PolyPool::create();
        math::CoefficientPoly poly(pool, kDegree, 1);
        pool.reset();
        poly.setZero();
        const math::CoefficientPoly copy = poly;
        QCOMPARE(valuesOf(copy), valuesOf(poly));
    }

    void aPoolOfSecretsGivesOutZeros()
    {
        const auto pool = math::PolyPool::create(math::PoolContents::Secret);
        {
            math::CoefficientPoly secret(pool, kDegree, 1);
            std::ranges::fill(secret.limb(0), 42.0);
        }
        const math::CoefficientPoly next(pool, kDegree, 1);
        QCOMPARE(pool->allocations(), std::size_t{1});
        QCOMPARE(valuesOf(next), std::vector<double>(kDegree, 0.0));
    }

    void threadsShareAPool()
    {
        const auto pool = math::PolyPool::create();
        const auto work = [&pool](double mark) {
            for (int i = 0; i < 2000; ++i) {
                math::CoefficientPoly poly(pool, 8, 1 + static_cast<std::size_t>(i % 3));
                std::ranges::fill(poly.limb(0), mark);
                const auto copy = poly;
                if (std::ranges::count(copy.limb(0), mark) != 8) {
                    return false;
                }
            }
            return true;
        };
        std::array<bool, 2> fine{};
        std::thread other([&] { fine[0] = work(1.0); });
        fine[1] = work(2.0);
        other.join();
        QVERIFY(fine[0] && fine[1]);
        QVERIFY(pool->allocations() <= 12);
    }
};

QTEST_APPLESS_MAIN(RnsPolyTest)
#include "rns_poly_test.moc"
