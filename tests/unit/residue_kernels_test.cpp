// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residue_kernels.h"
#include "support/results.h"
#include "unit/residue_fixture.h"

#include <QtTest/QTest>

#include <functional>

using namespace cg;
using base::Int128;

namespace {

constexpr std::size_t kSize = 264; // no power of two, and more than one vector of any width

using Values = std::vector<double>;

Int128 integer(double value)
{
    return static_cast<std::int64_t>(value);
}

/// Residues |a| < p: random ones, and all combinations of extreme ones at the front if `other` counts differently.
Values operands(const math::Modulus& modulus, std::size_t which)
{
    auto random = testing::residueRandom(1000 + which);
    const double p = modulus.asDouble();
    Values values = testing::randomResidues(random, modulus, kSize);
    const std::array<double, 8> extremes{0, -0.0, 1, p - 1, 1 - p, (p - 1) / 2, (1 - p) / 2, -1};
    for (std::size_t i = 0; i < 64; ++i) {
        values[i] = extremes[which % 2 == 0 ? i % 8 : i / 8];
    }
    return values;
}

/// Runs a kernel on every instruction set and compares each entry with what exact integers give.
void compare(const math::Modulus& modulus, const std::function<void(std::span<double>)>& kernel,
             const std::function<Int128(std::size_t)>& exact)
{
    testing::withEverySimdTarget([&] {
        Values out(kSize);
        kernel(out);
        for (std::size_t i = 0; i < kSize; ++i) {
            QVERIFY(testing::isCentred(out[i], modulus));
            QCOMPARE(modulus.toUnsigned(out[i]), testing::residueOf(exact(i), modulus));
        }
    });
}

} // namespace

