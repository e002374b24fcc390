// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/alignment.h"
#include "he/ckks/named_sets.h"
#include "he/ckks/noise_model.h"
#include "he/ckks/slot_sums.h"
#include "he/simulated/backend.h"
#include "math/primes.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

using namespace cg;
using base::ErrorCode;
using he::ckks::Adjustment;
using he::ckks::Params;
using he::ckks::ParamsLiteral;
using he::ckks::Position;
using security::Badge;
using testing::errorOf;
using testing::messageOf;
using testing::valueOf;

// A forecast can run on the model.
static_assert(he::simulated::NoiseModel<he::ckks::NoiseModel>);

namespace {

Params named(const char* name)
{
    return valueOf(he::ckks::namedParams(name));
}

base::Bytes encoded(const Params& params)
{
    base::ByteWriter writer;
    he::ckks::encode(params, writer);
    return std::move(writer).take();
}

he::CircuitNeeds needsOf(const he::BlockSum& sum)
{
    he::CircuitNeeds needs;
    needs.sums = {sum};
    return needs;
}

} // namespace

class CkksParamsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namedSetsHaveTheSizesAndBadgesThatTheyClaim()
    {
        struct Expected {
            const char* name;
            double log2KeyModulus;
            Badge badge;
        };
        for (const Expected& expected : std::initializer_list<Expected>{{"train-8192", 210, Badge::Standard128},
                                                                        {"train-16384-192", 210, Badge::Standard256},
                                                                        {"train-16384-256", 210, Badge::Standard256},
                                                                        {"train-16384-1", 429, Badge::Standard128},
                                                                        {"train-16384-3", 429, Badge::Standard128},
                                                                        {"release-16384", 427, Badge::Standard128},
                                                                        {"calc-8192", 212, Badge::Standard128},
                                                                        {"calc-16384-192", 212, Badge::Standard256},
                                                                        {"calc-16384-256", 212, Badge::Standard256},
                                                                        {"calc-32768", 857, Badge::Standard128},
                                                                        {"bench-8192", 174, Badge::Standard128},
                                                                        {"toy-32", 180, Badge::Toy}}) {
            const Params params = named(expected.name);
            QVERIFY2(std::abs(params.log2KeyModulus() - expected.log2KeyModulus) < 0.1, expected.name);
            QVERIFY2(params.badge() == expected.badge, expected.name);
        }
        QCOMPARE(errorOf(he::ckks::namedParams("none")), ErrorCode::InvalidArgument);
    }

    void primesAreDistinctAndFitTheTransforms()
    {
        for (const ParamsLiteral& literal : he::ckks::namedSets()) {
            const Params params = valueOf(Params::create(literal));
            const std::set<std::uint64_t> distinct(params.primes().begin(), params.primes().end());
            QCOMPARE(distinct.size(), params.dataLimbs() + params.specialLimbs());
            for (const std::uint64_t prime : params.primes()) {
                QVERIFY(math::isPrime(prime));
                QVERIFY(prime < math::kModulusLimit);
                QCOMPARE(prime % (2 * params.degree()), std::uint64_t{1});
            }
        }
    }

    void scalesComeBackToDelta()
    {
        ParamsLiteral longChain{"long chain", 1024, {{49}}, {49}, 40, {1}, 0};
        for (int level = 1; level <= 37; ++level) {
            longChain.levels.push_back({40});
            longChain.digits.push_back(1);
        }
        const Params chain = valueOf(Params::create(longChain));
        for (int level = chain.topLevel(); level >= 0; --level) {
            QVERIFY(std::abs(std::log2(chain.levelScale(level) / chain.scale())) < 1e-4);
        }
        const Params train = named("train-8192");
        for (int level = train.topLevel(); level >= 1; --level) {
            const double fromPlain = train.levelScale(level) * train.plainScale(level) / train.groupModulus(level);
            QVERIFY(std::abs(fromPlain / train.levelScale(level - 1) - 1) < 1e-15);
            QVERIFY(std::abs(std::log2(train.levelScale(level) / train.scale())) < 1e-4);
        }
    }

    void setsThatFallBelowTheirClaimAreRefusedWithTheFigures()
    {
        ParamsLiteral literal = named("train-8192").literal();
        literal.levels.push_back({34});
        literal.digits.push_back(1);
        const auto tooLarge = Params::create(literal);
        QCOMPARE(errorOf(tooLarge), ErrorCode::InvalidParameters);
        QVERIFY(messageOf(tooLarge).find("244.0") != std::string::npos);
        QVERIFY(messageOf(tooLarge).find("128 bits") != std::string::npos);
        literal = named("train-8192").literal();
        literal.claimedBits = 192;
        QCOMPARE(errorOf(Params::create(literal)), ErrorCode::InvalidParameters);
        literal.claimedBits = 100;
        QCOMPARE(errorOf(Params::create(literal)), ErrorCode::InvalidParameters);
    }

    void badSizesAreRefused()
    {
        const ParamsLiteral good = named("toy-32").literal();
        std::vector<ParamsLiteral> bad(11, good);
        bad[0].degree = 24;
        bad[1].degree = 8;
        bad[2].levels = {{45}};
        bad[3].levels[1] = {30, 30, 30};
        bad[4].levels[1] = {50};
        bad[5].special = {};
        bad[6].scaleBits = 44;
        bad[7].digits = {1, 1, 1};
        bad[8].digits = {1, 1, 1, 1, 1};
        bad[9].digits = {2, 1, 1}; // 75 bits over a P of 45
        bad[10].levels[0] = {20};
        for (const ParamsLiteral& literal : bad) {
            QCOMPARE(errorOf(Params::create(literal)), ErrorCode::InvalidParameters);
        }
        // Too small a field for so many distinct primes: some end near 2^10, and then there are none.
        const ParamsLiteral crowded{"crowded", 32768, {{40}, {12}}, {40}, 12, {1, 1}, 0};
        QVERIFY(!Params::create(crowded));
    }

    void parametersComeBackFromBytes()
    {
        for (const ParamsLiteral& literal : he::ckks::namedSets()) {
            const Params params = valueOf(Params::create(literal));
            const base::Bytes bytes = encoded(params);
            base::ByteReader reader(bytes);
            const Params decoded = valueOf(he::ckks::decodeParams(reader));
            QVERIFY(reader.finish().hasValue());
            QCOMPARE(decoded.primes(), params.primes());
            QCOMPARE(encoded(decoded), bytes);
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                base::ByteReader shorter(base::ByteView(bytes).first(size));
                QCOMPARE(errorOf(he::ckks::decodeParams(shorter)), ErrorCode::FileDamaged);
            }
        }
    }

    void adjustmentsTakeTheCheapestWay()
    {
        const Params params = named("train-8192");
        const double delta = params.scale();
        const auto kind = [&](Position from, Position to) {
            return he::ckks::adjustmentBetween(params, from, to).value().kind;
        };
        QVERIFY(kind({3, delta}, {3, delta}) == Adjustment::Kind::None);
        QVERIFY(kind({3, delta}, {1, delta}) == Adjustment::Kind::Drop);
        QVERIFY(kind({3, delta}, {3, 4 * delta}) == Adjustment::Kind::Repeat);
        QVERIFY(kind({3, delta}, {2, 0.3 * delta}) == Adjustment::Kind::Correct);
        QVERIFY(!he::ckks::adjustmentBetween(params, {3, delta}, {3, 0.3 * delta}));
        QVERIFY(!he::ckks::adjustmentBetween(params, {2, delta}, {3, delta}));
        QVERIFY(!he::ckks::adjustmentBetween(params, {3, delta}, {2, 0x1p-64 * delta}));
        QVERIFY(!he::ckks::adjustmentBetween(params, {3, 0x1p-64 * delta}, {2, 0x1p64 * delta}));
        QVERIFY(he::ckks::adjustmentBetween(params, {3, delta}, {2, 0.3 * delta})->error < 0x1p-30);
        QCOMPARE(he::ckks::meetingPoint(params, {3, delta}, {1, 3 * delta})->level, 1);
        QCOMPARE(he::ckks::meetingPoint(params, {3, delta}, {3, 5 * delta})->scale, 5 * delta);
        QCOMPARE(he::ckks::meetingPoint(params, {3, delta}, {3, 1.7 * delta})->level, 2);
        QVERIFY(!he::ckks::meetingPoint(params, {0, delta}, {0, 1.7 * delta}));
        // What was never absorbed into meets what has gone through products, at any level.
        for (int level = 0; level < 3; ++level) {
            const Position dropped = he::ckks::droppedTo(params, {3, params.levelScale(3)}, level);
            QVERIFY(he::ckks::isSameScale(dropped.scale, params.levelScale(level)));
        }
    }

    void sumsNeedFewRotationsAndAGap()
    {
        using he::SumAxis;
        const auto rotations = [](const he::BlockSum& sum, std::size_t slots) {
            return valueOf(he::ckks::rotationsOf(needsOf(sum), slots));
        };
        QCOMPARE(rotations({{1, 16, 16}, SumAxis::OverColumns}, 16), (std::vector<int>{1, 2, 4, 8}));
        QCOMPARE(rotations({{4, 4, 4}, SumAxis::OverRows}, 16), (std::vector<int>{4, 8}));
        QCOMPARE(rotations({{4, 4, 8}, SumAxis::OverColumns}, 32), (std::vector<int>{1, 2, 28}));
        QCOMPARE(rotations({{3, 2, 4}, SumAxis::OverRows}, 32), (std::vector<int>{4, 20}));
        QCOMPARE(rotations({{1, 1, 1}, SumAxis::OverRows}, 32), std::vector<int>{});
        for (const he::BlockSum& sum :
             {he::BlockSum{{4, 4, 4}, SumAxis::OverColumns}, he::BlockSum{{5, 4, 4}, SumAxis::OverRows}}) {
            const auto refused = he::ckks::rotationsOf(needsOf(sum), 32);
            QCOMPARE(errorOf(refused), ErrorCode::Unsupported);
            QVERIFY(messageOf(refused).find("under CKKS; ") != std::string::npos);
        }
        QCOMPARE(errorOf(he::ckks::rotationsOf(needsOf({{9, 4, 4}, SumAxis::OverRows}), 32)),
                 ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(CkksParamsTest)
#include "ckks_params_test.moc"
