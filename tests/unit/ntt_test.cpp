// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/galois.h"
#include "math/ntt.h"
#include "math/residue_kernels.h"
#include "support/harvey_ntt.h"
#include "support/results.h"
#include "unit/residue_fixture.h"

#include <QtTest/QTest>

#include <cstring>

using namespace cg;

namespace {

using Values = std::vector<double>;

math::NttTables tablesOf(double bits, std::size_t degree)
{
    return math::NttTables::create(testing::modulusOf(bits, degree), degree).value();
}

Values forwardOf(const math::NttTables& tables, Values values)
{
    math::forwardNtt(tables, values);
    return values;
}

Values inverseOf(const math::NttTables& tables, Values values)
{
    math::inverseNtt(tables, values);
    return values;
}

/// Random ones, and those that make sums and products as large as they can be.
std::vector<Values> inputs(const math::NttTables& tables)
{
    auto random = testing::residueRandom(tables.degree());
    const double p = tables.modulus().asDouble();
    const auto alternating = [&](double value, std::size_t period) {
        Values values(tables.degree());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = (i / period) % 2 == 0 ? value : -value;
        }
        return values;
    };
    return {testing::randomResidues(random, tables.modulus(), tables.degree()),
            testing::randomResidues(random, tables.modulus(), tables.degree()),
            Values(tables.degree(), (p - 1) / 2),
            Values(tables.degree(), 1 - p),
            Values(tables.degree(), -0.0),
            alternating(p - 1, 1),
            alternating((p - 1) / 2, 1),
            alternating(p - 1, tables.degree() / 2)};
}

bool sameBytes(const Values& a, const Values& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

Values schoolbookProduct(const Values& a, const Values& b, const math::Modulus& modulus)
{
    Values product(a.size(), 0.0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const double term = modulus.multiply(a[i], b[j]);
            double& sum = product[(i + j) % a.size()];
            sum = modulus.reduce(i + j < a.size() ? sum + term : sum - term);
        }
    }
    return product;
}

/// What the reference makes of the same coefficients, in the order of the transform in doubles.
Values referenceOf(const math::NttTables& tables, const Values& values)
{
    const math::Modulus& modulus = tables.modulus();
    const std::size_t degree = tables.degree();
    const testing::HarveyNtt harvey(modulus.value(), degree, modulus.toUnsigned(tables.root()));
    std::vector<std::uint64_t> integers(degree);
    std::ranges::transform(values, integers.begin(), [&](double value) { return modulus.toUnsigned(value); });
    harvey.forward(integers);
    Values byExponent(2 * degree);
    for (std::size_t i = 0; i < degree; ++i) {
        std::size_t exponent = 1;
        for (std::size_t bit = degree, rest = i; bit > 1; bit /= 2, rest /= 2) {
            exponent += bit * (rest % 2);
        }
        byExponent[exponent] = modulus.fromUnsigned(integers[i]);
    }
    Values ordered;
    for (const std::uint32_t exponent : math::evaluationExponents(degree)) {
        ordered.push_back(byExponent[exponent]);
    }
    return ordered;
}

} // namespace

class NttTest : public QObject {
    Q_OBJECT

private slots:
    void degreesAndModuliThatDoNotFitAreRefused()
    {
        const auto modulus = testing::modulusOf(40, 1024);
        for (const std::size_t degree : {0UL, 1UL, 4UL, 12UL, 1000UL, 262144UL}) {
            QCOMPARE(testing::errorOf(math::NttTables::create(modulus, degree)), base::ErrorCode::InvalidParameters);
        }
        const auto other = testing::valueOf(math::Modulus::create((1ULL << 50) - 27));
        QCOMPARE(testing::errorOf(math::NttTables::create(other, 1024)), base::ErrorCode::InvalidParameters);
        QCOMPARE(testing::valueOf(math::NttTables::create(modulus, 1024)).degree(), std::size_t{1024});
    }

