// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "math/sampling.h"

#include <QtTest/QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

using cg::base::hashOf;
using cg::base::Purpose;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::math::sampleCenteredBinomial;
using cg::math::sampleTernary;
using cg::math::sampleUniform;

namespace {

// The seed is fixed, so that each test passes always or never. The thresholds are six standard errors: a perfect
// generator under a random seed would exceed one of the normal ones once in 5·10^8 runs, one of chi-square's (whose
// upper tail is longer) once in 10^6 or less for the degrees of freedom used here.
constexpr std::uint64_t kSeed = 20240303;
constexpr double kStandardErrors = 6.0;
constexpr std::size_t kSamples = 1 << 20;

constexpr std::uint64_t kLargePrime = 1125899904679937; // 50 bits
constexpr std::uint64_t kMiddlePrime = 17179672577;     // 34 bits, just below 2^34
constexpr std::uint64_t kRejectingPrime = 12289;        // a quarter of all words is rejected

SeededRandom randomSource(std::uint64_t index)
{
    return {seedFromNumber(kSeed, "sampling_test"), {Purpose::SecretKey, 0, index}};
}

std::vector<double> uniform(std::uint64_t prime, std::size_t count, std::uint64_t index)
{
    SeededRandom random = randomSource(index);
    std::vector<double> values(count);
    sampleUniform(random, prime, values);
    return values;
}

using SmallSampler = void (*)(cg::base::RandomSource&, std::span<std::int8_t>);

std::vector<std::int8_t> small(SmallSampler sample, std::size_t count, std::uint64_t index)
{
    SeededRandom random = randomSource(index);
    std::vector<std::int8_t> values(count);
    sample(random, values);
    return values;
}

/// Pearson's statistic, in standard errors above its mean.
double chiSquareExcess(const std::vector<double>& counts, const std::vector<double>& expected)
{
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    }
    const auto freedom = static_cast<double>(counts.size() - 1);
    return (sum - freedom) / std::sqrt(2 * freedom);
}

struct Moments {
    double mean;
    double variance;
    double fourth;
};

template <class T>
Moments momentsOf(const std::vector<T>& values)
{
    const auto n = static_cast<double>(values.size());
    Moments moments{0, 0, 0};
    for (const T value : values) {
        moments.mean += value / n;
    }
    for (const T value : values) {
        const double square = std::pow(value - moments.mean, 2);
        moments.variance += square / n;
        moments.fourth += square * square / n;
    }
    return moments;
}

/// Whether mean 0 and the variance are met, each within six standard errors.
bool meets(const Moments& moments, double variance, double count)
{
    const double meanError = std::sqrt(variance / count);
    const double varianceError = std::sqrt((moments.fourth - variance * variance) / count);
    return std::abs(moments.mean) < kStandardErrors * meanError &&
           std::abs(moments.variance - variance) < kStandardErrors * varianceError;
}

QByteArray hexHash(const void* data, std::size_t size)
{
    const auto hash = hashOf({static_cast<const std::uint8_t*>(data), size});
    return QByteArray(reinterpret_cast<const char*>(hash.data()), 8).toHex();
}

} // namespace

class SamplingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void uniformResiduesFillTheWholeCentredRange()
    {
        constexpr std::size_t kBins = 256;
        for (const std::uint64_t prime : {kLargePrime, kMiddlePrime}) {
            const auto p = static_cast<double>(prime);
            std::vector<double> counts(kBins);
            for (const double value : uniform(prime, kSamples, prime)) {
                QVERIFY(std::abs(value) <= (p - 1) / 2 && value == std::round(value));
                ++counts[static_cast<std::size_t>((value / p + 0.5) * kBins)];
            }
            const std::vector<double> expected(kBins, static_cast<double>(kSamples) / kBins);
            QVERIFY(std::abs(chiSquareExcess(counts, expected)) < kStandardErrors);
        }
    }

    void theLowBitsOfUniformResiduesAreUniform()
    {
        std::vector<double> counts(256);
        for (const double value : uniform(kLargePrime, kSamples, 1)) {
            ++counts[static_cast<std::size_t>(static_cast<std::int64_t>(value) & 255)];
        }
        QVERIFY(std::abs(chiSquareExcess(counts, std::vector<double>(256, kSamples / 256.0))) < kStandardErrors);
    }

    void everyResidueOfASmallPrimeIsEquallyLikely()
    {
        for (const std::uint64_t prime : {std::uint64_t{3}, std::uint64_t{5}, std::uint64_t{257}, kRejectingPrime}) {
            std::vector<double> counts(prime);
            const auto half = static_cast<std::int64_t>(prime / 2);
            for (const double value : uniform(prime, kSamples, prime)) {
                ++counts.at(static_cast<std::size_t>(static_cast<std::int64_t>(value) + half));
            }
            const std::vector<double> expected(prime, static_cast<double>(kSamples) / static_cast<double>(prime));
            QVERIFY2(std::abs(chiSquareExcess(counts, expected)) < kStandardErrors, qPrintable(QString::number(prime)));
        }
    }

    void momentsOfUniformResidues()
    {
        const auto p = static_cast<double>(kLargePrime);
        std::vector<double> values = uniform(kLargePrime, kSamples, 2);
        for (double& value : values) {
            value /= p;
        }
        QVERIFY(meets(momentsOf(values), 1.0 / 12.0, kSamples));
    }

    void ternaryValuesAreEquallyLikely()
    {
        std::vector<double> counts(3);
        const auto values = small(sampleTernary, kSamples, 3);
        for (const std::int8_t value : values) {
            ++counts.at(static_cast<std::size_t>(value + 1));
        }
        QVERIFY(std::abs(chiSquareExcess(counts, std::vector<double>(3, kSamples / 3.0))) < kStandardErrors);
        QVERIFY(meets(momentsOf(values), 2.0 / 3.0, kSamples));
    }

    void neighbouringTernaryValuesAreIndependent()
    {
        const auto values = small(sampleTernary, kSamples, 4);
        std::vector<double> counts(9);
        for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
            ++counts.at(static_cast<std::size_t>(3 * (values[i] + 1) + values[i + 1] + 1));
        }
        QVERIFY(std::abs(chiSquareExcess(counts, std::vector<double>(9, kSamples / 18.0))) < kStandardErrors);
    }

    void binomialValuesHaveTheirProbabilities()
    {
        // P(v) = C(42, v + 21)/2^42; beyond ±12, where fewer than 40 of the samples fall, the tails count together.
        constexpr int kLimit = 12;
        std::vector<double> expected(2 * kLimit + 1);
        for (int v = -21; v <= 21; ++v) {
            const double probability =
                std::exp(std::lgamma(43.0) - std::lgamma(v + 22.0) - std::lgamma(22.0 - v)) * 0x1p-42;
            expected[static_cast<std::size_t>(std::clamp(v, -kLimit, kLimit) + kLimit)] += probability * kSamples;
        }
        std::vector<double> counts(expected.size());
        const auto values = small(sampleCenteredBinomial, kSamples, 5);
        for (const std::int8_t value : values) {
            QVERIFY(std::abs(value) <= 21);
            ++counts[static_cast<std::size_t>(std::clamp<int>(value, -kLimit, kLimit) + kLimit)];
        }
        QVERIFY(std::abs(chiSquareExcess(counts, expected)) < kStandardErrors);
        QVERIFY(meets(momentsOf(values), 10.5, kSamples));
    }

    /// Word by word from the same stream, as the header says: which also shows that no byte is drawn in vain.
    void samplesAreThoseOfTheDocumentedRule()
    {
        for (const std::size_t count : {std::size_t{1}, std::size_t{511}, std::size_t{512}, std::size_t{10007}}) {
            SeededRandom plain = randomSource(6);
            SeededRandom random = randomSource(6);
            std::vector<double> residues(count);
            sampleUniform(random, kRejectingPrime, residues);
            for (const double residue : residues) {
                std::uint64_t word = plain.next64() % 16384;
                while (word >= kRejectingPrime) {
                    word = plain.next64() % 16384;
                }
                QCOMPARE(residue, static_cast<double>(word) - (word > 6144 ? 12289.0 : 0.0));
            }
            std::vector<std::int8_t> errors(count);
            sampleCenteredBinomial(random, errors);
            for (const std::int8_t error : errors) {
                QCOMPARE(int{error}, std::popcount(plain.next64() % (1ULL << 42)) - 21);
            }
            QCOMPARE(random.next64(), plain.next64());
        }
    }

    void ternaryValuesAreThoseOfTheDocumentedRule()
    {
        for (const std::size_t count : {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{40009}}) {
            SeededRandom plain = randomSource(7);
            SeededRandom random = randomSource(7);
            std::vector<std::int8_t> values(count);
            sampleTernary(random, values);
            std::vector<std::int8_t> expected;
            while (expected.size() < count) {
                std::uint8_t byte = 0;
                plain.fill({&byte, 1});
                for (int pair = 0; pair < 4; ++pair, byte /= 4) {
                    if (byte % 4 != 3) {
                        expected.push_back(static_cast<std::int8_t>(byte % 4 - 1));
                    }
                }
            }
            expected.resize(count);
            QVERIFY(values == expected);
            QCOMPARE(random.next64(), plain.next64());
        }
    }

    /// Keys and ciphertexts are stored as seeds: these may never change. Made by this program itself.
    void theSamplesOfASeedNeverChange()
    {
        const auto residues = uniform(kLargePrime, 10000, 8);
        const auto ternary = small(sampleTernary, 10000, 8);
        const auto errors = small(sampleCenteredBinomial, 10000, 8);
        QCOMPARE(hexHash(residues.data(), residues.size() * sizeof(double)), QByteArray("eabc0cca9579e165"));
        QCOMPARE(hexHash(ternary.data(), ternary.size()), QByteArray("38b0e74ce7be533a"));
        QCOMPARE(hexHash(errors.data(), errors.size()), QByteArray("76f32b4d08429a9f"));
    }
};

QTEST_APPLESS_MAIN(SamplingTest)
#include "sampling_test.moc"
