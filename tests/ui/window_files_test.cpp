// SPDX-License-Identifier: GPL-3.0-or-later
// Files, keys and everything that can go wrong with them, in the whole window.
#include "base/file.h"
#include "session/session_store.h"
#include "ui/dialogs/passphrase_dialog.h"
#include "ui/support/window_bench.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>

#include <chrono>
#include <csignal>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

/// Types a name into a file dialog and takes it.
void giveFile(WindowBench& bench, const char* name, const QString& path)
{
    auto* const dialog = bench.dialog<QFileDialog>(name);
    QVERIFY2(dialog, name);
    dialog->selectFile(path);
    auto* const line = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    QVERIFY(line);
    line->setText(path);
    QTest::keyClick(line, Qt::Key_Return);
}

void givePassphrase(WindowBench& bench, const QString& text, bool isNew)
{
    auto* const dialog = bench.dialog<PassphraseDialog>("passphraseDialog");
    QVERIFY(dialog);
    QTest::keyClicks(&find<QWidget>(*dialog, "passphrase"), text);
    if (isNew) {
        QTest::keyClicks(&find<QWidget>(*dialog, "passphraseAgain"), text);
    }
    QTest::mouseClick(&find<QPushButton>(*dialog, "takePassphrase"), Qt::LeftButton);
}

void trainToTheEnd(WindowBench& bench)
{
    QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
    bench.click("train");
    QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
}

/// Lets a run in the clear go on from its file for `steps` and leaves that in the journal, as a program does that ends
/// before it saves.
void trainWithoutSaving(const QString& file, std::uint64_t steps)
{
    session::StoredSession stored = session::readSession(file.toStdString()).value();
    const auto run = session::TrainingSession::restore(stored.record, nullptr, std::nullopt).value();
    run->run({steps, std::nullopt});
    QVERIFY(run->wait(std::chrono::minutes(1)));
    const auto now = session::SessionStore::Clock::now();
    session::SessionStore store(file.toStdString(), base::Overwrite::Replace, session::SessionStore::kInterval, now);
    store.goOnFrom(stored.mark);
    QVERIFY(store.autosave(run->record().value(), now).hasValue());
}

/// The sentence of the message that is open; closes it.
QString takeProblem(WindowBench& bench)
{
    auto* const box = bench.dialog<ProblemBox>("problemBox");
    if (box == nullptr) {
        return {};
    }
    const QString text = shownTexts(*box);
    box->close();
    return text;
}

/// The process of the key holder that some thread of this program started.
pid_t keyHolderProcess()
{
    const QDir threads(QStringLiteral("/proc/self/task"));
    for (const QString& thread : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile children(threads.filePath(thread + QStringLiteral("/children")));
        if (children.open(QFile::ReadOnly)) {
            if (const QByteArray all = children.readAll().trimmed(); !all.isEmpty()) {
                return static_cast<pid_t>(all.split(' ').last().toInt());
            }
        }
    }
    return 0;
}

/// Agrees to a new run in place of one that was not saved.
void agree(WindowBench& bench)
{
    auto* const question = bench.dialog<QMessageBox>("newRun");
    QVERIFY(question);
    QTest::mouseClick(question->button(QMessageBox::Ok), Qt::LeftButton);
}

