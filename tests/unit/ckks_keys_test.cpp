// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/ckks_subject.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace cg;
using base::ErrorCode;
using he::ckks::PublicKeys;
using keyholder::ckks::KeyGenerator;
using testing::errorOf;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'126;

he::ckks::Params toySet()
{
    return valueOf(he::ckks::namedParams("toy-32"));
}

he::CircuitNeeds someNeeds()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.sums = {{{2, 2, 4}, he::SumAxis::OverRows}};
    needs.rotations = {3};
    return needs;
}

/// The secret side of a demo key.
struct Holder {
    keyholder::SecretSeed seed;
    keyholder::ckks::SecretKey secret;

    explicit Holder(std::uint64_t number, const he::ckks::Params& params = toySet())
        : seed(keyholder::SecretSeed::ofDemoKey(number)),
          secret(std::make_shared<const he::ckks::Context>(params), seed)
    {}
    [[nodiscard]] PublicKeys keys(const he::CircuitNeeds& needs) const
    {
        const KeyGenerator generator(seed, secret);
        return valueOf(generator.withEvaluationKeys(generator.publicKey(), needs));
    }
};

base::Bytes encoded(const PublicKeys& keys)
{
    base::ByteWriter writer;
    he::ckks::encode(keys, writer);
    return std::move(writer).take();
}

bool isEqual(const he::ckks::SwitchKey& a, const he::ckks::SwitchKey& b)
{
    bool equal = a.seed == b.seed && a.b.size() == b.b.size();
    for (std::size_t digit = 0; equal && digit < a.b.size(); ++digit) {
        for (std::size_t i = 0; i < a.b[digit].limbs(); ++i) {
            equal = equal && std::ranges::equal(a.b[digit].limb(i), b.b[digit].limb(i)) &&
                    std::ranges::equal(a.a[digit].limb(i), b.a[digit].limb(i));
        }
    }
    return equal;
}

} // namespace

class CkksKeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSecretIsTernaryAndAFunctionOfItsSeed()
    {
        const Holder holder(1, valueOf(he::ckks::namedParams("train-8192")));
        const math::CoefficientPoly coefficients =
            math::toCoefficients(math::EvaluationPoly(holder.secret.values()), holder.secret.context().basis());
        std::array<int, 3> counts{};
        for (std::size_t c = 0; c < coefficients.degree(); ++c) {
            const double value = coefficients.limb(0)[c];
            QVERIFY(value == -1.0 || value == 0.0 || value == 1.0);
            ++counts[static_cast<std::size_t>(value + 1)];
            for (std::size_t i = 1; i < coefficients.limbs(); ++i) {
                QCOMPARE(coefficients.limb(i)[c], value);
            }
        }
        for (const int count : counts) {
            QVERIFY(std::abs(count - 8192.0 / 3) < 6 * std::sqrt(8192.0 * 2 / 9));
        }
        QVERIFY(encoded(Holder(1).keys(someNeeds())) == encoded(Holder(1).keys(someNeeds())));
        QVERIFY(Holder(1).keys({}).id() != Holder(2).keys({}).id());
    }

    void theSameNeedGivesTheSameKeyWhateverElseIsMade()
    {
        const Holder holder(1);
        const PublicKeys some = holder.keys(someNeeds());
        he::CircuitNeeds onlyRotation;
        onlyRotation.rotations = {3};
        const PublicKeys one = holder.keys(onlyRotation);
        QVERIFY(!one.relinearisation);
        QCOMPARE(one.galois.size(), std::size_t{1});
        QVERIFY(isEqual(one.rotation(3)->key, some.rotation(3)->key));
        QVERIFY(one.id() == some.id());
        QCOMPARE(some.galois.size(), std::size_t{3}); // 3, and 4 and 16 − 8 for the sum
    }

    void keysComeBackAndWorkAtHalfTheBytes()
    {
        const Holder holder(1);
        const PublicKeys keys = holder.keys(someNeeds());
        const base::Bytes bytes = encoded(keys);
        QVERIFY(bytes.size() < keys.bytes() / 2);
        base::ByteReader reader(bytes);
        const auto decoded = std::make_shared<const PublicKeys>(valueOf(he::ckks::decodePublicKeys(reader)));
        QVERIFY(reader.finish().hasValue());
        QCOMPARE(encoded(*decoded), bytes);
        QVERIFY(decoded->id() == keys.id());
        he::ckks::Backend backend(decoded, base::Seed{});
        const std::vector<double> slots{0.5, 0.25, -1.0, 0.75};
        const auto a = valueOf(backend.encrypt(slots, {base::Purpose::Encrypt}));
        const auto result = valueOf(backend.rotate(valueOf(backend.multiply(a, a)), 3));
        QVERIFY(std::abs(keyholder::ckks::decrypt(holder.secret, result)[0] - 0.5625) <=
                result.noise().worst.magnitude());
    }

    void shorterAndFlippedEncodingsDoNoHarm()
    {
        const base::Bytes bytes = encoded(Holder(1).keys(someNeeds()));
        for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 300) {
            base::ByteReader reader(base::ByteView(bytes).first(size));
            QCOMPARE(errorOf(he::ckks::decodePublicKeys(reader)), ErrorCode::FileDamaged);
        }
        base::SeededRandom random(base::seedFromNumber(kSeed, "flips"), {base::Purpose::Encrypt});
        const base::KeyId id = Holder(1).keys({}).id();
        for (int i = 0; i < 300; ++i) {
            base::Bytes flipped = bytes;
            // Every other flip hits the first 200 bytes: parameters and counts.
            const std::uint64_t at = random.below(i % 2 == 0 ? 200 : flipped.size());
            flipped[at] ^= static_cast<std::uint8_t>(1U << random.below(8));
            base::ByteReader reader(flipped);
            const auto decoded = he::ckks::decodePublicKeys(reader);
            QVERIFY(decoded ? at >= 200 || decoded->id() != id : decoded.error().code == ErrorCode::FileDamaged);
        }
    }

    void keysForTheStepOfXorStayBelowFortyMebibytes()
    {
        he::CircuitNeeds needs;
        needs.products = true;
        needs.sums = {{{4, 4, 8}, he::SumAxis::OverRows}, {{4, 4, 8}, he::SumAxis::OverColumns}};
        const Holder holder(1, valueOf(he::ckks::namedParams("train-8192")));
        const PublicKeys keys = holder.keys(needs);
        QVERIFY(keys.bytes() < std::size_t{40} << 20);
        QVERIFY(encoded(keys).size() < keys.bytes() / 2);
    }

    void whatDoesNotFitIsRefused()
    {
        const Holder holder(1);
        const KeyGenerator generator(holder.seed, holder.secret);
        const PublicKeys publicKey = generator.publicKey();
        he::CircuitNeeds needs;
        needs.rotations = {16};
        QCOMPARE(errorOf(generator.withEvaluationKeys(publicKey, needs)), ErrorCode::InvalidArgument);
        needs.rotations = {};
        needs.sums = {{{4, 4, 4}, he::SumAxis::OverColumns}};
        QCOMPARE(errorOf(generator.withEvaluationKeys(publicKey, needs)), ErrorCode::Unsupported);
        const Holder large(1, valueOf(he::ckks::namedParams("train-16384-3")));
        const KeyGenerator largeGenerator(large.seed, large.secret);
        needs.sums = {};
        for (int steps = 1; steps < 100; ++steps) {
            needs.rotations.push_back(steps);
        }
        QCOMPARE(errorOf(largeGenerator.withEvaluationKeys(largeGenerator.publicKey(), needs)),
                 ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(CkksKeysTest)
#include "ckks_keys_test.moc"