class ResidueKernelsTest : public QObject {
    Q_OBJECT

private slots:
    void sumsAndProductsAreExact()
    {
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            const Values a = operands(modulus, 0);
            const Values b = operands(modulus, 1);
            const auto of = [&](std::size_t i) { return std::pair{integer(a[i]), integer(b[i])}; };
            compare(
                modulus, [&](auto out) { math::add(a, b, modulus, out); },
                [&](auto i) { return of(i).first + of(i).second; });
            compare(
                modulus, [&](auto out) { math::subtract(a, b, modulus, out); },
                [&](auto i) { return of(i).first - of(i).second; });
            compare(modulus, [&](auto out) { math::negate(a, modulus, out); }, [&](auto i) { return -of(i).first; });
            compare(
                modulus, [&](auto out) { math::multiply(a, b, modulus, out); },
                [&](auto i) { return of(i).first * of(i).second; });
            compare(
                modulus, [&](auto out) { math::addConstant(a, b[3], modulus, out); },
                [&](auto i) { return of(i).first + integer(b[3]); });
            compare(
                modulus,
                [&](auto out) {
                    std::ranges::copy(b, out.begin());
                    math::multiplyAdd(a, b, modulus, out);
                },
                [&](auto i) { return (of(i).first + 1) * of(i).second; });
        }
    }

    void factorsAndRescalingAreExact()
    {
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            const Values a = operands(modulus, 0);
            const Values b = operands(modulus, 1);
            for (const std::size_t i : {3UL, 100UL, 200UL}) {
                const auto factor = modulus.factorOf(a[i]);
                compare(
                    modulus, [&](auto out) { math::multiplyFactor(b, factor, modulus, out); },
                    [&](auto j) { return integer(b[j]) * integer(a[i]); });
                compare(
                    modulus,
                    [&](auto out) {
                        std::ranges::copy(a, out.begin());
                        math::rescaleLimb(out, b, factor, modulus);
                    },
                    [&](auto j) { return (integer(a[j]) - integer(b[j])) * integer(a[i]); });
            }
        }
    }

    void integersOfOtherModuliAreReduced()
    {
        auto random = testing::residueRandom(1);
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            Values in(kSize);
            Values wide(kSize);
            std::vector<int> shifts(kSize);
            for (std::size_t i = 0; i < kSize; ++i) {
                const std::int64_t limit = std::int64_t{1} << 52;
                in[i] = static_cast<double>(random.between(-limit, limit));
                shifts[i] = static_cast<int>(random.below(69));
                wide[i] = std::ldexp(in[i], shifts[i]);
            }
            compare(
                modulus, [&](auto out) { math::reduceInto(in, modulus, out); }, [&](auto i) { return integer(in[i]); });
            compare(
                modulus, [&](auto out) { math::reduceWideInto(wide, modulus, out); },
                [&](auto i) { return integer(in[i]) * (Int128{1} << shifts[i]); });
        }
    }

    void integersHalfwayBetweenMultiplesAreReducedToTheCentre()
    {
        for (const double bits : testing::kModulusBits) {
            const auto modulus = testing::modulusOf(bits, 1024);
            const auto p = static_cast<std::int64_t>(modulus.value());
            const std::int64_t limit = std::int64_t{1} << 52;
            Values in{0x1p52, -0x1p52, 0x1p52 - 1, 1 - 0x1p52};
            for (const std::int64_t multiple : {std::int64_t{0}, std::int64_t{1}, limit / p - 1}) {
                for (const std::int64_t rest : {p / 2, p / 2 + 1, p / 2 - 1, p - 1, std::int64_t{0}}) {
                    in.push_back(static_cast<double>(multiple * p + rest));
                    in.push_back(-static_cast<double>(multiple * p + rest));
                }
            }
            in.resize(kSize, -1.0);
            const auto exact = [&](auto i) { return integer(in[i]); };
            compare(modulus, [&](auto out) { math::reduceInto(in, modulus, out); }, exact);
            compare(modulus, [&](auto out) { math::reduceWideInto(in, modulus, out); }, exact);
        }
    }

    void sumsOfProductsAreExactForAnyNumberOfTerms()
    {
        for (const double bits : {34.0, 49.999999}) {
            const auto modulus = testing::modulusOf(bits, 1024);
            std::vector<Values> terms;
            std::vector<math::Residues> as;
            std::vector<math::Residues> bs;
            std::vector<math::FixedFactor> factors;
            for (std::size_t count = 1; count <= 20; ++count) {
                terms.push_back(operands(modulus, 2 * count));
                terms.push_back(operands(modulus, 2 * count + 1));
            }
            for (std::size_t count = 1; count <= 20; ++count) {
                as.emplace_back(terms[2 * count - 2]);
                bs.emplace_back(terms[2 * count - 1]);
                factors.push_back(modulus.factorOf(modulus.reduce(terms[count][9 * count])));
                const auto sum = [&](auto term) {
                    Int128 total = 0;
                    for (std::size_t i = 0; i < count; ++i) {
                        total += testing::residueOf(term(i), modulus);
                    }
                    return total;
                };
                compare(
                    modulus, [&](auto out) { math::accumulateProducts(as, bs, modulus, out); },
                    [&](auto j) { return sum([&](auto i) { return integer(as[i][j]) * integer(bs[i][j]); }); });
                compare(
                    modulus, [&](auto out) { math::combineLimbs(as, factors, modulus, out); },
                    [&](auto j) { return sum([&](auto i) { return integer(as[i][j]) * integer(factors[i].value); }); });
            }
        }
    }

    /// Integers of at most Q/2, Q = q0·q1·q2 of 96 bits, are carried over to another modulus exactly.
    void theCentredChangeOfBasisIsExact()
    {
        auto random = testing::residueRandom(2);
        std::vector<std::uint64_t> primes;
        std::vector<math::Modulus> moduli;
        Int128 product = 1;
        for (int i = 0; i < 3; ++i) {
            primes.push_back(testing::valueOf(math::nttPrimeNearest(0x1p32, 1024, primes)));
            moduli.push_back(testing::valueOf(math::Modulus::create(primes.back())));
            product *= static_cast<std::int64_t>(primes.back());
        }
        const auto target = testing::modulusOf(49.5, 1024);
        std::vector<Int128> integers(kSize);
        std::vector<Values> limbs(4, Values(kSize));
        std::vector<math::FixedFactor> factors;
        for (std::size_t j = 0; j < kSize; ++j) {
            integers[j] = (Int128{random.next64() >> 1} * (product >> 63)) - product / 2;
        }
        for (std::size_t i = 0; i < 3; ++i) {
            const Int128 others = product / static_cast<std::int64_t>(primes[i]);
            const double inverse = moduli[i].inverseOf(moduli[i].fromUnsigned(testing::residueOf(others, moduli[i])));
            for (std::size_t j = 0; j < kSize; ++j) {
                limbs[i][j] =
                    moduli[i].multiply(moduli[i].fromUnsigned(testing::residueOf(integers[j], moduli[i])), inverse);
            }
            factors.push_back(target.factorOf(target.fromUnsigned(testing::residueOf(others, target))));
        }
        factors.push_back(target.factorOf(target.fromUnsigned(testing::residueOf(-product, target))));
        std::vector<math::Residues> ins{limbs[0], limbs[1], limbs[2]};
        compare(
            target,
            [&](auto out) {
                math::roundedFractionSum(ins, moduli, limbs[3]);
                const std::vector<math::Residues> all{limbs[0], limbs[1], limbs[2], limbs[3]};
                math::combineLimbs(all, factors, target, out);
            },
            [&](auto j) { return integers[j]; });
    }

    void permutationsGather()
    {
        Values in(kSize);
        std::vector<std::uint32_t> from(kSize);
        for (std::size_t i = 0; i < kSize; ++i) {
            in[i] = static_cast<double>(i);
            from[i] = static_cast<std::uint32_t>((i * 5 + 7) % kSize);
        }
        Values out(kSize);
        math::permute(in, from, out);
        for (std::size_t i = 0; i < kSize; ++i) {
            QCOMPARE(out[i], static_cast<double>(from[i]));
        }
    }
};

QTEST_APPLESS_MAIN(ResidueKernelsTest)
#include "residue_kernels_test.moc"
