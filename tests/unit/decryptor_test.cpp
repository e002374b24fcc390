// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/decryptor.h"
#include "support/vhe_subject.h"

#include <QtTest/QTest>

#include <cmath>

using cg::base::Purpose;
using cg::he::vhe::Ciphertext;
using cg::he::vhe::Params;
using cg::keyholder::decrypt;
using cg::keyholder::KeySet;
using cg::testing::valueOf;
using cg::testing::VheSubject;

namespace {

/// A ciphertext with the given integers and scale.
Ciphertext made(const KeySet& keys, std::span<const std::int64_t> entries, double scale)
{
    cg::base::ByteWriter writer;
    writer.raw(keys.publicKey()->id().bytes);
    writer.f64(scale);
    for (int log = 0; log < 2; ++log) {
        writer.u8(0);
        writer.f64(0.0);
    }
    writer.f64(0.0);
    writer.f64(0.0);
    writer.integers(entries);
    cg::base::ByteReader reader(writer.bytes());
    return valueOf(cg::he::vhe::decodeCiphertext(reader, keys.secret().params()));
}

/// Integers c with S·c = `message`: large random ones below, and above what makes up for them.
std::vector<std::int64_t> entriesFor(const KeySet& keys, const std::vector<std::int64_t>& message)
{
    const Params& params = keys.secret().params();
    cg::base::SeededRandom random(cg::base::seedFromNumber(5, "masks"), {Purpose::Encrypt});
    std::vector<std::int64_t> entries(params.ciphertextLength());
    for (std::size_t t = params.slots(); t < entries.size(); ++t) {
        entries[t] = random.between(-(std::int64_t{1} << 59), std::int64_t{1} << 59);
    }
    for (std::size_t s = 0; s < params.slots(); ++s) {
        entries[s] = message[s];
        for (std::size_t t = 0; t < params.secretColumns(); ++t) {
            entries[s] -= keys.secret().columns()[s * params.secretColumns() + t] * entries[params.slots() + t];
        }
    }
    return entries;
}

} // namespace

class DecryptorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasEncryptedIsDecryptedWithinTheBoundOfItsNoise()
    {
        constexpr std::uint64_t kNumber = 31;
        qInfo("seed number %llu", static_cast<unsigned long long>(kNumber));
        VheSubject subject({}, kNumber);
        cg::base::SeededRandom random(cg::base::seedFromNumber(kNumber, "messages"), {Purpose::Encrypt});
        double largest = 0.0;
        for (std::uint64_t round = 0; round < 50; ++round) {
            std::vector<double> slots(VheSubject::kSlots);
            std::ranges::generate(slots, [&] { return 12.0 * random.uniform() - 6.0; });
            const Ciphertext ciphertext = valueOf(subject.backend().encrypt(slots, {Purpose::Encrypt, round}));
            const std::vector<double> opened = subject.open(ciphertext);
            for (std::size_t s = 0; s < slots.size(); ++s) {
                largest = std::max(largest, std::abs(opened[s] - slots[s]));
            }
            QVERIFY(largest <= ciphertext.noise().worst.magnitude());
        }
        QVERIFY(largest > 0x1p-24); // an error of exactly nothing would mean that there is no noise
    }

    /// In doubles, the large masks would leave nothing of these messages.
    void theSumIsExactEvenWhereMasksAreFarLargerThanTheMessage()
    {
        const KeySet keys = KeySet::ofDemoKey(Params::standard(), 3);
        std::vector<std::int64_t> message(16);
        for (std::size_t s = 0; s < message.size(); ++s) {
            message[s] = static_cast<std::int64_t>(s) - 8;
        }
        const std::vector<double> opened = decrypt(keys.secret(), made(keys, entriesFor(keys, message), 4.0));
        for (std::size_t s = 0; s < message.size(); ++s) {
            QCOMPARE(opened[s], static_cast<double>(message[s]) / 4.0);
        }
    }

    void sumsBeyondSixtyFourBitsNeitherWrapNorClamp()
    {
        const KeySet keys = KeySet::ofDemoKey(Params::standard(), 3);
        const auto largest = std::numeric_limits<std::int64_t>::max();
        const auto secret = keys.secret().columns();
        std::vector<std::int64_t> entries(24, largest);
        const std::vector<double> opened = decrypt(keys.secret(), made(keys, entries, 1.0));
        bool beyond = false;
        for (std::size_t s = 0; s < 16; ++s) {
            double factor = 1.0;
            for (std::size_t t = 0; t < 8; ++t) {
                factor += static_cast<double>(secret[s * 8 + t]);
            }
            QCOMPARE(opened[s], factor * static_cast<double>(largest));
            beyond = beyond || std::abs(factor) > 1.0;
        }
        QVERIFY(beyond);
    }

    void theScaleOfTheCiphertextCounts()
    {
        VheSubject subject({}, 8);
        const std::vector<double> slots{1.0, -2.0};
        const Ciphertext fresh = valueOf(subject.backend().encrypt(slots, {Purpose::Encrypt}));
        const Ciphertext absorbed = valueOf(subject.backend().absorb(fresh, -0.25));
        QVERIFY(absorbed.scale() != fresh.scale());
        QVERIFY(std::abs(subject.open(absorbed)[0] + 0.25) < 1e-4);
        QVERIFY(std::abs(subject.open(absorbed)[1] - 0.5) < 1e-4);
    }

    void anotherKeyOpensNothing()
    {
        VheSubject subject({}, 1);
        const KeySet other = KeySet::ofDemoKey(Params::standard(), 2);
        const std::vector<double> slots(16, 0.5);
        const Ciphertext ciphertext = valueOf(subject.backend().encrypt(slots, {Purpose::Encrypt}));
        const std::vector<double> opened = decrypt(other.secret(), ciphertext);
        QVERIFY(std::ranges::all_of(opened, [](double value) { return std::abs(value - 0.5) > 1.0; }));
    }
};

QTEST_APPLESS_MAIN(DecryptorTest)
#include "decryptor_test.moc"
