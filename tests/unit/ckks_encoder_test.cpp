// SPDX-License-Identifier: GPL-3.0-or-later
// Encoding without encryption: what comes back, what products of plaintexts are, what is refused.
#include "base/random.h"
#include "he/ckks/encoder.h"
#include "he/ckks/named_sets.h"
#include "he/ckks/prepared.h"
#include "math/crt.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

using namespace cg;
using base::ErrorCode;
using he::ckks::Context;
using testing::errorOf;
using testing::messageOf;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'124;

std::vector<double> randomSlots(std::uint64_t number, std::size_t count)
{
    base::SeededRandom random(base::seedFromNumber(kSeed + number, "ckks encoder test"), {base::Purpose::Encrypt});
    std::vector<double> slots(count);
    std::ranges::generate(slots, [&] { return 2 * random.uniform() - 1; });
    return slots;
}

std::shared_ptr<const Context> contextOf(const char* name)
{
    return std::make_shared<const Context>(valueOf(he::ckks::namedParams(name)));
}

/// All limbs of a plaintext back to slots.
std::vector<double> opened(const Context& context, const math::EvaluationPoly& poly, double scale)
{
    const math::CoefficientPoly residues = math::toCoefficients(math::EvaluationPoly(poly), context.basis());
    std::vector<const double*> limbs;
    limbs.reserve(residues.limbs());
    for (std::size_t i = 0; i < residues.limbs(); ++i) {
        limbs.push_back(residues.limb(i).data());
    }
    std::vector<double> integers(residues.degree());
    math::CrtReconstruction(std::span(context.params().primes()).first(limbs.size())).reconstruct(limbs, integers);
    return he::ckks::decode(context, integers, scale);
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace

class CkksEncoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slotsComeBackAtEveryLevelOfEverySet()
    {
        for (const he::ckks::ParamsLiteral& literal : he::ckks::namedSets()) {
            const auto context = contextOf(literal.name.c_str());
            const he::ckks::Params& params = context->params();
            const std::vector<double> slots = randomSlots(literal.degree, params.slotCount());
            for (int level = 0; level <= params.topLevel(); ++level) {
                const auto poly = valueOf(he::ckks::encode(*context, slots, level, params.scale()));
                const double error = largestDifference(opened(*context, poly, params.scale()), slots);
                // Eight deviations of the rounding, and what doubles hold.
                const double bound =
                    8 * std::sqrt(static_cast<double>(params.degree()) / 24) / params.scale() + 0x1p-45;
                QVERIFY2(error <= bound, (literal.name + ": " + std::to_string(std::log2(error))).c_str());
            }
        }
    }

    void productsOfPlaintextsAreThoseOfTheSlots()
    {
        const auto context = contextOf("bench-8192");
        const double scale = context->params().scale();
        const std::vector<double> x = randomSlots(1, 4096);
        const std::vector<double> y = randomSlots(2, 4096);
        math::EvaluationPoly product = valueOf(he::ckks::encode(*context, x, 2, scale));
        const math::EvaluationPoly factor = valueOf(he::ckks::encode(*context, y, 2, scale));
        for (std::size_t i = 0; i < product.limbs(); ++i) {
            math::multiply(product.limb(i), factor.limb(i), context->basis().modulus(i), product.limb(i));
        }
        std::vector<double> expected(x.size());
        std::ranges::transform(x, y, expected.begin(), std::multiplies<>());
        QVERIFY(largestDifference(opened(*context, product, scale * scale), expected) < 0x1p-28);
    }

    void aConstantIsAConstantPolynomial()
    {
        const auto context = contextOf("toy-32");
        const math::CoefficientPoly poly =
            he::ckks::encodeBounded(*context, context->pool(), std::vector<double>(16, 0.75), 0.75, 1, 0x1p30);
        const std::span<const double> coefficients = poly.limb(0);
        QCOMPARE(coefficients.front(), 0.75 * 0x1p30);
        QVERIFY(std::all_of(coefficients.begin() + 1, coefficients.end(), [](double c) { return c == 0.0; }));
    }

    void slotsThatAreNoNumbersOrTooLargeAreRefused()
    {
        const auto context = contextOf("toy-32");
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(), 0x1p120, -0x1p120}) {
            const auto refused = he::ckks::encode(*context, std::vector<double>{0.5, bad}, 0, 0x1p30);
            QCOMPARE(errorOf(refused), ErrorCode::InvalidArgument);
            QVERIFY(messageOf(refused).find("slot") != std::string::npos);
        }
        QVERIFY(he::ckks::encode(*context, std::vector<double>{0.5, 0x1p12}, 0, 0x1p30));
    }

    void slotsThatFitHigherUpAskForARefresh()
    {
        const auto context = contextOf("toy-32");
        const auto late = he::ckks::encode(*context, std::vector<double>{0x1p14}, 0, 0x1p30);
        QCOMPARE(errorOf(late), ErrorCode::LevelsExhausted);
        QVERIFY(messageOf(late).find("refresh") != std::string::npos);
    }

    /// Secret slots choose no path: a bound that is too careful by far gives the same residues.
    void theBoundChangesNothing()
    {
        for (const char* name : {"toy-32", "release-16384"}) {
            const auto context = contextOf(name);
            const he::ckks::Params& params = context->params();
            const double scale = params.scale();
            const std::vector<double> slots = randomSlots(4, params.slotCount());
            const auto narrow = he::ckks::encodeBounded(*context, context->pool(), slots, 1.0, 2, scale);
            const double largest = he::ckks::largestEncodable(params, 2, scale) * 0.99;
            const auto wide = he::ckks::encodeBounded(*context, context->pool(), slots, largest, 2, scale);
            for (std::size_t i = 0; i < narrow.limbs(); ++i) {
                QVERIFY(std::ranges::equal(narrow.limb(i), wide.limb(i)));
            }
        }
    }

    void aPreparedOperandIsEncodedOnceALevel()
    {
        const auto context = contextOf("toy-32");
        std::vector<he::ckks::Prepared> copies(2, he::ckks::Prepared(context, randomSlots(3, 16)));
        for (int level = 1; level <= 3; ++level) {
            const math::EvaluationPoly* first = valueOf(copies[0].at(level));
            QCOMPARE(valueOf(copies[1].at(level)), first);
            QCOMPARE(first->limbs(), context->params().limbs(level));
        }
    }
};

QTEST_APPLESS_MAIN(CkksEncoderTest)
#include "ckks_encoder_test.moc"
