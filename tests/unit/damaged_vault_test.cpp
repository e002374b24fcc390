// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged key files, with the right passphrase: each is refused with a sentence that names the file, by what loads it
// and by what would replace it, and the file stays as it is.
#include "fuzz/mutation.h"
#include "keyholder/passphrase.h"
#include "keyholder/vault.h"
#include "support/folder_content.h"
#include "unit/key_holder_fixture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using testing::valueOf;
using trust::KeyFile;

namespace {

constexpr std::uint64_t kSeed = 20'261'205;
constexpr int kFilesOfKind = 50;
constexpr std::size_t kChecksumBytes = 32;
constexpr std::size_t kVersionAt = 8;
constexpr std::size_t kSchemeAt = 12;
constexpr std::size_t kParametersAt = 13; ///< their length
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kSealedBytes = 48; ///< the seed and its tag

void write(const std::string& path, const Bytes& bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    std::ranges::copy(bytes, std::ostreambuf_iterator<char>(file));
    file.close();
    CG_ENSURES(!file.fail());
}

/// Changes one bit of the bytes from `first` up to `end`.
void flipBit(Bytes& bytes, std::size_t first, std::size_t end, base::RandomSource& random)
{
    bytes[first + random.below(end - first)] ^= static_cast<std::uint8_t>(1U << random.below(8));
}

template <typename Field>
void flipBitOf(Field& field, base::RandomSource& random)
{
    field[random.below(field.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
}

Bytes noise(std::size_t size, base::RandomSource& random)
{
    Bytes bytes(size);
    random.fill(bytes);
    return bytes;
}

/// A cost of Argon2id that no file of ours asks for.
trust::PassphraseCost absurdCost(base::RandomSource& random)
{
    const trust::PassphraseCost& low = trust::kSmallestPassphraseCost;
    const trust::PassphraseCost& high = trust::kLargestPassphraseCost;
    const std::uint64_t huge = ~(random.next64() >> (8 + random.below(48)));
    switch (random.below(4)) {
    case 0:
        return {0, low.memoryBytes};
    case 1:
        return {low.passes, random.below(low.memoryBytes)};
    case 2:
        return {high.passes + 1 + random.below(1000), low.memoryBytes};
    default:
        return {low.passes, huge};
    }
}

/// A cost that files may ask for, and cheap, but another than that of ours.
trust::PassphraseCost otherCost(base::RandomSource& random)
{
    return {1 + random.below(3), trust::kSmallestPassphraseCost.memoryBytes + 1 + random.below(1 << 16)};
}

/// Damages the bytes of a file that can be loaded.
using Damage = std::function<void(Bytes& bytes, base::RandomSource& random)>;

/// A kind of damage, and what it is refused as: one or the other where there are two.
struct Kind {
    const char* name;
    std::vector<ErrorCode> codes;
    Damage damage;
};

/// Damage that a disk does, or a person with an editor.
std::vector<Kind> accidents()
{
    using enum ErrorCode;
    return {
        {"cut off", {FileDamaged}, [](Bytes& b, auto& random) { b.resize(1 + random.below(b.size() - 1)); }},
        {"bytes at the end", {FileDamaged}, [](Bytes& b, auto& random) { b.resize(b.size() + 1 + random.below(99)); }},
        {"far too long", {FileUnreadable}, [](Bytes& b, auto&) { b.resize(trust::kMaxKeyFileBytes + 1); }},
        {"a flipped bit", {FileDamaged}, [](Bytes& b, auto& random) { flipBit(b, kVersionAt, b.size(), random); }},
        {"a foreign head", {FileForeign}, [](Bytes& b, auto& random) { flipBit(b, 0, kVersionAt, random); }},
        {"noise", {FileForeign}, [](Bytes& b, auto& random) { b = noise(random.below(2 * b.size()), random); }},
        {"some changes", {FileDamaged, FileForeign}, [](Bytes& b, auto& random) { testing::mutate(b, random); }},
        {"a block of noise",
         {FileDamaged},
         [](Bytes& b, auto& random) {
             const std::size_t at = kVersionAt + random.below(b.size() - kVersionAt - 16);
             std::ranges::copy(noise(16, random), b.begin() + static_cast<std::ptrdiff_t>(at));
         }},
        {"a block lost",
         {FileDamaged},
         [](Bytes& b, auto& random) {
             const auto at = static_cast<std::ptrdiff_t>(kVersionAt + random.below(b.size() - kVersionAt - 16));
             b.erase(b.begin() + at, b.begin() + at + 16);
         }},
        {"a block twice",
         {FileDamaged},
         [](Bytes& b, auto& random) {
             const auto at = static_cast<std::ptrdiff_t>(kVersionAt + random.below(b.size() - kVersionAt - 16));
             const Bytes block(b.begin() + at, b.begin() + at + 16);
             b.insert(b.begin() + at, block.begin(), block.end());
         }},
    };
}

/// A change of the bytes before the checksum, which is made right again.
Damage rechecked(const Damage& change)
{
    return [change](Bytes& bytes, base::RandomSource& random) {
        bytes.resize(bytes.size() - kChecksumBytes);
        change(bytes, random);
        const base::Seed checksum = base::hashOf(bytes);
        bytes.insert(bytes.end(), checksum.begin(), checksum.end());
    };
}

/// A change of the file's fields, written as our program writes them.
Damage rewritten(const std::function<void(KeyFile& file, base::RandomSource& random)>& change)
{
    return [change](Bytes& bytes, base::RandomSource& random) {
        KeyFile file = valueOf(trust::decodeKeyFile(bytes, "sound"));
        change(file, random);
        bytes = trust::encode(file);
    };
}

/// Damage with a right checksum to the form of the file.
std::vector<Kind> forgeriesOfForm()
{
    using enum ErrorCode;
    const auto sealedAt = [](const Bytes& body) { return body.size() - kSealedBytes - kLengthBytes; };
    return {
        {"another version", {FileNewer, FileDamaged}, rechecked([](Bytes& b, auto& random) {
             b[kVersionAt] = static_cast<std::uint8_t>(random.below(2) == 0 ? 0 : 2 + random.below(254));
         })},
        {"parameters of another length", {FileDamaged}, rechecked([](Bytes& b, auto& random) {
             flipBit(b, kParametersAt, kParametersAt + kLengthBytes, random);
         })},
        {"a sealed part of another length", {FileDamaged}, rechecked([sealedAt](Bytes& b, auto& random) {
             flipBit(b, sealedAt(b), sealedAt(b) + kLengthBytes, random);
         })},
        {"cut off, checksum right", {FileDamaged}, rechecked([](Bytes& b, auto& random) {
             b.resize(kVersionAt + random.below(b.size() - kVersionAt));
         })},
        {"more at the end, checksum right", {FileDamaged}, rechecked([](Bytes& b, auto& random) {
             b.resize(b.size() + 1 + random.below(99));
         })},
        {"another scheme", {FileDamaged}, rechecked([](Bytes& b, auto& random) {
             b[kSchemeAt] = static_cast<std::uint8_t>(b[kSchemeAt] + 1 + random.below(255));
         })},
    };
}

/// Damage with a right checksum to what the file says.
std::vector<Kind> forgeriesOfContent()
{
    using enum ErrorCode;
    return {
        {"a cost beyond all bounds", {FileDamaged}, rewritten([](KeyFile& f, auto& random) {
             f.header.cost = absurdCost(random);
         })},
        {"another cost", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             f.header.cost = otherCost(random);
         })},
        {"another salt", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             flipBitOf(f.header.salt, random);
         })},
        {"another nonce", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             flipBitOf(f.header.nonce, random);
         })},
        {"another key id", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             flipBitOf(f.header.id.bytes, random);
         })},
        {"another size", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             f.header.publicBytes ^= 1 + random.below(1 << 20);
         })},
        {"other parameters", {FileDamaged, WrongPassphrase}, rewritten([](KeyFile& f, auto& random) {
             flipBitOf(f.header.parameters, random);
         })},
        {"parameters cut short", {FileDamaged}, rewritten([](KeyFile& f, auto& random) {
             f.header.parameters.resize(random.below(f.header.parameters.size()));
         })},
        {"another seal", {WrongPassphrase}, rewritten([](KeyFile& f, auto& random) { flipBitOf(f.sealed, random); })},
        {"a seal of another size", {FileDamaged}, rewritten([](KeyFile& f, auto& random) {
             f.sealed.resize(random.below(2) == 0 ? random.below(kSealedBytes) : kSealedBytes + 1 + random.below(8192));
         })},
    };
}

} // namespace

class DamagedVaultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qInfo("seed %llu", static_cast<unsigned long long>(kSeed));
        write(m_passphrase, {'s', 'e', 'c', 'r', 'e', 't'});
        const std::string file = path("sound.cgkey");
        for (const trust::KeyKind& kind : {trust::KeyKind{base::SchemeId::Vhe}, {base::SchemeId::Ckks, "toy-32"}}) {
            QVERIFY(m_service.createKeyFile(kind, file, {m_passphrase}));
            QVERIFY(m_service.loadKeyFile(file, {m_passphrase}));
            m_sound.push_back(taken(file));
        }
    }

    void aThousandDamagedFilesAreRefusedByNameAndStay()
    {
        base::SeededRandom random(base::seedFromNumber(kSeed, "damage"), {base::Purpose::Shuffle});
        int files = 0;
        for (const auto& kinds : {accidents(), forgeriesOfForm(), forgeriesOfContent()}) {
            for (const Kind& kind : kinds) {
                std::set<ErrorCode> seen;
                for (int i = 0; i < kFilesOfKind; ++i, ++files) {
                    const auto code = refusalOf(damaged(kind.damage, random));
                    QVERIFY2(code, kind.name);
                    seen.insert(*code);
                }
                QVERIFY2(seen == std::set<ErrorCode>(kind.codes.begin(), kind.codes.end()), kind.name);
            }
        }
        QVERIFY(files >= 1000);
    }

    /// Sealed by somebody who knows the passphrase, and yet not a key file of ours.
    void aHeaderThatNamesAnotherKeyIsNoticedBehindTheSeal()
    {
        const auto drawn = [] { return valueOf(keyholder::drawKey(base::SchemeId::Vhe, trust::KeyOrigin::File)); };
        const auto key = drawn();
        const auto other = drawn();
        const auto passphrase =
            valueOf(keyholder::readPassphrase({m_passphrase}, keyholder::PassphraseUse::Create, ""));
        const trust::KeyDescription description = other->description();
        const trust::KeyAccount account = trust::newAccount(description.id);
        QVERIFY(keyholder::Vault::store(path("named.cgkey"), {key->seed(), description, account}, passphrase,
                                        trust::kSmallestPassphraseCost));
        QCOMPARE(refusalOf(taken(path("named.cgkey"))), std::optional(ErrorCode::FileDamaged));
    }