QAbstractButton* buttonSaying(const QMessageBox& box, const QString& word)
{
    for (QAbstractButton* const button : box.buttons()) {
        if (button->text().contains(word)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

class WindowFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnWarnings();
        QVERIFY(m_folder.isValid());
    }

    void savingAsksForTheKeyAndANewWindowOpensBoth()
    {
        const QString key = path("kept.cgkey");
        const QString session = path("run.cgsession");
        {
            WindowBench bench;
            trainToTheEnd(bench);
            bench.click("train"); // further
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{300}, kPatience);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
            bench.press(Qt::Key_S, Qt::ControlModifier);
            auto* const question = bench.dialog<QMessageBox>("keepKey");
            QVERIFY(question);
            QTest::mouseClick(buttonSaying(*question, QStringLiteral("Keep")), Qt::LeftButton);
            giveFile(bench, "newKeyDialog", key);
            givePassphrase(bench, QStringLiteral("correct horse"), true);
            giveFile(bench, "saveDialog", session); // saving goes on by itself
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, session, kPatience);
            QVERIFY(!bench.state()->isChanged);
            QVERIFY(bench.window().close());
        }
        WindowBench bench(session);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{300}, kPatience);
        QCOMPARE(bench.state()->key, KeyState::Locked); // the key file lies beside it
        QCOMPARE(bench.state()->keyFile, key);

        bench.press(Qt::Key_K, Qt::ControlModifier);
        givePassphrase(bench, QStringLiteral("wrong"), false);
        QVERIFY(takeProblem(bench).contains(QStringLiteral("passphrase")));
        QCOMPARE(bench.state()->key, KeyState::Locked);
        QCOMPARE(bench.state()->steps(), std::uint64_t{300}); // nothing is lost

        bench.press(Qt::Key_K, Qt::ControlModifier);
        givePassphrase(bench, QStringLiteral("correct horse"), false);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        QCOMPARE(bench.state()->values->losses.size(), std::size_t{300});
        QVERIFY(bench.window().close());
    }

    void aPassphraseIsChangedInTheWindow()
    {
        const QString key = path("changed.cgkey");
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        QVERIFY(!find<QPushButton>(bench.window(), "changePassphrase").isEnabled());
        bench.controller().createKeyFile(key, QByteArrayLiteral("correct horse"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->keyFile, key, kPatience);
        bench.press(Qt::Key_5, Qt::AltModifier); // the page of the keys
        const auto change = [&](const QString& present, const QString& fresh) {
            QTest::mouseClick(&find<QPushButton>(bench.window(), "changePassphrase"), Qt::LeftButton);
            auto* const dialog = bench.dialog<PassphraseDialog>("passphraseDialog");
            QVERIFY(dialog);
            QTest::keyClicks(&find<QWidget>(*dialog, "presentPassphrase"), present);
            QTest::keyClicks(&find<QWidget>(*dialog, "passphrase"), fresh);
            QTest::keyClicks(&find<QWidget>(*dialog, "passphraseAgain"), fresh);
            QTest::mouseClick(&find<QPushButton>(*dialog, "takePassphrase"), Qt::LeftButton);
        };
        change(QStringLiteral("wrong"), QStringLiteral("battery staple"));
        QVERIFY(takeProblem(bench).contains(QStringLiteral("does not open")));
        change(QStringLiteral("correct horse"), QStringLiteral("battery staple"));
        QVERIFY(takeProblem(bench).contains(QStringLiteral("new passphrase")));
        bench.controller().loadKeyFile(key, QByteArrayLiteral("correct horse"));
        QVERIFY(takeProblem(bench).contains(QStringLiteral("does not open")));
        bench.controller().loadKeyFile(key, QByteArrayLiteral("battery staple"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
    }

    void underCkksALockedKeyPausesTheTrainingAndSaysWhy()
    {
        const QString key = path("ring.cgkey");
        const QString session = path("ring.cgsession");
        {
            WindowBench bench;
            ExperimentChoice choice;
            choice.scheme = base::SchemeId::Ckks;
            bench.controller().choose(choice);
            bench.controller().createKeyFile(key, QByteArrayLiteral("correct horse"));
            bench.controller().step();
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
            bench.controller().save(session);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, session, kPatience);
        }
        WindowBench bench(session);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        QCOMPARE(bench.state()->key, KeyState::Locked);
        bench.click("train");
        const QString told = takeProblem(bench);
        QVERIFY2(told.contains(QStringLiteral("only the key holder")), qPrintable(told));
        QCOMPARE(bench.state()->run, RunPhase::Paused);
        QCOMPARE(bench.state()->failure->kind, FailureKind::RefreshNeeded);
        const std::uint64_t steps = bench.state()->steps();

        bench.press(Qt::Key_K, Qt::ControlModifier);
        givePassphrase(bench, QStringLiteral("correct horse"), false);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        QCOMPARE(bench.state()->steps(), steps); // nothing is lost
        bench.click("train");
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->steps() > steps + 1, kPatience);
        bench.controller().pause();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Paused, kPatience);
        QVERIFY(!bench.state()->failure);
        bench.controller().forgetJournal();
    }

    void whatCrossedAndWasOpenedIsSavedWithTheSession()
    {
        const QString session = path("told.cgsession");
        trust::CrossingTotals before;
        std::vector<Disclosure> ledger;
        {
            WindowBench bench;
            trainToTheEnd(bench);
            bench.press(Qt::Key_K, Qt::ControlModifier);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
            bench.controller().openPrediction(
                2, {Precision::TwoDigits, Audience::Trainer, Reason::UseResult, Lifetime::Once});
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.size(), std::size_t{1}, kPatience);
            bench.controller().save(session);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, session, kPatience);
            before = trust::totalsOf(bench.state()->crossings);
            ledger = bench.state()->disclosures;
            QCOMPARE(before.bits, std::uint64_t{7});
        }
        WindowBench bench(session);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{150}, kPatience);
        const trust::CrossingTotals after = trust::totalsOf(bench.state()->crossings);
        QCOMPARE(after.ciphertexts, before.ciphertexts);
        QCOMPARE(after.publicKeys, before.publicKeys);
        QCOMPARE(after.messages, before.messages);
        QCOMPARE(after.bits, before.bits);
        QCOMPARE(bench.state()->recorded, Recorded::FromTheBeginning);
        QCOMPARE(bench.state()->disclosures.size(), ledger.size());
        QCOMPARE(subjectText(bench.state()->disclosures.back()), QStringLiteral("prediction of sample 3"));
        QCOMPARE(bench.state()->disclosures.back().bits(), std::uint64_t{7});
        QVERIFY(shownTexts(bench.window()).contains(QStringLiteral("Told the trainer so far: 7 bits.")));
        bench.click("newStart"); // its own wall, and a ledger of its own
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        QVERIFY(bench.state()->disclosures.empty());
    }

    void aFileThatRecordedNothingClaimsNothing()
    {
        const QString file = path("silent.cgsession");
        {
            WindowBench bench;
            trainToTheEnd(bench);
            bench.controller().save(file);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, file, kPatience);
        }
        auto record = session::readSession(file.toStdString()).value().record;
        record.trust.reset();
        QVERIFY(base::writeFileAtomically(file.toStdString(), session::encode(record), base::FileMode::Ordinary,
                                          base::Overwrite::Replace)
                    .hasValue());
        WindowBench bench(file);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{150}, kPatience);
        const QString gap = QStringLiteral("Before this file was opened: not recorded.");
        const QString shown = shownTexts(bench.window());
        QVERIFY(!shown.contains(QStringLiteral("Nothing on this side reaches the trainer.")));
        QVERIFY(shown.contains(gap));
        bench.press(Qt::Key_4, Qt::AltModifier);
        QCOMPARE(find<QLabel>(bench.window(), "disclosureTotal").text(), gap);
        bench.controller().save(file); // what is unknown stays so
        QTRY_VERIFY_WITH_TIMEOUT(session::readSession(file.toStdString()).value().record.trust.has_value(), kPatience);
        QCOMPARE(session::readSession(file.toStdString()).value().record.trust->recorded, Recorded::InPart);
    }

    void whatWasNotSavedIsFoundAgainAndCanBeGivenUp()
    {
        const QString file = path("crashed.cgsession");
        {
            WindowBench bench;
            ExperimentChoice choice;
            choice.scheme = base::SchemeId::Plain;
            bench.controller().choose(choice);
            QTRY_VERIFY_WITH_TIMEOUT(bench.state()->isPlain(), kPatience);
            trainToTheEnd(bench);
            bench.controller().save(file);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, file, kPatience);
        }
        trainWithoutSaving(file, 10);
        {
            WindowBench bench(file);
            const QString told = takeProblem(bench);
            QVERIFY2(told.contains(QStringLiteral("150")) && told.contains(QStringLiteral("160")), qPrintable(told));
            QCOMPARE(bench.state()->steps(), std::uint64_t{160});
            QVERIFY(bench.state()->hasUnsavedSteps());
            QVERIFY(!bench.window().close());
            auto* const question = bench.dialog<QMessageBox>("unsavedRun");
            QVERIFY(question);
            QTest::mouseClick(question->button(QMessageBox::Discard), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!bench.window().isVisible(), kPatience);
        }
        QVERIFY(!QFile::exists(file + QStringLiteral(".journal")));
        QCOMPARE(session::readSession(file.toStdString()).value().record.steps, std::uint64_t{150});
    }

    void aWrongKeyIsNamedAndOpensNothing()
    {
        const QString session = path("foreign.cgsession");
        const QString key = path("other.cgkey");
        {
            WindowBench bench;
            trainToTheEnd(bench);
            bench.controller().save(session);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->file, session, kPatience);
        }
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.controller().createKeyFile(key, "other");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        bench.window().openFile(session);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Wrong, kPatience);
        QVERIFY(!bench.state()->values);
        bench.controller().unlock();
        QVERIFY(takeProblem(bench).contains(QStringLiteral("another session")));
        QVERIFY(bench.state()->failure.has_value());
        QCOMPARE(bench.state()->failure->kind, FailureKind::WrongKey);
        const QString loaded = bench.state()->keyName;
        const QString needed = bench.state()->sessionKeyName;
        QVERIFY(!needed.isEmpty() && needed != loaded);
        QVERIFY(bench.state()->failure->sentence.contains(loaded));
        QVERIFY(bench.state()->failure->sentence.contains(needed));
        QCOMPARE(find<QToolButton>(bench.window(), "failure").toolTip(), bench.state()->failure->sentence);
        bench.press(Qt::Key_5, Qt::AltModifier);
        const QString page = shownTexts(find<QWidget>(bench.window(), "keysPage"));
        QVERIFY(page.contains(loaded + QStringLiteral(" ≠ ") + needed));
        bench.click("step"); // training needs no key at all
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{151}, kPatience);
        bench.click("newStart"); // which is locked with the key that is here
        agree(bench);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->key == KeyState::Armed && !bench.state()->failure, kPatience);
    }

    void aKilledKeyHolderLosesNothingThatTheTrainerHas()
    {
        WindowBench bench;
        trainToTheEnd(bench);
        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        const std::uint64_t operations = bench.state()->snapshot->operations;
        const pid_t holder = keyHolderProcess();
        QVERIFY(holder > 0);
        QCOMPARE(kill(holder, SIGKILL), 0);
        QVERIFY(takeProblem(bench).contains(QStringLiteral("key holder")));
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::PublicOnly, kPatience);
        QVERIFY(!bench.state()->values);
        QCOMPARE(bench.state()->steps(), std::uint64_t{150});
        QVERIFY(!bench.state()->snapshot->ledger.empty()); // what the trainer knows of its last step
        QVERIFY(bench.state()->snapshot->operations >= operations);
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{151}, kPatience);
    }

    void badFilesAreRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        QTest::newRow("damaged") << QByteArray("CGSESSION\0\1damaged", 18) << QStringLiteral("bad.cgsession");
        QTest::newRow("foreign") << QByteArray("PK\3\4 a zip archive") << QStringLiteral("bad.cgsession");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("bad.cgsession");
    }
    void aStoppedKeyHolderDoesNotKeepTheWindowFromClosing()
    {
        pid_t holder = 0;
        {
            WindowBench bench;
            trainToTheEnd(bench);
            holder = keyHolderProcess();
            QVERIFY(holder > 0);
            QCOMPARE(kill(holder, SIGSTOP), 0);
            bench.press(Qt::Key_K, Qt::ControlModifier); // the worker waits for its answer
            QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>(bench.window(), "waiting").isVisible(), kPatience);
        }
        QCOMPARE(kill(holder, 0), -1);
        QCOMPARE(errno, ESRCH);
    }

    void badFilesAreRefusedWithASentence()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const QString file = path("bad.cgsession");
        QFile out(file);
        QVERIFY(out.open(QFile::WriteOnly) && out.write(bytes) == bytes.size());
        out.close();
        WindowBench bench;
        trainToTheEnd(bench);
        bench.controller().open(file);
        QVERIFY(takeProblem(bench).contains(word));
        QCOMPARE(bench.state()->steps(), std::uint64_t{150}); // the present run stays
        QVERIFY(!bench.state()->failure);                     // and is not disturbed
    }

    void aBadFileThatTheWindowBeganWithStaysNamed()
    {
        const QString file = path("bad.cgsession");
        QFile out(file);
        QVERIFY(out.open(QFile::WriteOnly) && out.write("CGRDSESS, and then nothing") > 0);
        out.close();
        WindowBench bench(file);
        QVERIFY(takeProblem(bench).contains(QStringLiteral("bad.cgsession")));
        QVERIFY(bench.state()->failure.has_value());
        QCOMPARE(bench.state()->failure->kind, FailureKind::FileDamaged);
        QCOMPARE(find<QToolButton>(bench.window(), "failure").toolTip(), bench.state()->failure->sentence);
        QVERIFY(bench.state()->failure->sentence.contains(QStringLiteral("Nothing was")));
        // It stays usable: XOR stands ready, and training it takes the message away.
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        QVERIFY(bench.state()->failure.has_value());
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        QVERIFY(!bench.state()->failure);
    }

    void aFileThatAnotherWindowUsesIsNotTouched()
    {
        const QString session = path("shared.cgsession");
        WindowBench first;
        trainToTheEnd(first);
        first.controller().save(session);
        QTRY_COMPARE_WITH_TIMEOUT(first.state()->file, session, kPatience);
        WindowBench second;
        QTRY_COMPARE_WITH_TIMEOUT(second.state()->run, RunPhase::Ready, kPatience);
        second.controller().open(session);
        QVERIFY(takeProblem(second).contains(QStringLiteral("shared.cgsession")));
        QCOMPARE(second.state()->run, RunPhase::Ready);
    }

    void savingWhereNothingCanBeWrittenKeepsTheRun()
    {
        WindowBench bench;
        trainToTheEnd(bench);
        bench.controller().save(path("no/such/folder/run.cgsession"));
        QVERIFY(!takeProblem(bench).isEmpty());
        QCOMPARE(bench.state()->steps(), std::uint64_t{150});
        QVERIFY(bench.state()->isChanged);
    }

    void savingWhenAskedOnClosingCloses()
    {
        const QString session = path("closed.cgsession");
        WindowBench bench;
        trainToTheEnd(bench);
        QVERIFY(!bench.window().close());
        auto* const question = bench.dialog<QMessageBox>("unsavedRun");
        QVERIFY(question);
        QTest::mouseClick(question->button(QMessageBox::Save), Qt::LeftButton);
        auto* const keep = bench.dialog<QMessageBox>("keepKey");
        QVERIFY(keep);
        QTest::mouseClick(buttonSaying(*keep, QStringLiteral("without")), Qt::LeftButton);
        giveFile(bench, "saveDialog", session);
        QTRY_VERIFY_WITH_TIMEOUT(!bench.window().isVisible(), kPatience);
        QVERIFY(QFile::exists(session));
        QCOMPARE(bench.state()->file, session);
    }

    void whoGivesUpSavingStaysHere()
    {
        WindowBench bench;
        trainToTheEnd(bench);
        QVERIFY(!bench.window().close());
        QTest::mouseClick(bench.dialog<QMessageBox>("unsavedRun")->button(QMessageBox::Save), Qt::LeftButton);
        QTest::mouseClick(buttonSaying(*bench.dialog<QMessageBox>("keepKey"), QStringLiteral("Keep")), Qt::LeftButton);
        auto* const file = bench.dialog<QFileDialog>("newKeyDialog");
        QVERIFY(file);
        file->reject();
        bench.controller().save(path("later.cgsession")); // by itself, some time later
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->file.isEmpty(), kPatience);
        QCoreApplication::processEvents();
        QVERIFY(bench.window().isVisible());
    }

    void closingAsksForTheKeyOfASavedRun()
    {
        const QString key = path("last.cgkey");
        WindowBench bench;
        trainToTheEnd(bench);
        bench.controller().save(path("saved.cgsession"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->file.isEmpty(), kPatience);
        QVERIFY(!bench.window().close());
        auto* const question = bench.dialog<QMessageBox>("keepKey");
        QVERIFY(question);
        QTest::mouseClick(buttonSaying(*question, QStringLiteral("Keep")), Qt::LeftButton);
        giveFile(bench, "newKeyDialog", key);
        givePassphrase(bench, QStringLiteral("correct horse"), true);
        QTRY_VERIFY_WITH_TIMEOUT(!bench.window().isVisible(), kPatience);
        QVERIFY(QFile::exists(key));
    }

    void aKeyFileThatExistsIsRefusedBeforeThePassphraseAndAnotherNameIsAskedFor()
    {
        const QString taken = path("taken.cgkey");
        const QString key = path("free.cgkey");
        QFile other(taken);
        QVERIFY(other.open(QFile::WriteOnly) && other.write("another's key") > 0);
        other.close();
        WindowBench bench;
        trainToTheEnd(bench);
        bench.press(Qt::Key_5, Qt::AltModifier);
        QTest::mouseClick(&find<QPushButton>(find<QWidget>(bench.window(), "keysPage"), "keepKey"), Qt::LeftButton);
        giveFile(bench, "newKeyDialog", taken);
        const QString said = takeProblem(bench);
        QVERIFY2(said.contains(taken) && said.contains(QStringLiteral("never replaced")), qPrintable(said));
        giveFile(bench, "newKeyDialog", key);
        givePassphrase(bench, QStringLiteral("correct horse"), true);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(key), kPatience);
        QVERIFY(other.open(QFile::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("another's key"));
    }

    void onlyWhatWasOpenedOrSavedIsRecent()
    {
        WindowBench bench;
        trainToTheEnd(bench);
        bench.window().openFile(path("none.cgsession"));
        QTest::mouseClick(bench.dialog<QMessageBox>("unsavedRun")->button(QMessageBox::Discard), Qt::LeftButton);
        QVERIFY(!takeProblem(bench).isEmpty());
        QVERIFY(!Settings().recentSessions().contains(path("none.cgsession")));
        bench.controller().save(path("noted.cgsession"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->file.isEmpty(), kPatience);
        QCOMPARE(Settings().recentSessions().value(0), path("noted.cgsession"));
    }

    void closingAsksWhereWorkWouldBeLost()
    {
        WindowBench bench;
        trainToTheEnd(bench);
        QVERIFY(!bench.window().close());
        auto* const question = bench.dialog<QMessageBox>("unsavedRun");
        QVERIFY(question);
        QTest::mouseClick(question->button(QMessageBox::Discard), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!bench.window().isVisible(), kPatience);
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
};

QTEST_MAIN(WindowFilesTest)
#include "window_files_test.moc"
