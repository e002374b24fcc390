// SPDX-License-Identifier: GPL-3.0-or-later
// Byte forms of ciphertexts, what hostile bytes do, and the memory that a steady state takes.
#include "keyholder/ckks/encryptor.h"
#include "support/ckks_subject.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cg;
using base::ErrorCode;
using he::ckks::Ciphertext;
using testing::CkksKeys;
using testing::errorOf;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'125;

CkksKeys toyKeys()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.rotations = {1};
    return {valueOf(he::ckks::namedParams("toy-32")), needs, 3};
}

base::Bytes encoded(const CkksKeys& keys, const Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    he::ckks::encode(keys.secret().context(), ciphertext, writer);
    return std::move(writer).take();
}

const std::vector<double> kSlots{0.5, -0.25, 1.0};

Ciphertext sealed(CkksKeys& keys)
{
    return valueOf(keys.backend().encrypt(kSlots, {base::Purpose::Encrypt}));
}

Ciphertext sealedWithSecret(CkksKeys& keys)
{
    base::SeededRandom random(base::seedFromNumber(kSeed, "refresh"), {base::Purpose::Refresh});
    return keyholder::ckks::encryptWithSecret(keys.secret(), keys.backend(), kSlots, {1.0, 0.5},
                                              keys.backend().params().topLevel(), random);
}

} // namespace

class CkksCiphertextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ciphertextsComeBackExactlyAtEveryLevel()
    {
        CkksKeys keys = toyKeys();
        for (const Ciphertext& fresh : {sealed(keys), sealedWithSecret(keys)}) {
            for (int level = fresh.level(); level >= 0; --level) {
                const Ciphertext ciphertext = valueOf(keys.backend().dropLevel(fresh, level));
                const base::Bytes bytes = encoded(keys, ciphertext);
                base::ByteReader reader(bytes);
                const Ciphertext decoded = valueOf(keys.backend().decode(reader));
                QVERIFY(reader.finish().hasValue());
                QCOMPARE(encoded(keys, decoded), bytes);
                QCOMPARE(keys.open(decoded), keys.open(ciphertext));
                QVERIFY(decoded.noise() == ciphertext.noise() && decoded.range() == ciphertext.range());
                for (std::size_t size = 0; size < bytes.size(); ++size) {
                    base::ByteReader shorter(base::ByteView(bytes).first(size));
                    QCOMPARE(errorOf(keys.backend().decode(shorter)), ErrorCode::FileDamaged);
                }
            }
        }
    }

    void aSeededCiphertextTakesHalfTheBytesAndComputesLikeAnyOther()
    {
        CkksKeys keys = toyKeys();
        const Ciphertext seeded = sealedWithSecret(keys);
        constexpr std::size_t kHalf = std::size_t{32} * (6 + 3 * 4); // bytes of c0: 45 bits take 6, 30 bits take 4
        QVERIFY(encoded(keys, seeded).size() < kHalf + 120);
        QVERIFY(encoded(keys, sealed(keys)).size() > 2 * kHalf);
        QVERIFY(seeded.noise().typical < sealed(keys).noise().typical);
        const Ciphertext product = valueOf(keys.backend().multiply(seeded, seeded));
        QVERIFY(!product.seed());
        QVERIFY(std::abs(keys.open(product)[2] - 1.0) <= product.noise().worst.magnitude());
    }

    void flippedBitsAreRefusedOrGiveAnotherMessage()
    {
        CkksKeys keys = toyKeys();
        base::SeededRandom random(base::seedFromNumber(kSeed, "flips"), {base::Purpose::Encrypt});
        for (const Ciphertext& ciphertext : {sealed(keys), sealedWithSecret(keys)}) {
            const base::Bytes bytes = encoded(keys, ciphertext);
            for (int i = 0; i < 2000; ++i) {
                base::Bytes flipped = bytes;
                flipped[random.below(flipped.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
                base::ByteReader reader(flipped);
                const auto decoded = keys.backend().decode(reader);
                if (decoded) {
                    // Another message, scale or size: sums with it work, or say why not.
                    const auto sum = keys.backend().add(*decoded, ciphertext);
                    QVERIFY(sum || !sum.error().message.empty());
                } else {
                    QVERIFY(decoded.error().code == ErrorCode::FileDamaged ||
                            decoded.error().code == ErrorCode::WrongKey);
                }
            }
        }
    }

    void residuesThatAreNotBelowTheirPrimeAreRefused()
    {
        CkksKeys keys = toyKeys();
        base::Bytes bytes = encoded(keys, sealed(keys));
        std::fill(bytes.end() - 4, bytes.end(), std::uint8_t{0xff});
        base::ByteReader reader(bytes);
        QCOMPARE(errorOf(keys.backend().decode(reader)), ErrorCode::FileDamaged);
    }

    void aSteadyStateAllocatesNoPolynomials()
    {
        CkksKeys keys = toyKeys();
        const math::PolyPool& pool = *keys.secret().context().pool();
        const he::ckks::Prepared plain = valueOf(keys.backend().prepare(kSlots, {base::Purpose::Prepare}));
        std::size_t afterWarmUp = 0;
        for (std::uint64_t round = 0; round < 20; ++round) {
            Ciphertext a = valueOf(keys.backend().encrypt(kSlots, {base::Purpose::Encrypt, round}));
            const Ciphertext b = valueOf(keys.backend().multiplyPlain(a, plain));
            const Ciphertext c = valueOf(keys.backend().multiply(b, a));
            a = valueOf(keys.backend().add(valueOf(keys.backend().rotate(c, 1)), a));
            if (round == 1) {
                afterWarmUp = pool.allocations();
            }
        }
        QVERIFY(afterWarmUp > 0);
        QCOMPARE(pool.allocations(), afterWarmUp);
    }
};

QTEST_APPLESS_MAIN(CkksCiphertextTest)
#include "ckks_ciphertext_test.moc"