private:
    [[nodiscard]] std::string path(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }

    /// The bytes of a file, which is then no longer there.
    [[nodiscard]] static Bytes taken(const std::string& file)
    {
        Bytes bytes = valueOf(base::readFile(file, trust::kMaxKeyFileBytes));
        CG_ENSURES(std::filesystem::remove(file));
        return bytes;
    }
    /// A key file that was damaged, and is not whole again by chance.
    [[nodiscard]] Bytes damaged(const Damage& damage, base::RandomSource& random) const
    {
        const Bytes& sound = m_sound[random.below(m_sound.size())];
        Bytes bytes = sound;
        while (bytes == sound) {
            damage(bytes, random);
        }
        return bytes;
    }
    /// As what both uses of a file refuse it; nothing where one of them takes it, refuses it without a sentence that
    /// names it, or leaves another file behind.
    [[nodiscard]] std::optional<ErrorCode> refusalOf(const Bytes& bytes)
    {
        const std::string file = path("damaged.cgkey");
        write(file, bytes);
        const auto before = testing::contentOf(m_folder.path().toStdString());
        const auto loaded = m_service.loadKeyFile(file, {m_passphrase});
        const auto changed = m_service.changePassphrase(file, {m_passphrase}, {m_passphrase});
        const bool isUnchanged = testing::contentOf(m_folder.path().toStdString()) == before;
        if (loaded || changed || !isUnchanged || loaded.error().code != changed.error().code) {
            return std::nullopt;
        }
        for (const std::string& message : {loaded.error().message, changed.error().message}) {
            if (!testing::isSentence(message) || message.find(file) == std::string::npos) {
                return std::nullopt;
            }
        }
        return loaded.error().code;
    }

    QTemporaryDir m_folder;
    std::string m_passphrase = m_folder.path().toStdString() + "/passphrase";
    keyholder::KeyHolderService m_service{trust::kSmallestPassphraseCost};
    std::vector<Bytes> m_sound;
};

QTEST_APPLESS_MAIN(DamagedVaultTest)
#include "damaged_vault_test.moc"
