// SPDX-License-Identifier: GPL-3.0-or-later
// The account of a key and its ledger: what is charged is on the disk before it leaves, and nothing can be changed,
// taken away or put back without being noticed.
#include "base/file.h"
#include "keyholder/account_keeper.h"
#include "keyholder/held_key.h"
#include "keyholder/service.h"
#include "keyholder/vault.h"
#include "support/results.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <limits>
#include <string>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using keyholder::AccountKeeper;
using keyholder::Vault;
using testing::errorOf;
using testing::messageOf;
using testing::valueOf;
using trust::Charge;
using trust::DisclosureKind;
using trust::KeyAccount;
using trust::LedgerState;

namespace {

constexpr Charge kRelease{DisclosureKind::Release, 1, 2, 22};

/// A file of version 1, which had no account, under the passphrase "secret".
constexpr const char* kFirstVersion =
    "43474b45590d0a1a01000000012c0000001000000008000000010000001e0000001e000000080000003e0000000100000040"
    "000000280000001000000031e4cb1cc94275ce64e462387b85dcab0090000000000000030000000000000000000010000000"
    "00f4c8e43df72a3ac093c5da04c45d73ac2379d70137d465be3ec270a4ac83e9f31a29223a96a7a3093000000078c59b3082"
    "83a670d02b2fb6c106a8dec20cf4ed4e54a02fc59e579832270b8afe498850914285ee5d5c1e4cf5027f4d58ff6738f73156"
    "1f3dd796307d0f078418989c38de3bea6bd84bb824409a8010";

base::SecureBuffer passphrase(std::string_view text)
{
    base::SecureBuffer buffer(text.size());
    std::ranges::copy(base::viewOf(text), buffer.bytes().begin());
    return buffer;
}

/// A folder with a key file whose passphrase is "secret".
class Place {
public:
    Place() : m_key(valueOf(keyholder::demoKey(base::SchemeId::Vhe, 11))), m_id(m_key->description().id)
    {
        const KeyAccount account = trust::newAccount(m_id);
        const trust::KeyDescription description = m_key->description();
        CG_ENSURES(Vault::store(file(), {m_key->seed(), description, account}, passphrase("secret"),
                                trust::kSmallestPassphraseCost)
                       .hasValue());
    }

    [[nodiscard]] std::string file() const { return m_folder.filePath(QStringLiteral("k.cgkey")).toStdString(); }
    [[nodiscard]] std::string ledgerFile() const { return trust::ledgerPathOf(file()); }
    [[nodiscard]] std::string other(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] const base::KeyId& id() const { return m_id; }
    [[nodiscard]] AccountKeeper keeper() const
    {
        const trust::KeyFile content = valueOf(trust::readKeyFile(file()));
        auto unlocked = valueOf(Vault::unlock(content, passphrase("secret"), file()));
        return valueOf(AccountKeeper::ofFile(m_id, std::move(unlocked.file)));
    }
    [[nodiscard]] KeyAccount account() const { return valueOf(trust::describeKeyFile(file())).account; }
    [[nodiscard]] trust::CheckedLedger ledger() const { return valueOf(trust::readLedger(file(), m_id, account())); }
    [[nodiscard]] static Bytes bytes(const std::string& path) { return valueOf(base::readFile(path, 1 << 20)); }
    [[nodiscard]] std::string ledgerText() const
    {
        const Bytes text = bytes(ledgerFile());
        return {text.begin(), text.end()};
    }
    static void write(const std::string& path, base::ByteView content)
    {
        CG_ENSURES(
            base::writeFileAtomically(path, content, base::FileMode::Private, base::Overwrite::Replace).hasValue());
    }
    void seal(const char* fresh) const
    {
        const trust::KeyDescription description = m_key->description();
        const KeyAccount present = account();
        CG_ENSURES(Vault::replace(file(), {m_key->seed(), description, present}, passphrase(fresh),
                                  trust::kSmallestPassphraseCost)
                       .hasValue());
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<keyholder::HeldKey> m_key;
    base::KeyId m_id;
};

/// A ledger of five entries with its account, as text.
struct Chain {
    Chain()
    {
        for (const Charge& charge :
             {Charge{DisclosureKind::Policy, 1, 0, 0}, kRelease, Charge{DisclosureKind::Loss, 40, 40, 2560}, kRelease,
              Charge{DisclosureKind::UncheckedLossBelow, 1, 1, 1}}) {
            const trust::LedgerEntry entry = trust::nextEntry(account, charge);
            account = trust::entered(account, entry);
            accounts.push_back(account);
            lines.push_back(trust::lineOf(entry));
        }
    }
    [[nodiscard]] LedgerState stateOf(const std::vector<std::string>& text, const KeyAccount& against) const
    {
        std::string whole;
        for (const std::string& line : text) {
            whole += line;
        }
        return trust::checkLedger(id, against, base::viewOf(whole)).state;
    }
    [[nodiscard]] std::vector<std::string> without(std::size_t line) const
    {
        std::vector<std::string> rest = lines;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(line));
        return rest;
    }

