// SPDX-License-Identifier: GPL-3.0-or-later
// Frozen results under fixed seeds: what is written to files and sent to others. If one of them changes, files of older
// versions can no longer be read or replayed: raise the version of the formats, and say so in CHANGELOG.md.
#include "he/ckks/encoder.h"
#include "support/ckks_subject.h"

#include <QtTest/QTest>

#include <vector>

using namespace cg;
using testing::CkksKeys;
using testing::valueOf;

namespace {

CkksKeys toyKeys()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.rotations = {1};
    return {valueOf(he::ckks::namedParams("toy-32")), needs, 1};
}

/// The first eight bytes of BLAKE2b, in hexadecimal.
QByteArray shortHash(const base::ByteWriter& writer)
{
    const base::Seed hash = base::hashOf(writer.bytes());
    return QByteArray(reinterpret_cast<const char*>(hash.data()), 8).toHex();
}

QByteArray hashOf(const CkksKeys& keys, const he::ckks::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    he::ckks::encode(keys.secret().context(), ciphertext, writer);
    return shortHash(writer);
}

} // namespace

class CkksVectorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void primesOfTheTrainingSet()
    {
        const std::vector<std::uint64_t> frozen{1099511480321, 17179754497, 17179672577,
                                                17179967489,   67043329,    4398046150657};
        QCOMPARE(valueOf(he::ckks::namedParams("train-8192")).primes(), frozen);
    }

    void encodingOfASlotVector()
    {
        const he::ckks::Context context(valueOf(he::ckks::namedParams("toy-32")));
        const math::CoefficientPoly poly =
            he::ckks::encodeBounded(context, context.pool(), std::vector<double>{1.0, -0.5, 0.25}, 1.0, 1, 0x1p30);
        const std::span<const double> coefficients = poly.limb(0); // smaller than the prime: their own residues
        // As a direct sum over the slots gives them.
        const std::vector<double> frozen{50331648, 24224386,  50450615, 68838994,
                                         59341105, 101177456, 79387752, 82340988};
        QCOMPARE(std::vector<double>(coefficients.begin(), coefficients.begin() + 8), frozen);
    }

    void bytesOfKeysAndCiphertexts()
    {
        CkksKeys keys = toyKeys();
        base::ByteWriter publicKeys;
        he::ckks::encode(keys.backend().keys(), publicKeys);
        QCOMPARE(shortHash(publicKeys), QByteArray("ad2628ab794d587e"));
        const auto a = valueOf(keys.backend().encrypt(std::vector<double>{1.0, -0.5, 0.25}, {base::Purpose::Encrypt}));
        QCOMPARE(hashOf(keys, a), QByteArray("8b3c3aaff0397b02"));
        QCOMPARE(hashOf(keys, valueOf(keys.backend().multiply(a, a))), QByteArray("33f65937ed974925"));
        QCOMPARE(hashOf(keys, valueOf(keys.backend().rotate(a, 1))), QByteArray("0da020ba116a4051"));
    }
};

QTEST_APPLESS_MAIN(CkksVectorsTest)
#include "ckks_vectors_test.moc"
