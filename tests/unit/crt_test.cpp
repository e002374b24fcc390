// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "math/crt.h"
#include "math/modulus.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using cg::base::Purpose;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::base::UInt128;
using cg::math::CrtReconstruction;
using cg::math::Modulus;

namespace {

constexpr std::uint64_t kSeed = 20240302;

/// Primes = 1 modulo 65536 near 2^34, 2^38, 2^40 and 2^50.
const std::vector<std::uint64_t> kPrimes{17179672577,      1125899904679937, 1099510054913, 274876334081,
                                         1125899903827969, 17179410433,      1099507695617, 1125899903500289};

/// A whole number of any length, for reference: magnitude in words of 32 bits, the lowest first.
class Natural {
public:
    explicit Natural(std::uint64_t value)
        : m_words{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)}
    {}

    /// this·factor + summand, for a factor and a summand below 2^64.
    [[nodiscard]] Natural timesPlus(std::uint64_t factor, std::uint64_t summand) const
    {
        Natural result(0);
        result.m_words.clear();
        UInt128 carry = summand;
        for (const std::uint32_t word : m_words) {
            carry += UInt128{word} * factor;
            result.m_words.push_back(static_cast<std::uint32_t>(carry));
            carry >>= 32;
        }
        for (; carry != 0; carry >>= 32) {
            result.m_words.push_back(static_cast<std::uint32_t>(carry));
        }
        return result;
    }

    [[nodiscard]] std::uint64_t modulo(std::uint64_t divisor) const
    {
        UInt128 rest = 0;
        for (std::size_t i = m_words.size(); i > 0; --i) {
            rest = ((rest << 32) | m_words[i - 1]) % divisor;
        }
        return static_cast<std::uint64_t>(rest);
    }

    /// Half of it, rounded down.
    [[nodiscard]] Natural half() const
    {
        Natural result = *this;
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            const std::uint64_t above = i + 1 < m_words.size() ? m_words[i + 1] & 1U : 0U;
            result.m_words[i] = static_cast<std::uint32_t>((m_words[i] >> 1) | (above << 31));
        }
        return result;
    }

    /// The nearest double: the uppermost 128 bits, the last of which stands for all below it, are rounded once.
    [[nodiscard]] double toDouble() const
    {
        std::size_t count = m_words.size();
        while (count > 4 && m_words[count - 1] == 0) {
            --count;
        }
        const std::size_t below = count > 4 ? count - 4 : 0;
        UInt128 top = 0;
        for (std::size_t i = count; i > below; --i) {
            top = (top << 32) | m_words[i - 1];
        }
        for (std::size_t i = 0; i < below; ++i) {
            top |= m_words[i] != 0 ? 1U : 0U;
        }
        return std::ldexp(static_cast<double>(top), static_cast<int>(32 * below));
    }

private:
    std::vector<std::uint32_t> m_words;
};

Natural productOf(std::span<const std::uint64_t> primes)
{
    Natural product(1);
    for (const std::uint64_t prime : primes) {
        product = product.timesPlus(prime, 0);
    }
    return product;
}

enum class Form { Centred, Shifted };

/// What the reconstruction makes of ±magnitude, from residues as near to zero as can be, or shifted by the prime, which
/// a residue may be as well.
double reconstructed(std::span<const std::uint64_t> primes, const Natural& magnitude, double sign, Form form)
{
    std::vector<double> residues;
    for (const std::uint64_t prime : primes) {
        const auto p = static_cast<double>(prime);
        double residue = sign * static_cast<double>(magnitude.modulo(prime));
        if (form == Form::Centred) {
            residue -= std::abs(residue) > p / 2 ? std::copysign(p, residue) : 0.0;
        } else if (residue != 0.0) {
            residue -= std::copysign(p, residue);
        }
        residues.push_back(residue);
    }
    std::vector<const double*> limbs;
    for (const double& residue : residues) {
        limbs.push_back(&residue);
    }
    double result = 0;
    CrtReconstruction(primes).reconstruct(limbs, {&result, 1});
    return result;
}

/// Nothing, or what went wrong. One unit in the last place is promised; what is kept, save for one case in 2^50 or so,
/// is the nearest double.
QString compare(std::span<const std::uint64_t> primes, const Natural& magnitude)
{
    for (const double sign : {1.0, -1.0}) {
        for (const Form form : {Form::Centred, Form::Shifted}) {
            const double result = reconstructed(primes, magnitude, sign, form);
            const double expected = sign * magnitude.toDouble();
            if (result != expected) {
                return QString("%1 primes: %2, expected %3")
                    .arg(primes.size())
                    .arg(result, 0, 'g', 17)
                    .arg(expected, 0, 'g', 17);
            }
        }
    }
    return {};
}

/// Uniform among the integers of up to `words` pairs of words.
Natural randomNatural(SeededRandom& random, std::size_t words)
{
    Natural result(random.next64());
    for (std::size_t i = 1; i < words; ++i) {
        result = result.timesPlus(0xffff'ffff'ffff'ffff, random.next64());
    }
    return result;
}

} // namespace

class CrtTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void allIntegersOfASmallModulusComeBack()
    {
        const std::vector<std::uint64_t> primes{3, 13, 7, 5};
        constexpr int kQ = 3 * 13 * 7 * 5;
        for (int value = -(kQ - 1) / 2; value <= (kQ - 1) / 2; ++value) {
            std::vector<double> residues;
            for (const std::uint64_t prime : primes) {
                residues.push_back(value % static_cast<int>(prime));
            }
            const std::vector<const double*> limbs{&residues[0], &residues[1], &residues[2], &residues[3]};
            double result = 0;
            CrtReconstruction(primes).reconstruct(limbs, {&result, 1});
            QCOMPARE(result, static_cast<double>(value));
        }
    }

    void smallIntegersAreExact()
    {
        for (std::size_t count = 1; count <= kPrimes.size(); ++count) {
            for (const std::uint64_t value : {0ULL, 1ULL, 2ULL, 3ULL, 1000003ULL, 8589836288ULL}) {
                const QString wrong = compare(std::span(kPrimes).first(count), Natural(value));
                QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            }
        }
    }

    void integersNearHalfOfTheModulusKeepTheirSign()
    {
        for (std::size_t count = 1; count <= kPrimes.size(); ++count) {
            const auto primes = std::span(kPrimes).first(count);
            const QString wrong = compare(primes, productOf(primes).half());
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            // One more than (Q−1)/2 is −(Q−1)/2.
            const Natural above = productOf(primes).half().timesPlus(1, 1);
            QVERIFY(reconstructed(primes, above, 1.0, Form::Centred) < 0);
            QVERIFY(reconstructed(primes, above, -1.0, Form::Centred) > 0);
        }
    }

    void multiplesOfThePrimesAndTheirNeighboursAreReconstructed()
    {
        for (std::size_t count = 2; count <= kPrimes.size(); ++count) {
            const auto primes = std::span(kPrimes).first(count);
            for (std::size_t factors = 1; factors < count; ++factors) {
                const Natural multiple = productOf(primes.first(factors));
                for (const Natural& value :
                     {multiple, multiple.half(), multiple.timesPlus(1, 1), multiple.half().timesPlus(1, 1)}) {
                    const QString wrong = compare(primes, value);
                    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
                }
            }
        }
    }

    void randomIntegersComeBackAsTheNearestDouble()
    {
        SeededRandom random(seedFromNumber(kSeed, "crt_test"), {Purpose::Encrypt});
        for (int i = 0; i < 2000; ++i) {
            // Words of 64 bits stay below Q/2 as long as there are fewer than half of what the primes would hold.
            const auto count = static_cast<std::size_t>(random.between(3, static_cast<std::int64_t>(kPrimes.size())));
            const auto words = static_cast<std::size_t>(random.between(1, static_cast<std::int64_t>(count) / 2));
            const QString wrong = compare(std::span(kPrimes).first(count), randomNatural(random, words));
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void longVectorsAreReconstructedCoefficientByCoefficient()
    {
        SeededRandom random(seedFromNumber(kSeed, "crt_test"), {Purpose::Encrypt, 1});
        const auto primes = std::span(kPrimes).first(3);
        std::vector<double> values(1001);
        for (double& value : values) {
            value = std::ldexp(static_cast<double>(random.between(-(1LL << 52), 1LL << 52)), 20);
        }
        std::vector<std::vector<double>> residues(3, std::vector<double>(values.size()));
        std::vector<const double*> limbs;
        for (std::size_t i = 0; i < primes.size(); ++i) {
            const Modulus modulus = Modulus::create(primes[i]).value();
            std::ranges::transform(values, residues[i].begin(),
                                   [&](double value) { return modulus.reduceWide(value); });
            limbs.push_back(residues[i].data());
        }
        std::vector<double> back(values.size());
        CrtReconstruction(primes).reconstruct(limbs, back);
        QVERIFY(back == values);
    }

    void whatIsBeyondTheRangeOfDoublesIsInfinite()
    {
        // 64 primes of 30 bits: 1,920 bits.
        std::vector<std::uint64_t> primes;
        for (std::uint64_t candidate = 1'000'000'007; primes.size() < CrtReconstruction::kMaxPrimes; candidate += 2) {
            if (isPrime(candidate)) {
                primes.push_back(candidate);
            }
        }
        const Natural half = productOf(primes).half();
        QCOMPARE(reconstructed(primes, half, 1.0, Form::Centred), HUGE_VAL);
        QCOMPARE(reconstructed(primes, half, -1.0, Form::Centred), -HUGE_VAL);
        const QString wrong = compare(primes, Natural(12345));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

private:
    static bool isPrime(std::uint64_t candidate)
    {
        for (std::uint64_t divisor = 2; divisor * divisor <= candidate; ++divisor) {
            if (candidate % divisor == 0) {
                return false;
            }
        }
        return true;
    }
};

QTEST_APPLESS_MAIN(CrtTest)
#include "crt_test.moc"
