// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/int128.h"
#include "base/random.h"
#include "math/digit_matrix.h"

#include <QtTest/QTest>

#include <hwy/targets.h>

#include <cmath>
#include <limits>

namespace {

using namespace cg;

constexpr std::uint64_t kSeed = 7;

base::SeededRandom randomFor(std::uint64_t index)
{
    return {base::seedFromNumber(kSeed, "digit matrix test"), {base::Purpose::Encrypt, 0, index}};
}

/// Σ digit · 2^(b·d), with 128 bits.
base::Int128 recomposed(const std::vector<std::int32_t>& digits, std::size_t count, std::size_t j, int digitBits)
{
    base::Int128 value = 0;
    for (std::size_t d = digits.size() / count; d-- > 0;) {
        value = value * (base::Int128{1} << digitBits) + digits[d * count + j];
    }
    return value;
}

} // namespace

class DigitMatrixTest : public QObject {
    Q_OBJECT

private slots:
    void digitsAreBalancedAndAddUpToTheValue()
    {
        for (int bits = 2; bits <= 16; ++bits) {
            auto random = randomFor(static_cast<std::uint64_t>(bits));
            const std::size_t planes = static_cast<std::size_t>((64 + bits) / bits) + 1;
            std::vector<std::int64_t> values{0, 1, -1, std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::min()};
            for (int i = 0; i < 100; ++i) {
                values.push_back(static_cast<std::int64_t>(random.next64()) >> random.below(64));
            }
            std::vector<std::int32_t> digits(planes * values.size());
            const auto used = math::balancedDigits(values, bits, digits);
            QVERIFY(used.has_value());
            for (std::size_t j = 0; j < values.size(); ++j) {
                QVERIFY(recomposed(digits, values.size(), j, bits) == values[j]);
            }
            for (const std::int32_t digit : digits) {
                QVERIFY(digit >= -(1 << (bits - 1)) && digit < (1 << (bits - 1)));
            }
            for (std::size_t i = *used * values.size(); i < digits.size(); ++i) {
                QCOMPARE(digits[i], 0);
            }
        }
    }

    /// Two digits of 4 bits hold −136 … 119: every value near the edge is tried.
    void aValueThatDoesNotFitIsRefusedExactlyAtTheEdge()
    {
        for (std::int64_t value = -400; value <= 400; ++value) {
            std::vector<std::int32_t> digits(2);
            const std::vector<std::int64_t> values{value};
            QCOMPARE(math::balancedDigits(values, 4, digits).has_value(), value >= -136 && value <= 119);
        }
    }

    void unusedPlanesAreCounted()
    {
        std::vector<std::int32_t> digits(3 * 2);
        QCOMPARE(*math::balancedDigits(std::vector<std::int64_t>{0, 0}, 8, digits), std::size_t{0});
        QCOMPARE(*math::balancedDigits(std::vector<std::int64_t>{5, -128}, 8, digits), std::size_t{1});
        QCOMPARE(*math::balancedDigits(std::vector<std::int64_t>{5, 128}, 8, digits), std::size_t{2});
    }

    void productsAreExactAndOverflowIsSeen()
    {
        for (std::uint64_t round = 0; round < 200; ++round) {
            auto random = randomFor(1000 + round);
            const std::size_t rows = 1 + random.below(40);
            const std::size_t columns = 1 + random.below(300);
            const auto entryBits = static_cast<int>(1 + random.below(62));
            const std::int64_t limit = (std::int64_t{1} << entryBits) - 1;
            std::vector<std::int64_t> entries(rows * columns);
            for (std::int64_t& entry : entries) {
                entry = random.between(-limit, limit);
            }
            std::vector<std::int32_t> digits(random.below(columns + 1));
            for (std::int32_t& digit : digits) {
                digit = static_cast<std::int32_t>(random.between(-32768, 32767));
            }
            const math::DigitMatrix matrix(rows, columns, entries);
            std::vector<std::int64_t> result(rows);
            const bool fits = matrix.multiply(digits, result);
            bool trulyFits = true;
            for (std::size_t row = 0; row < rows; ++row) {
                base::Int128 sum = 0;
                for (std::size_t column = 0; column < digits.size(); ++column) {
                    sum += base::Int128{entries[column * rows + row]} * digits[column];
                    QCOMPARE(matrix.entry(row, column), entries[column * rows + row]);
                }
                trulyFits = trulyFits && sum == static_cast<std::int64_t>(sum);
                QCOMPARE(result[row], static_cast<std::int64_t>(static_cast<std::uint64_t>(sum)));
            }
            QCOMPARE(fits, trulyFits);
        }
    }

    /// The standard shape (24 rows, the last 8 short) and others, with every instruction set that this machine has.
    void everyInstructionSetGivesTheSameBits()
    {
        for (const std::size_t rows : {std::size_t{24}, std::size_t{5}, std::size_t{19}, std::size_t{40}}) {
            auto random = randomFor(5000 + rows);
            std::vector<std::int64_t> entries(rows * 50);
            for (std::size_t i = 0; i < entries.size(); ++i) {
                const std::int64_t limit = std::int64_t{1} << (i % rows < 16 ? 50 : 30);
                entries[i] = random.between(-limit, limit);
            }
            std::vector<std::int32_t> digits(50);
            for (std::int32_t& digit : digits) {
                digit = static_cast<std::int32_t>(random.between(-128, 127));
            }
            const math::DigitMatrix matrix(rows, 50, entries);
            std::vector<std::int64_t> reference(rows);
            QVERIFY(matrix.multiply(digits, reference));
            for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
                hwy::SetSupportedTargetsForTest(targets & -targets);
                std::vector<std::int64_t> result(rows);
                QVERIFY(matrix.multiply(digits, result));
                QCOMPARE(result, reference);
                qInfo("%zu rows: %s", rows, math::digitMatrixTarget().data());
                hwy::SetSupportedTargetsForTest(0);
            }
        }
    }

    /// 2^62 − 1 times ±2 and a rest: results at both ends of 64 bits.
    void theEdgeOfSixtyFourBitsIsExact()
    {
        const std::int64_t large = (std::int64_t{1} << 62) - 1;
        const std::vector<std::int64_t> entries{large, 1};
        const math::DigitMatrix matrix(1, 2, entries);
        std::vector<std::int64_t> result(1);
        for (int rest = -6; rest <= 6; ++rest) {
            const base::Int128 up = base::Int128{large} * 2 + rest;
            QCOMPARE(matrix.multiply(std::vector<std::int32_t>{2, rest}, result), up == static_cast<std::int64_t>(up));
            const base::Int128 down = base::Int128{large} * -2 + rest;
            QCOMPARE(matrix.multiply(std::vector<std::int32_t>{-2, rest}, result),
                     down == static_cast<std::int64_t>(down));
        }
    }
};

QTEST_APPLESS_MAIN(DigitMatrixTest)
#include "digit_matrix_test.moc"
