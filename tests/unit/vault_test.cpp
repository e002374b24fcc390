// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "keyholder/held_key.h"
#include "keyholder/key_set.h"
#include "keyholder/passphrase.h"
#include "keyholder/vault.h"
#include "support/results.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::base::SecureBuffer;
using cg::he::vhe::Params;
using cg::keyholder::KeySet;
using cg::keyholder::PassphraseUse;
using cg::keyholder::readPassphrase;
using cg::keyholder::SecretSeed;
using cg::keyholder::Vault;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;
using cg::trust::decodeKeyFile;
using cg::trust::KeyFile;
using cg::trust::kSmallestPassphraseCost;

namespace {

SecureBuffer passphrase(std::string_view text)
{
    SecureBuffer buffer(text.size());
    std::ranges::copy(cg::base::viewOf(text), buffer.bytes().begin());
    return buffer;
}

std::string textOf(const SecureBuffer& buffer)
{
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

KeySet someKeys()
{
    return KeySet::ofDemoKey(Params::standard(), 11);
}

/// A key that has never answered.
struct NewKey {
    explicit NewKey(const KeySet& keys)
        : description(keys.description()),
          account(cg::trust::newAccount(description.id)),
          content{keys.seed(), description, account}
    {}

    cg::trust::KeyDescription description;
    cg::trust::KeyAccount account;
    Vault::Content content;
};

void writeFile(const std::string& path, const Bytes& bytes)
{
    const auto written =
        cg::base::writeFileAtomically(path, bytes, cg::base::FileMode::Ordinary, cg::base::Overwrite::Replace);
    if (!written) {
        qFatal("%s", written.error().message.c_str());
    }
}

Bytes readBytes(const std::string& path)
{
    return valueOf(cg::base::readFile(path, 1 << 20));
}

/// The bytes with the checksum at their end made right again.
Bytes withChecksum(Bytes bytes)
{
    const cg::base::ByteView body = cg::base::ByteView(bytes).first(bytes.size() - 32);
    const cg::base::Seed hash = cg::base::hashOf(body);
    std::ranges::copy(hash, bytes.end() - 32);
    return bytes;
}

bool contains(const Bytes& bytes, cg::base::ByteView wanted)
{
    return !std::ranges::search(bytes, wanted).empty();
}

} // namespace

class VaultTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    Bytes m_file; ///< a valid key file under the passphrase "secret"

    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] std::string passphraseFile(std::string_view content) const
    {
        const std::string name = path("passphrase");
        writeFile(name, {content.begin(), content.end()});
        return name;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const KeySet keys = someKeys();
        const std::string file = path("first.cgkey");
        QVERIFY(Vault::store(file, NewKey(keys).content, passphrase("secret"), kSmallestPassphraseCost));
        m_file = readBytes(file);
    }

    void theRightPassphraseGivesTheKeyBack()
    {
        const KeyFile file = valueOf(decodeKeyFile(m_file, "k"));
        Vault::Unlocked unlocked = valueOf(Vault::unlock(file, passphrase("secret"), "k"));
        const KeySet again(Params::standard(), std::move(unlocked.seed), cg::trust::KeyOrigin::File);
        QVERIFY(again.publicKey()->id() == someKeys().publicKey()->id());
        QVERIFY(unlocked.id == again.publicKey()->id());
        QVERIFY(std::ranges::equal(again.secret().columns(), someKeys().secret().columns()));
    }

    void anyOtherPassphraseIsRefused()
    {
        const KeyFile file = valueOf(decodeKeyFile(m_file, "k"));
        for (const std::string_view wrong : {"", "Secret", "secret ", "secret\n", "secre"}) {
            QCOMPARE(errorOf(Vault::unlock(file, passphrase(wrong), "k")), ErrorCode::WrongPassphrase);
        }
        const std::string_view withZero("secret\0", 7);
        QCOMPARE(errorOf(Vault::unlock(file, passphrase(withZero), "k")), ErrorCode::WrongPassphrase);
    }

    void theFileHoldsNeitherSeedNorPassphrase()
    {
        const cg::base::Seed seed = cg::base::seedFromNumber(11, "demo key");
        QVERIFY(!contains(m_file, seed));
        QVERIFY(!contains(m_file, cg::base::viewOf("secret")));
    }

    void anybodyMayReadThePublicPart()
    {
        const auto header = valueOf(cg::trust::describeKeyFile(path("first.cgkey")));
        const KeySet keys = someKeys();
        QVERIFY(header.id == keys.publicKey()->id());
        QVERIFY(header.scheme == cg::base::SchemeId::Vhe);
        QCOMPARE(header.publicBytes, std::uint64_t{keys.publicKey()->bytes()});
        QVERIFY(header.cost == kSmallestPassphraseCost);
        cg::base::ByteReader parameters(header.parameters);
        QCOMPARE(valueOf(cg::he::vhe::decodeParams(parameters)).slots(), std::size_t{16});
    }

    void theCostOfANewFileIsTheModerateOne()
    {
        QVERIFY((cg::trust::PassphraseCost{} == cg::trust::PassphraseCost{3, 268'435'456}));
    }

    void twoFilesOfOneKeyHaveNothingInCommonButThePublicPart()
    {
        const KeySet keys = someKeys();
        const std::string second = path("second.cgkey");
        QVERIFY(Vault::store(second, NewKey(keys).content, passphrase("secret"), kSmallestPassphraseCost));
        const KeyFile a = valueOf(decodeKeyFile(m_file, "a"));
        const KeyFile b = valueOf(decodeKeyFile(readBytes(second), "b"));
        QVERIFY(a.header.salt != b.header.salt);
        QVERIFY(a.header.nonce != b.header.nonce);
        QVERIFY(a.sealed != b.sealed);
    }

    void onlyTheUserMayReadTheFile()
    {
        const mode_t before = umask(0);
        const KeySet keys = someKeys();
        const std::string file = path("private.cgkey");
        const auto stored = Vault::store(file, NewKey(keys).content, passphrase("secret"), kSmallestPassphraseCost);
        umask(before);
        QVERIFY(stored.hasValue());
        struct stat state{};
        QCOMPARE(stat(file.c_str(), &state), 0);
        QCOMPARE(state.st_mode & 07777U, 0600U);
    }

    void anExistingFileIsNeverOverwritten()
    {
        const std::string file = path("existing.cgkey");
        writeFile(file, {1, 2, 3});
        const KeySet keys = someKeys();
        QCOMPARE(errorOf(Vault::store(file, NewKey(keys).content, passphrase("s"), kSmallestPassphraseCost)),
                 ErrorCode::FileExists);
        QVERIFY(readBytes(file) == Bytes({1, 2, 3}));
    }

    void aFolderThatIsMissingIsAnError()
    {
        const KeySet keys = someKeys();
        const std::string file = path("no/such/folder/k.cgkey");
        QCOMPARE(errorOf(Vault::store(file, NewKey(keys).content, passphrase("s"), kSmallestPassphraseCost)),
                 ErrorCode::FileNotWritable);
    }

    void everyFlippedBitIsNoticedAsDamage()
    {
        for (std::size_t bit = 0; bit < m_file.size() * 8; ++bit) {
            Bytes damaged = m_file;
            damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const ErrorCode expected = bit < 64 ? ErrorCode::FileForeign : ErrorCode::FileDamaged;
            QCOMPARE(errorOf(decodeKeyFile(damaged, "k")), expected);
        }
    }

    void everyTruncationIsNoticedAsDamage()
    {
        for (std::size_t size = 1; size < m_file.size(); ++size) {
            QCOMPARE(errorOf(decodeKeyFile(cg::base::ByteView(m_file).first(size), "k")), ErrorCode::FileDamaged);
        }
        Bytes longer = m_file;
        longer.push_back(0);
        QCOMPARE(errorOf(decodeKeyFile(longer, "k")), ErrorCode::FileDamaged);
    }

    void aForeignFileIsToldApart()
    {
        QCOMPARE(errorOf(decodeKeyFile({}, "k")), ErrorCode::FileForeign);
        QCOMPARE(errorOf(decodeKeyFile(cg::base::viewOf("PK\3\4 something else"), "k")), ErrorCode::FileForeign);
    }

    void aNewerFileIsToldApart()
    {
        Bytes newer = m_file;
        newer[8] = cg::trust::kKeyFileVersion + 1;
        const auto refused = decodeKeyFile(withChecksum(newer), "k.cgkey");
        QCOMPARE(errorOf(refused), ErrorCode::FileNewer);
        QVERIFY(messageOf(refused).find("version 3") != std::string::npos);
    }

    void aHeaderThatWasExchangedDoesNotOpen()
    {
        KeyFile file = valueOf(decodeKeyFile(m_file, "k"));
        file.header.id.bytes[3] ^= 1;
        const KeyFile exchanged = valueOf(decodeKeyFile(encode(file), "k")); // its checksum is right
        QCOMPARE(errorOf(Vault::unlock(exchanged, passphrase("secret"), "k")), ErrorCode::WrongPassphrase);
    }

    void aFileMayNotAskForGigabytesOrMinutes()
    {
        const auto refusedWith = [&](std::uint64_t passes, std::uint64_t memory) {
            KeyFile file = valueOf(decodeKeyFile(m_file, "k"));
            file.header.cost = {passes, memory};
            return errorOf(decodeKeyFile(encode(file), "k"));
        };
        const std::uint64_t gibibyte = std::uint64_t{1} << 30;
        QVERIFY(!refusedWith(8, gibibyte).has_value());
        QCOMPARE(refusedWith(8, gibibyte + 1), ErrorCode::FileDamaged);
        QCOMPARE(refusedWith(9, gibibyte), ErrorCode::FileDamaged);
        QCOMPARE(refusedWith(0, gibibyte), ErrorCode::FileDamaged);
        QCOMPARE(refusedWith(1, 0), ErrorCode::FileDamaged);
        QCOMPARE(refusedWith(~std::uint64_t{0}, ~std::uint64_t{0}), ErrorCode::FileDamaged);
    }

    void parametersThatNoKeyHasAreRefused()
    {
        KeyFile file = valueOf(decodeKeyFile(m_file, "k"));
        file.header.parameters[0] = 255;
        QCOMPARE(errorOf(cg::keyholder::checkParameters(file.header.scheme, file.header.parameters, "k")),
                 ErrorCode::FileDamaged);
    }

    void oneTrailingNewlineIsNotPartOfAPassphrase()
    {
        const auto read = [&](std::string_view content) {
            return textOf(valueOf(readPassphrase({passphraseFile(content)}, PassphraseUse::Unlock, "k")));
        };
        QCOMPARE(read("secret"), std::string("secret"));
        QCOMPARE(read("secret\n"), std::string("secret"));
        QCOMPARE(read("secret\n\n"), std::string("secret\n"));
        QCOMPARE(read(" two words\r\n"), std::string(" two words\r"));
        QCOMPARE(read(std::string_view("a\0b\n", 4)), std::string("a\0b", 3));
    }

    void aPassphraseHasAtMostFourThousandBytes()
    {
        const std::string longest(cg::keyholder::kMaxPassphraseBytes, 'p');
        const auto use = PassphraseUse::Create;
        QCOMPARE(valueOf(readPassphrase({passphraseFile(longest + "\n")}, use, "k")).size(), longest.size());
        QCOMPARE(errorOf(readPassphrase({passphraseFile(longest + "p")}, use, "k")), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(readPassphrase({passphraseFile(std::string(100'000, 'p'))}, use, "k")),
                 ErrorCode::InvalidArgument);
    }

    void anEmptyPassphraseMakesNoKey()
    {
        for (const std::string_view nothing : {"", "\n"}) {
            QCOMPARE(errorOf(readPassphrase({passphraseFile(nothing)}, PassphraseUse::Create, "k")),
                     ErrorCode::InvalidArgument);
            QVERIFY(readPassphrase({passphraseFile(nothing)}, PassphraseUse::Unlock, "k").hasValue());
        }
    }

    void aPassphraseFileThatCannotBeReadIsNamed()
    {
        const auto missing = readPassphrase({path("nowhere")}, PassphraseUse::Unlock, "k");
        QCOMPARE(errorOf(missing), ErrorCode::FileMissing);
        QVERIFY(messageOf(missing).find("nowhere") != std::string::npos);
        const std::string folder = m_folder.path().toStdString();
        QCOMPARE(errorOf(readPassphrase({folder}, PassphraseUse::Unlock, "k")), ErrorCode::FileUnreadable);
    }
};

QTEST_APPLESS_MAIN(VaultTest)
#include "vault_test.moc"
