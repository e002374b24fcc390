// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a session and the journal beside it.
#include "persist/container.h"
#include "session/session_store.h"
#include "support/session_bench.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

using namespace cg;
using base::ErrorCode;
using session::SessionRecord;
using session::SessionStore;
using session::StoredSession;
using testing::errorOf;
using testing::valueOf;

namespace {

using Clock = SessionStore::Clock;

constexpr std::chrono::seconds kInterval{60};
constexpr std::size_t kAnySize = std::size_t{1} << 30;

/// Sessions under CKKS with a demo key.
class CkksBench {
public:
    CkksBench() { CG_ENSURES(m_holder.setAccess(trust::Access::Open).hasValue()); }

    std::unique_ptr<session::TrainingSession> create()
    {
        session::ExperimentSpec spec = testing::experimentOf("xor", base::SchemeId::Ckks);
        spec.ring = valueOf(session::ringFor(spec.plan, 128));
        return valueOf(session::TrainingSession::create(spec, {5, kNumber}, &m_holder, m_key));
    }
    std::unique_ptr<session::TrainingSession> restore(SessionRecord record)
    {
        return valueOf(session::TrainingSession::restore(std::move(record), &m_holder, m_key));
    }

private:
    static constexpr std::uint64_t kNumber = 3;
    keyholder::KeyHolderService m_holder;
    trust::KeyDescription m_key = valueOf(m_holder.createDemoKey({base::SchemeId::Ckks, "train-8192"}, kNumber));
};

SessionRecord recordOf(const session::TrainingSession& session)
{
    return valueOf(session.record());
}

} // namespace

class SessionStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAreNotWrittenAgain()
    {
        CkksBench bench;
        const auto session = bench.create();
        testing::train(*session, 2);
        SessionStore store = newStore("keys.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        const base::Bytes before = bytesOf(store.path());
        testing::train(*session, 3);
        QVERIFY(store.autosave(recordOf(*session), m_now + kInterval).hasValue());
        QVERIFY(bytesOf(store.path()) == before);
        const base::Bytes journal = bytesOf(session::journalPathOf(store.path()));
        const auto sections = valueOf(persist::Container::decode(journal, "the journal"));
        QVERIFY(!sections.has("public keys"));
        QVERIFY(!sections.has("plan"));
        // The evaluation keys are nearly all of the file.
        QVERIFY2(journal.size() * 8 < before.size(),
                 qPrintable(QStringLiteral("%1 and %2 bytes").arg(journal.size()).arg(before.size())));
    }

    void aRunGoesOnFromItsJournalByteForByte()
    {
        CkksBench bench;
        const auto whole = bench.create();
        testing::train(*whole, 7);
        const auto part = bench.create();
        testing::train(*part, 2);
        SessionStore store = newStore("goes-on.cgsession");
        QVERIFY(store.save(recordOf(*part)).hasValue());
        testing::train(*part, 3);
        QVERIFY(store.autosave(recordOf(*part), m_now).hasValue());

        StoredSession stored = valueOf(session::readSession(store.path()));
        QVERIFY(stored.hasJournal);
        QCOMPARE(stored.savedSteps, std::uint64_t{2});
        QCOMPARE(stored.record.steps, std::uint64_t{5});
        const auto rest = bench.restore(std::move(stored.record));
        testing::train(*rest, 2);
        QVERIFY(session::encode(recordOf(*rest)) == session::encode(recordOf(*whole)));
    }

    void underVheTheLossesComeWithIt()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("vhe.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 40);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        const StoredSession stored = valueOf(session::readSession(store.path()));
        QVERIFY(session::encode(stored.record) == session::encode(recordOf(*session)));
    }

    void savingMergesTheJournal()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("merged.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        testing::train(*session, 1);
        QVERIFY(store.save(recordOf(*session)).hasValue());
        QVERIFY(!std::filesystem::exists(session::journalPathOf(store.path())));
        const StoredSession stored = valueOf(session::readSession(store.path()));
        QVERIFY(!stored.hasJournal);
        QCOMPARE(stored.record.steps, std::uint64_t{3});
    }

    void theFirstAutosaveWritesTheWholeFile()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("first.cgsession");
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        QVERIFY(!std::filesystem::exists(session::journalPathOf(store.path())));
        QCOMPARE(valueOf(session::readSession(store.path())).record.steps, std::uint64_t{2});
        QVERIFY(store.save(recordOf(*session)).hasValue()); // the file is its own, and replaced
    }

    void aFileOfSomebodyElseIsNotReplaced()
    {
        const std::string path = pathOf("theirs.cgsession");
        const std::string text = "not ours";
        QVERIFY(base::writeFileAtomically(path, base::viewOf(text), base::FileMode::Ordinary, base::Overwrite::Refuse)
                    .hasValue());
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store(path, base::Overwrite::Refuse, kInterval, m_now);
        QCOMPARE(errorOf(store.autosave(recordOf(*session), m_now)), ErrorCode::FileExists);
        QVERIFY(std::ranges::equal(bytesOf(path), base::viewOf(text)));
        QVERIFY(!store.isDue(m_now + kInterval - std::chrono::seconds(1))); // not tried again at once
    }

    void aJournalOfAnotherStateIsLeftAlone()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("other.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        testing::train(*session, 2);
        QVERIFY(base::writeFileAtomically(store.path(), session::encode(recordOf(*session)), base::FileMode::Ordinary,
                                          base::Overwrite::Replace)
                    .hasValue());
        const StoredSession stored = valueOf(session::readSession(store.path()));
        QVERIFY(!stored.hasJournal);
        QCOMPARE(stored.record.steps, std::uint64_t{4});
    }

    void whatIsForgottenIsAsItWasSaved()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("forgotten.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        store.forgetJournal();
        QCOMPARE(valueOf(session::readSession(store.path())).record.steps, std::uint64_t{0});
    }

    void aDamagedJournalIsToldWithTheWayBack()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        testing::train(*session, 3);
        SessionStore store = newStore("damaged.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        const std::string journal = session::journalPathOf(store.path());
        std::filesystem::resize_file(journal, std::filesystem::file_size(journal) / 2);
        const auto result = session::readSession(store.path());
        QCOMPARE(errorOf(result), ErrorCode::FileDamaged);
        QVERIFY(result.error().message.starts_with(journal));
        QVERIFY(result.error().message.ends_with("delete it to open the session as it was saved, at step 3"));
    }

    /// With a sound checksum and the right mark, as somebody who means harm would write it.
    void aHostileJournalDoesNoHarm()
    {
        const std::uint64_t seed = 4;
        base::SeededRandom random(base::seedFromNumber(seed, "hostile journals"), {base::Purpose::Encrypt});
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        const base::Bytes file = session::encode(recordOf(*session));
        testing::train(*session, 2);
        const base::Bytes good = session::encodeJournal(recordOf(*session), session::markOf(file));
        int refused = 0;
        for (int i = 0; i < 300; ++i) {
            base::Bytes bad(good.begin(), good.end() - std::tuple_size_v<base::Seed>);
            for (std::uint64_t change = 0; change <= random.below(3); ++change) {
                bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.below(256));
            }
            const base::Seed checksum = base::hashOf(bad);
            bad.insert(bad.end(), checksum.begin(), checksum.end());
            const auto merged = session::mergeJournal(file, bad, "the journal");
            refused += merged ? 0 : 1;
        }
        QVERIFY2(refused > 20, qPrintable(QStringLiteral("%1 refused, seed %2").arg(refused).arg(seed)));
    }

    void aJournalIsNoSession()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        const base::Bytes file = session::encode(recordOf(*session));
        const base::Bytes journal = session::encodeJournal(recordOf(*session), session::markOf(file));
        QCOMPARE(errorOf(session::decodeSession(journal, "a.journal")), ErrorCode::FileForeign);
    }

    void itIsWrittenAtMostOnceInAnIntervalAndNoFasterThanItsShare()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store(pathOf("bounded.cgsession"), base::Overwrite::Refuse, std::chrono::milliseconds(1), m_now);
        QVERIFY(!store.isDue(m_now));
        QVERIFY(store.isDue(m_now + std::chrono::milliseconds(1)));
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 100);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        const std::size_t size = bytesOf(session::journalPathOf(store.path())).size();
        const std::chrono::milliseconds share(size * 1000 / SessionStore::kJournalBytesPerSecond);
        QVERIFY(share > std::chrono::milliseconds(10));
        QVERIFY(!store.isDue(m_now + share - std::chrono::milliseconds(1)));
        QVERIFY(store.isDue(m_now + share));
    }

    void whatIsNoJournalIsNeitherReadNorReplacedNorRemoved()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("beside.cgsession");
        const std::string journal = session::journalPathOf(store.path());
        const std::string notes = "notes of somebody";
        QVERIFY(
            base::writeFileAtomically(journal, base::viewOf(notes), base::FileMode::Ordinary, base::Overwrite::Refuse)
                .hasValue());
        QVERIFY(store.save(recordOf(*session)).hasValue());
        QCOMPARE(errorOf(store.autosave(recordOf(*session), m_now)), ErrorCode::FileExists);
        QCOMPARE(errorOf(session::readSession(store.path())), ErrorCode::FileExists);
        store.forgetJournal();
        QVERIFY(std::ranges::equal(bytesOf(journal), base::viewOf(notes)));
        std::filesystem::remove(journal);
        QCOMPARE(::mkfifo(journal.c_str(), 0600), 0); // reading it would wait for ever
        QCOMPARE(errorOf(session::readSession(store.path())), ErrorCode::FileExists);
    }

    void throughALinkTheJournalLiesBesideTheFile()
    {
        testing::SessionBench bench;
        const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
        SessionStore store = newStore("target.cgsession");
        QVERIFY(store.save(recordOf(*session)).hasValue());
        testing::train(*session, 2);
        QVERIFY(store.autosave(recordOf(*session), m_now).hasValue());
        const std::string link = pathOf("link.cgsession");
        std::filesystem::create_symlink(store.path(), link);
        QVERIFY(valueOf(session::readSession(link)).hasJournal);
    }

private:
    [[nodiscard]] std::string pathOf(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] SessionStore newStore(const char* name) const
    {
        return {pathOf(name), base::Overwrite::Refuse, kInterval, m_now};
    }
    [[nodiscard]] static base::Bytes bytesOf(const std::string& path)
    {
        return valueOf(base::readFile(path, kAnySize));
    }

    QTemporaryDir m_folder;
    Clock::time_point m_now = Clock::now();
};

QTEST_GUILESS_MAIN(SessionStoreTest)
#include "session_store_test.moc"
