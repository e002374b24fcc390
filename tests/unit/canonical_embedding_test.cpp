// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "math/canonical_embedding.h"

#include <QtTest/QTest>

#include <hwy/targets.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using cg::base::Purpose;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::math::CanonicalEmbedding;

namespace {

using Slot = std::complex<double>;
using Slots = std::vector<Slot>;
using Coefficients = std::vector<double>;

constexpr std::uint64_t kSeed = 20240301;

SeededRandom randomSource(std::uint64_t index)
{
    return {seedFromNumber(kSeed, "canonical_embedding_test"), {Purpose::Encrypt, 0, index}};
}

Slots randomSlots(std::size_t count, std::uint64_t index)
{
    SeededRandom random = randomSource(index);
    Slots slots(count);
    for (Slot& slot : slots) {
        slot = {2 * random.uniform() - 1, 2 * random.uniform() - 1};
    }
    return slots;
}

Coefficients randomCoefficients(std::size_t degree, std::uint64_t index)
{
    SeededRandom random = randomSource(index);
    Coefficients coefficients(degree);
    for (double& coefficient : coefficients) {
        coefficient = 2 * random.uniform() - 1;
    }
    return coefficients;
}

Slots slotsOf(const Coefficients& coefficients)
{
    Slots slots(coefficients.size() / 2);
    CanonicalEmbedding(coefficients.size()).toSlots(coefficients, slots);
    return slots;
}

Coefficients coefficientsOf(const Slots& slots, std::size_t degree)
{
    Coefficients coefficients(degree, 99.0);
    CanonicalEmbedding(degree).toCoefficients(slots, coefficients);
    return coefficients;
}

/// Slot j by the definition: the polynomial at ζ^(5^j), with the power of ζ reduced in integers.
std::complex<long double> valueAtRoot(const Coefficients& coefficients, std::size_t j)
{
    const std::size_t order = 2 * coefficients.size();
    std::size_t power = 1;
    for (std::size_t i = 0; i < j; ++i) {
        power = power * 5 % order;
    }
    std::complex<long double> sum = 0;
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
        const auto angle = 2 * std::numbers::pi_v<long double> * static_cast<long double>(k * power % order) /
                           static_cast<long double>(order);
        sum += static_cast<long double>(coefficients[k]) * std::polar(1.0L, angle);
    }
    return sum;
}

/// a(X^power) modulo X^N + 1.
Coefficients substituted(const Coefficients& a, std::size_t power)
{
    const std::size_t degree = a.size();
    Coefficients result(degree);
    for (std::size_t k = 0; k < degree; ++k) {
        const std::size_t exponent = k * power % (2 * degree);
        result[exponent % degree] = exponent < degree ? a[k] : -a[k];
    }
    return result;
}

Coefficients product(const Coefficients& a, const Coefficients& b)
{
    const std::size_t degree = a.size();
    Coefficients result(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        for (std::size_t k = 0; k < degree; ++k) {
            result[(i + k) % degree] += (i + k < degree ? 1.0 : -1.0) * a[i] * b[k];
        }
    }
    return result;
}

double largestDifference(const Slots& a, const Slots& b)
{
    double largest = a.size() == b.size() ? 0.0 : HUGE_VAL;
    for (std::size_t j = 0; j < a.size(); ++j) {
        largest = std::max(largest, std::abs(a[j] - b[j]));
    }
    return largest;
}

double largestOf(const Slots& slots)
{
    return largestDifference(slots, Slots(slots.size()));
}

template <class Check>
void forEachDegree(std::size_t largest, const Check& check)
{
    for (std::size_t degree = CanonicalEmbedding::kMinDegree; degree <= largest; degree *= 2) {
        check(degree);
    }
}

} // namespace

class CanonicalEmbeddingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void slotsAreTheValuesAtThePowersOfFive()
    {
        forEachDegree(1024, [](std::size_t degree) {
            const Coefficients coefficients = randomCoefficients(degree, degree);
            const Slots slots = slotsOf(coefficients);
            for (std::size_t j = 0; j < slots.size(); ++j) {
                const auto expected = valueAtRoot(coefficients, j);
                const double error = std::abs(Slot(expected) - slots[j]);
                QVERIFY2(error < 1e-13 * std::sqrt(degree),
                         qPrintable(QString("degree %1, slot %2: %3").arg(degree).arg(j).arg(error)));
            }
        });
    }

    void someSlotsOfTheLargestDegreesAreTheValuesAtThePowersOfFive()
    {
        for (const std::size_t degree : {std::size_t{8192}, std::size_t{16384}, std::size_t{131072}}) {
            const Coefficients coefficients = randomCoefficients(degree, degree);
            const Slots slots = slotsOf(coefficients);
            for (const std::size_t j : {std::size_t{0}, std::size_t{1}, degree / 4 + 3, degree / 2 - 1}) {
                const double error = std::abs(Slot(valueAtRoot(coefficients, j)) - slots[j]);
                QVERIFY2(error < 1e-13 * std::sqrt(degree),
                         qPrintable(QString("degree %1, slot %2: %3").arg(degree).arg(j).arg(error)));
            }
        }
    }

    void aRoundTripKeepsFortyEightBits()
    {
        double worst = 0.0;
        forEachDegree(CanonicalEmbedding::kMaxDegree, [&worst](std::size_t degree) {
            const Slots slots = randomSlots(degree / 2, degree);
            const Slots back = slotsOf(coefficientsOf(slots, degree));
            const double error = largestDifference(slots, back) / largestOf(slots);
            worst = std::max(worst, error);
            QVERIFY2(error <= 0x1p-48, qPrintable(QString("degree %1: 2^%2").arg(degree).arg(std::log2(error))));
        });
        qInfo("largest error of a round trip: 2^%.2f", std::log2(worst));
    }

    void aRoundTripFromCoefficientsKeepsThemToo()
    {
        forEachDegree(CanonicalEmbedding::kMaxDegree, [](std::size_t degree) {
            const Coefficients coefficients = randomCoefficients(degree, degree);
            const Coefficients back = coefficientsOf(slotsOf(coefficients), degree);
            for (std::size_t k = 0; k < degree; ++k) {
                QVERIFY2(std::abs(back[k] - coefficients[k]) <= 0x1p-48, qPrintable(QString::number(degree)));
            }
        });
    }

    void missingSlotsAreNought()
    {
        forEachDegree(4096, [](std::size_t degree) {
            for (const std::size_t count : {std::size_t{0}, std::size_t{1}, degree / 2 - 1}) {
                const Slots few = randomSlots(count, degree);
                Slots padded = few;
                padded.resize(degree / 2);
                QVERIFY(coefficientsOf(few, degree) == coefficientsOf(padded, degree));
            }
        });
    }

    void realSlotsGiveTheSameBits()
    {
        forEachDegree(4096, [](std::size_t degree) {
            for (const std::size_t count : {std::size_t{0}, std::size_t{1}, degree / 2 - 1, degree / 2}) {
                const Coefficients reals = randomCoefficients(count, degree);
                Coefficients coefficients(degree, 99.0);
                Coefficients scratch(degree, 99.0);
                CanonicalEmbedding(degree).toCoefficients(reals, coefficients, scratch);
                QVERIFY(coefficients == coefficientsOf(Slots(reals.begin(), reals.end()), degree));
            }
        });
    }

    void theFifthPowerRotatesByOneSlot()
    {
        forEachDegree(4096, [](std::size_t degree) {
            const Coefficients a = randomCoefficients(degree, degree);
            Slots rotated = slotsOf(a);
            std::rotate(rotated.begin(), rotated.begin() + 1, rotated.end());
            QVERIFY(largestDifference(slotsOf(substituted(a, 5)), rotated) < 1e-12 * std::sqrt(degree));
        });
    }

    void theInverseConjugates()
    {
        forEachDegree(4096, [](std::size_t degree) {
            const Coefficients a = randomCoefficients(degree, degree);
            Slots conjugates = slotsOf(a);
            for (Slot& slot : conjugates) {
                slot = std::conj(slot);
            }
            QVERIFY(largestDifference(slotsOf(substituted(a, 2 * degree - 1)), conjugates) < 1e-12 * std::sqrt(degree));
        });
    }

    void productsOfPolynomialsAreProductsOfSlots()
    {
        forEachDegree(1024, [](std::size_t degree) {
            const Slots x = randomSlots(degree / 2, 1);
            const Slots y = randomSlots(degree / 2, 2);
            Slots expected;
            for (std::size_t j = 0; j < x.size(); ++j) {
                expected.push_back(x[j] * y[j]);
            }
            const Coefficients both = product(coefficientsOf(x, degree), coefficientsOf(y, degree));
            QVERIFY(largestDifference(slotsOf(both), expected) < 1e-12);
        });
    }

    void everyInstructionSetGivesTheSameBits()
    {
        forEachDegree(2048, [](std::size_t degree) {
            const Coefficients coefficients = randomCoefficients(degree, degree);
            const Slots slots = slotsOf(coefficients);
            const Coefficients back = coefficientsOf(slots, degree);
            for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
                hwy::SetSupportedTargetsForTest(targets & -targets);
                const bool areEqual = slotsOf(coefficients) == slots && coefficientsOf(slots, degree) == back;
                hwy::SetSupportedTargetsForTest(0);
                QVERIFY2(areEqual, hwy::TargetName(targets & -targets));
            }
        });
    }

    void aConstantIsItsOwnFirstCoefficientExactly()
    {
        forEachDegree(CanonicalEmbedding::kMaxDegree, [](std::size_t degree) {
            Coefficients constant(degree, 0.0);
            constant[0] = 0.7;
            QVERIFY(slotsOf(constant) == Slots(degree / 2, Slot(0.7)));
            const Coefficients back = coefficientsOf(Slots(degree / 2, Slot(0.7)), degree);
            QVERIFY(std::abs(back[0] - 0.7) < 1e-16 && std::abs(back[1]) < 1e-16);
        });
    }
};

QTEST_APPLESS_MAIN(CanonicalEmbeddingTest)
#include "canonical_embedding_test.moc"