    void productsOfValuesAreProductsOfPolynomials()
    {
        for (const std::size_t degree : {8UL, 16UL, 32UL, 64UL, 256UL, 512UL}) {
            for (const double bits : testing::kModulusBits) {
                const auto tables = tablesOf(bits, degree);
                const auto all = inputs(tables);
                for (std::size_t i = 1; i < all.size(); ++i) {
                    Values product(degree);
                    math::multiply(forwardOf(tables, all[0]), forwardOf(tables, all[i]), tables.modulus(), product);
                    QCOMPARE(inverseOf(tables, product), schoolbookProduct(all[0], all[i], tables.modulus()));
                }
            }
        }
    }

    void theTransformIsThatOfTheReference()
    {
        for (const std::size_t degree : {8UL, 128UL, 256UL, 512UL, 1024UL, 8192UL, 16384UL, 32768UL}) {
            for (const double bits : testing::kModulusBits) {
                const auto tables = tablesOf(bits, degree);
                for (const Values& input : inputs(tables)) {
                    const Values result = forwardOf(tables, input);
                    QVERIFY(sameBytes(result, referenceOf(tables, input)));
                }
            }
        }
    }

    void theInverseGivesTheCoefficientsBack()
    {
        for (std::size_t degree = 8; degree <= math::NttTables::kMaxDegree; degree *= 2) {
            for (const double bits : {34.0, 42.0, 49.999999}) {
                const auto tables = tablesOf(bits, degree);
                for (const Values& input : inputs(tables)) {
                    Values centred = input;
                    for (double& value : centred) {
                        value = tables.modulus().reduce(value);
                    }
                    QVERIFY(sameBytes(inverseOf(tables, forwardOf(tables, input)), centred));
                    QVERIFY(sameBytes(forwardOf(tables, inverseOf(tables, input)), centred));
                }
            }
        }
    }

    void everyInstructionSetGivesTheSameBits()
    {
        for (const std::string& name : testing::withEverySimdTarget([] {})) {
            qInfo("path %s", name.c_str());
        }
        for (const std::size_t degree : {256UL, 512UL, 2048UL, 4096UL, 16384UL}) {
            for (const double bits : testing::kModulusBits) {
                const auto tables = tablesOf(bits, degree);
                for (const Values& input : inputs(tables)) {
                    const Values forward = forwardOf(tables, input);
                    const Values inverse = inverseOf(tables, input);
                    testing::withEverySimdTarget([&] {
                        QVERIFY(sameBytes(forwardOf(tables, input), forward));
                        QVERIFY(sameBytes(inverseOf(tables, input), inverse));
                    });
                }
            }
        }
    }

    void automorphismsPermuteTheValues()
    {
        for (const std::size_t degree : {16UL, 256UL}) {
            const auto tables = tablesOf(45, degree);
            const Values input = inputs(tables)[0];
            const Values values = forwardOf(tables, input);
            for (std::uint64_t element = 1; element < 2 * degree; element += 2) {
                Values mapped(degree);
                Values permuted(degree);
                math::applyGalois(input, element, mapped);
                math::permute(values, math::galoisPermutation(degree, element), permuted);
                QVERIFY(sameBytes(forwardOf(tables, mapped), permuted));
            }
        }
    }

    /// a(X^3) by the definition, coefficient by coefficient.
    void anAutomorphismMovesCoefficientsWithTheirSigns()
    {
        const Values input{0, 1, 2, 3, 4, 5, 6, 7};
        Values mapped(8);
        math::applyGalois(input, 3, mapped);
        // X^3 X^6 X^9=−X X^12=−X^4 X^15=−X^7 X^18=X^2 X^21=X^5
        QCOMPARE(mapped, (Values{0, -3, 6, 1, -4, 7, 2, -5}));
    }
};

QTEST_APPLESS_MAIN(NttTest)
#include "ntt_test.moc"
