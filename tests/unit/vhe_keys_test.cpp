// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/public_keys.h"
#include "support/vhe_subject.h"

#include <QtTest/QTest>

#include <limits>

using namespace cg;
using base::ErrorCode;
using testing::errorOf;

namespace {

he::CircuitNeeds allNeeds()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    needs.sums = {{{4, 4, 4}, he::SumAxis::OverRows}};
    needs.rotations = {3};
    needs.maps = {{2, 2, {1, -2, 3, 4}}, {1, 2, {0.5, 0.25}}};
    return needs;
}

base::Bytes encodedKeys()
{
    testing::VheSubject subject(allNeeds(), 11);
    base::ByteWriter writer;
    he::vhe::encode(subject.backend().keys(), writer);
    return std::move(writer).take();
}

} // namespace

class VheKeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysComeBackWithEveryEvaluationKey()
    {
        const base::Bytes bytes = encodedKeys();
        base::ByteReader reader(bytes);
        const auto keys = testing::valueOf(he::vhe::decodePublicKeys(reader));
        QVERIFY(reader.finish().hasValue());
        QVERIFY(keys.tensor && keys.remask);
        QCOMPARE(keys.sums.size(), std::size_t{1});
        QCOMPARE(keys.rotations.size(), std::size_t{1});
        QCOMPARE(keys.maps.size(), std::size_t{2});
        base::ByteWriter again;
        he::vhe::encode(keys, again);
        QCOMPARE(again.bytes(), bytes);
    }

    void shorterEncodingsAreRefused()
    {
        const base::Bytes bytes = encodedKeys();
        for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 200) {
            base::ByteReader reader(base::ByteView(bytes).first(size));
            QCOMPARE(errorOf(he::vhe::decodePublicKeys(reader)), ErrorCode::FileDamaged);
        }
    }

    /// The id is a hash of the public key: one changed entry makes another key.
    void aChangedEntryChangesTheId()
    {
        base::Bytes bytes = encodedKeys();
        base::ByteReader reader(bytes);
        const base::KeyId id = testing::valueOf(he::vhe::decodePublicKeys(reader)).id();
        bytes[60] = static_cast<std::uint8_t>(bytes[60] ^ 1U);
        base::ByteReader changed(bytes);
        QVERIFY(testing::valueOf(he::vhe::decodePublicKeys(changed)).id() != id);
    }

    void anEntryBeyond62BitsIsRefused()
    {
        const he::vhe::SwitchShape shape{1, 1, 1, 8, 0};
        QVERIFY(he::vhe::SwitchMatrix::create(shape, {(std::int64_t{1} << 62) - 1}).hasValue());
        QCOMPARE(errorOf(he::vhe::SwitchMatrix::create(shape, {std::int64_t{1} << 62})), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(he::vhe::SwitchMatrix::create(shape, {std::numeric_limits<std::int64_t>::min()})),
                 ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(he::vhe::SwitchMatrix::create(shape, {1, 2})), ErrorCode::InvalidArgument);
    }

    void mapsThatDoNotFitAreRefused()
    {
        const he::vhe::Params params = he::vhe::Params::standard();
        QVERIFY(he::vhe::mapMatrix({1, 1, {1048576.0}}, params).hasValue());
        QCOMPARE(errorOf(he::vhe::mapMatrix({1, 1, {1048577.0}}, params)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(he::vhe::mapMatrix({1, 1, {std::numeric_limits<double>::quiet_NaN()}}, params)),
                 ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(he::vhe::mapMatrix({17, 1, std::vector<double>(17, 0.0)}, params)),
                 ErrorCode::InvalidArgument);
    }

    void aDecodedCiphertextMustBelongToTheKey()
    {
        testing::VheSubject mine({}, 1);
        testing::VheSubject other({}, 2);
        const std::vector<double> slots{1, 2};
        const auto ciphertext = testing::valueOf(mine.backend().encrypt(slots, {base::Purpose::Encrypt}));
        base::ByteWriter writer;
        mine.backend().encode(ciphertext, writer);
        base::ByteReader reader(writer.bytes());
        QCOMPARE(errorOf(other.backend().decode(reader)), ErrorCode::WrongKey);
    }

    void ciphertextsWithImpossibleFieldsAreRefused()
    {
        testing::VheSubject subject({}, 1);
        base::ByteWriter writer;
        subject.backend().encode(testing::valueOf(subject.backend().encrypt({}, {base::Purpose::Encrypt})), writer);
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (const std::size_t at : {std::size_t{16}, std::size_t{25}, std::size_t{34}, std::size_t{42}}) {
            base::Bytes bytes = writer.bytes();
            std::memcpy(bytes.data() + at, &nan, sizeof nan);
            base::ByteReader reader(bytes);
            QCOMPARE(errorOf(subject.backend().decode(reader)), ErrorCode::FileDamaged);
        }
    }
};

QTEST_APPLESS_MAIN(VheKeysTest)
#include "vhe_keys_test.moc"