    base::KeyId id{{1, 2, 3}};
    KeyAccount account = trust::newAccount(id);
    std::vector<KeyAccount> accounts;
    std::vector<std::string> lines;
};

} // namespace

class AccountTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entriesAddUp()
    {
        const Chain chain;
        QCOMPARE(chain.account.entries, std::uint64_t{5});
        QCOMPARE(chain.account.releases, std::uint64_t{2});
        QCOMPARE(chain.account.uncheckedBits, std::uint64_t{1});
        const auto checked = trust::checkLedger(chain.id, chain.account, base::viewOf(chain.lines[0] + chain.lines[1]));
        QCOMPARE(checked.entries.size(), std::size_t{2});
        QVERIFY(checked.entries[1].charge.kind == DisclosureKind::Release);
        QCOMPARE(trust::lineOf(checked.entries[1]), chain.lines[1]);
    }

    void everyChangeOfALedgerIsSeen()
    {
        const Chain chain;
        QVERIFY(chain.stateOf(chain.lines, chain.account) == LedgerState::Complete);
        QVERIFY(chain.stateOf({}, chain.account) == LedgerState::Short);
        for (std::size_t line = 0; line < chain.lines.size(); ++line) {
            QVERIFY(chain.stateOf(chain.without(line), chain.account) == LedgerState::Short);
            for (std::size_t letter = 0; letter < chain.lines[line].size(); ++letter) {
                std::vector<std::string> changed = chain.lines;
                changed[line][letter] = changed[line][letter] == '7' ? '8' : '7';
                QVERIFY2(chain.stateOf(changed, chain.account) != LedgerState::Complete, changed[line].c_str());
            }
        }
        std::vector<std::string> turned = chain.lines;
        std::swap(turned[1], turned[3]);
        QVERIFY(chain.stateOf(turned, chain.account) == LedgerState::Damaged);
        KeyAccount foreign = chain.account;
        foreign.ledgerHead.front() ^= 1;
        QVERIFY(chain.stateOf(chain.lines, foreign) == LedgerState::Foreign);
    }

    void aLineThatACrashHasCutOffIsNone()
    {
        const Chain chain;
        for (std::size_t letters = 0; letters < chain.lines[4].size() - 1; ++letters) {
            const std::string text =
                chain.lines[0] + chain.lines[1] + chain.lines[2] + chain.lines[3] + chain.lines[4].substr(0, letters);
            const auto checked = trust::checkLedger(chain.id, chain.accounts[3], base::viewOf(text));
            QVERIFY(checked.state == LedgerState::Complete);
            QCOMPARE(checked.wholeBytes, text.size() - letters);
        }
    }

    void anOldAccountCatchesUpWithItsLedger()
    {
        const Chain chain;
        std::string text;
        for (const std::string& line : chain.lines) {
            text += line;
        }
        for (std::size_t entries = 0; entries < 4; ++entries) {
            const auto checked = trust::checkLedger(chain.id, chain.accounts[entries], base::viewOf(text));
            QVERIFY(checked.state == LedgerState::Ahead);
            KeyAccount expected = chain.account;
            QVERIFY(trust::caughtUp(chain.accounts[entries], checked) == expected);
        }
    }

    void aCounterDoesNotWrapAround()
    {
        KeyAccount account = trust::newAccount({});
        for (int i = 0; i < 2; ++i) {
            account =
                trust::entered(account, trust::nextEntry(account, {DisclosureKind::Release, ~std::uint64_t{0}, 1, 1}));
        }
        QCOMPARE(account.releases, std::numeric_limits<std::uint64_t>::max());
    }

    void whatIsChargedIsOnTheDisk()
    {
        const Place place;
        AccountKeeper keeper = place.keeper();
        QVERIFY(!QFile::exists(QString::fromStdString(place.ledgerFile())));
        QVERIFY(keeper.charge(kRelease));
        QCOMPARE(place.account().releases, std::uint64_t{1});
        QVERIFY(place.ledger().state == LedgerState::Complete);
        QVERIFY((QFile::permissions(QString::fromStdString(place.ledgerFile())) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)) == 0);
        QVERIFY(keeper.setPolicy({1, 2.0, 64, 30}));
        QVERIFY(place.account().policy == (trust::ReleasePolicy{1, 2.0, 64, 30}));
        QVERIFY(place.keeper().account() == place.account());
    }

    void whatTheOwnerSeesIsEnteredTogetherAtTheEnd()
    {
        const Place place;
        {
            AccountKeeper keeper = place.keeper();
            for (int i = 0; i < 1000; ++i) {
                keeper.count({DisclosureKind::Loss, 1, 1, 64});
            }
            keeper.count({DisclosureKind::Refresh, 1, 9, 0});
        }
        const auto ledger = place.ledger();
        QCOMPARE(ledger.entries.size(), std::size_t{2});
        QCOMPARE(ledger.entries[0].charge.bits, std::uint64_t{64'000});
        QVERIFY(ledger.entries[1].charge.kind == DisclosureKind::Refresh);
    }

    void twoProcessesWithOneKeyFileAddUp()
    {
        const Place place;
        AccountKeeper first = place.keeper();
        AccountKeeper second = place.keeper();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(first.charge(kRelease));
            QVERIFY(second.charge(kRelease));
        }
        QCOMPARE(second.account().releases, std::uint64_t{6});
        QCOMPARE(place.account().releases, std::uint64_t{6});
        QVERIFY(place.ledger().state == LedgerState::Complete);
    }

    void anOldKeyFileThatWasPutBackIsNoticedAndItsCountsComeBack()
    {
        const Place place;
        const Bytes old = Place::bytes(place.file());
        QVERIFY(place.keeper().charge(kRelease));
        Place::write(place.file(), old);
        QVERIFY(place.ledger().state == LedgerState::Ahead);
        AccountKeeper keeper = place.keeper();
        QVERIFY(keeper.state() == LedgerState::Ahead);
        QCOMPARE(keeper.account().releases, std::uint64_t{1});
        QVERIFY(keeper.charge(kRelease));
        QCOMPARE(place.account().releases, std::uint64_t{2});
        QVERIFY(place.ledger().state == LedgerState::Complete);
    }

    void whatThisProcessKnowsIsNotSetBack()
    {
        const Place place;
        AccountKeeper keeper = place.keeper();
        QVERIFY(keeper.charge(kRelease));
        const Bytes key = Place::bytes(place.file());
        const Bytes ledger = Place::bytes(place.ledgerFile());
        QVERIFY(keeper.charge(kRelease));
        Place::write(place.file(), key);
        Place::write(place.ledgerFile(), ledger);
        QVERIFY(keeper.charge(kRelease));
        QCOMPARE(place.account().releases, std::uint64_t{3});
        QVERIFY(keeper.state() == LedgerState::Foreign);
    }

    void aLedgerThatIsGoneOrChangedIsNoticedAndNotRepaired()
    {
        const Place place;
        AccountKeeper keeper = place.keeper();
        QVERIFY(keeper.charge(kRelease));
        QVERIFY(keeper.charge(kRelease));
        std::string text = place.ledgerText();
        text[text.find("release") + 10] = '9';
        Place::write(place.ledgerFile(), base::viewOf(text));
        QVERIFY(place.ledger().state == LedgerState::Damaged);
        QVERIFY(keeper.charge(kRelease));
        QVERIFY(place.ledgerText().starts_with(text)); // what is there stays
        QVERIFY(keeper.state() == LedgerState::Damaged);
        QVERIFY(QFile::remove(QString::fromStdString(place.ledgerFile())));
        QVERIFY(place.keeper().state() == LedgerState::Short);
        QVERIFY(keeper.charge(kRelease));
        QCOMPARE(place.account().releases, std::uint64_t{4});
        QVERIFY(place.ledger().state == LedgerState::Short);
    }

    void nothingIsChargedThatCannotBeWritten()
    {
        const Place place;
        AccountKeeper keeper = place.keeper();
        QVERIFY(QDir().mkdir(QString::fromStdString(place.ledgerFile())));
        const auto refused = keeper.charge(kRelease);
        QVERIFY(!refused && messageOf(refused).find("k.cgkey.ledger") != std::string::npos);
        QCOMPARE(keeper.account().releases, std::uint64_t{0});
        keeper.count({DisclosureKind::Loss, 1, 1, 64});
        QVERIFY(keeper.report().state == LedgerState::Unwritten);
        QVERIFY(QDir().rmdir(QString::fromStdString(place.ledgerFile())));
        QVERIFY(keeper.report().state == LedgerState::Complete);
        QCOMPARE(place.account().entries, std::uint64_t{1}); // what was counted is not lost
        place.seal("another");
        QCOMPARE(errorOf(keeper.charge(kRelease)), ErrorCode::WrongPassphrase);
    }

    void aFileOfTheFirstVersionOpensAndGetsAnAccount()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("old.cgkey")).toStdString();
        const QByteArray bytes = QByteArray::fromHex(kFirstVersion);
        Place::write(file, base::viewOf({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
        const trust::KeyFile content = valueOf(trust::readKeyFile(file));
        QCOMPARE(content.header.version, std::uint32_t{1});
        auto unlocked = valueOf(Vault::unlock(content, passphrase("secret"), file));
        AccountKeeper keeper = valueOf(AccountKeeper::ofFile(unlocked.id, std::move(unlocked.file)));
        QVERIFY(keeper.account() == trust::newAccount(unlocked.id));
        QVERIFY(keeper.charge(kRelease));
        const trust::KeyFile now = valueOf(trust::readKeyFile(file));
        QCOMPARE(now.header.version, trust::kKeyFileVersion);
        QCOMPARE(now.header.account.releases, std::uint64_t{1});
        QVERIFY(Vault::unlock(now, passphrase("secret"), file));
    }

    /// Counters, policy and head of the ledger are bound to the passphrase.
    void aChangedAccountDoesNotOpen()
    {
        const Place place;
        QVERIFY(place.keeper().charge(kRelease));
        trust::KeyFile content = valueOf(trust::readKeyFile(place.file()));
        content.header.account.releases = 0;
        QCOMPARE(errorOf(Vault::unlock(content, passphrase("secret"), "k")), ErrorCode::WrongPassphrase);
    }

    void aSessionKeyTakesItsAccountIntoItsFile()
    {
        const Place place;
        Place::write(place.other("pass"), base::viewOf("secret\n"));
        Place::write(place.other("fresh"), base::viewOf("fresh\n"));
        const std::string file = place.other("kept.cgkey");
        keyholder::KeyHolderService service(trust::kSmallestPassphraseCost);
        (void)valueOf(service.createSessionKey(base::SchemeId::Vhe));
        QVERIFY(service.setAccess(trust::Access::Open));
        QVERIFY(service.setPolicy({}));
        QVERIFY(!valueOf(service.account()).file);
        QVERIFY(service.keepKey(file, {place.other("pass")}));
        const auto kept = valueOf(service.account());
        QCOMPARE(kept.file, std::optional(file));
        QCOMPARE(kept.entries.size(), std::size_t{1});
        QVERIFY(valueOf(trust::describeKeyFile(file)).account == kept.account);
        QVERIFY(valueOf(trust::readLedger(file, valueOf(trust::describeKeyFile(file)).id, kept.account)).state ==
                LedgerState::Complete);
        // Another passphrase leaves account and use of the key as they are.
        QVERIFY(service.changePassphrase(file, {place.other("pass")}, {place.other("fresh")}));
        QVERIFY(service.setPolicy({1, 2.0, 8, 30}));
        QCOMPARE(valueOf(trust::describeKeyFile(file)).account.entries, std::uint64_t{2});
    }
};

QTEST_APPLESS_MAIN(AccountTest)
#include "account_test.moc"
