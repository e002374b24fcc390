// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using cg::testing::Outcome;
using cg::testing::Program;

namespace {

const QStringList kShortRun{"train", "--demo-key", "7", "--seed", "3", "--steps", "5"};

/// The bytes of a session or key file with their checksum made good again after a change.
QByteArray resealed(const QByteArray& bytes)
{
    constexpr qsizetype kChecksumBytes = 32;
    const QByteArray body = bytes.chopped(kChecksumBytes);
    return body + QCryptographicHash::hash(body, QCryptographicHash::Blake2b_256);
}

} // namespace

/// Files that are damaged, missing, in the way, in use, or that cannot be written: exit code 3 and nothing changed.
class CliFilesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void damagedSessionIsRefusedByEveryCommand_data();
    void damagedSessionIsRefusedByEveryCommand();
    void randomDamageIsRefused();
    void sessionWithBadKeysIsNamed_data();
    void sessionWithBadKeysIsNamed();
    void keyFileOfNoSchemeIsDamaged_data();
    void keyFileOfNoSchemeIsDamaged();
    void filesOfOthersAreRefused_data();
    void filesOfOthersAreRefused();
    void badTablesAreRefused_data();
    void badTablesAreRefused();
    void sessionIsNoKeyFile();
    void pipeIsRefusedInsteadOfWaitedFor();
    void symbolicLinkIsWrittenThrough();
    void existingFileIsReplacedOnlyByForceOrFromItself();
    void outputThatCannotBeWrittenIsFoundBeforeTheTraining_data();
    void outputThatCannotBeWrittenIsFoundBeforeTheTraining();
    void fullDiskKeepsTheOldFileAndTheReport();
    void secondProgramMayNotUseTheSameFile();
    void missingInputsAreNamed_data();
    void missingInputsAreNamed();

private:
    Program m_program;
    QByteArray m_session; ///< a good one
};

void CliFilesTest::initTestCase()
{
    QCOMPARE(m_program.run(kShortRun + QStringList{"--out", "good"}).exitCode, 0);
    m_session = m_program.read("good");
    QVERIFY(!m_session.isEmpty());
}

void CliFilesTest::damagedSessionIsRefusedByEveryCommand_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("train") << QStringList{"train", "--from", "bad", "--steps", "1"};
    QTest::newRow("train onto itself") << QStringList{"train", "--from", "bad", "--steps", "1", "--out", "bad"};
    QTest::newRow("open") << QStringList{"open", "bad", "--what", "loss", "--demo-key", "7"};
    QTest::newRow("info") << QStringList{"info", "bad"};
    QTest::newRow("noise") << QStringList{"noise", "--from", "bad"};
    QTest::newRow("calc") << QStringList{"calc", "--from", "bad", "enc([1])"};
}

void CliFilesTest::damagedSessionIsRefusedByEveryCommand()
{
    QFETCH(const QStringList, arguments);
    const QByteArray damaged = m_session.left(m_session.size() / 2);
    m_program.write("bad", damaged);
    const Outcome outcome = m_program.run(arguments);
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY2(outcome.errors.contains("bad") && outcome.errors.count('\n') == 1, outcome.errors.constData());
    QCOMPARE(m_program.read("bad"), damaged);
}

void CliFilesTest::randomDamageIsRefused()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int i = 0; i < 40; ++i) {
        QByteArray bytes = m_session;
        const auto position = static_cast<qsizetype>(random.bounded(static_cast<quint32>(bytes.size())));
        if (i % 2 == 0) {
            bytes[position] = static_cast<char>(bytes[position] ^ (1 << random.bounded(8)));
        } else {
            bytes.insert(position, "surplus");
        }
        m_program.write("bad", bytes);
        const Outcome outcome = m_program.run({"info", "bad", "--json"});
        QVERIFY2(outcome.exitCode == 3, qPrintable(QString("damage %1 at byte %2").arg(i).arg(position)));
    }
}

void CliFilesTest::sessionWithBadKeysIsNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("train") << QStringList{"train", "--from", "bad", "--steps", "1"};
    QTest::newRow("open") << QStringList{"open", "bad", "--what", "loss", "--demo-key", "7"};
    QTest::newRow("info") << QStringList{"info", "bad"};
    QTest::newRow("noise") << QStringList{"noise", "--from", "bad"};
    QTest::newRow("calc") << QStringList{"calc", "--from", "bad", "enc([1])"};
}

void CliFilesTest::sessionWithBadKeysIsNamed()
{
    QFETCH(const QStringList, arguments);
    const QByteArray name = "public keys";
    constexpr qsizetype kLengthBytes = 4;
    const qsizetype found = m_session.indexOf(name);
    QVERIFY(found > 0);
    QByteArray bytes = m_session;
    bytes[found + name.size() + kLengthBytes] = '\xee';
    m_program.write("bad", resealed(bytes));
    const Outcome outcome = m_program.run(arguments);
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.errors.startsWith("ciphergrad-cli: bad: ") && outcome.errors.count('\n') == 1,
             outcome.errors.constData());
}

void CliFilesTest::keyFileOfNoSchemeIsDamaged_data()
{
    QTest::addColumn<char>("scheme");
    QTest::newRow("plain") << '\0';
    QTest::newRow("unknown") << '\7';
}

void CliFilesTest::keyFileOfNoSchemeIsDamaged()
{
    QFETCH(const char, scheme);
    constexpr qsizetype kSchemePosition = 12;
    const Program program;
    program.write("pass", "hidden words\n");
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "pass"}).exitCode, 0);
    QByteArray bytes = program.read("k");
    bytes[kSchemePosition] = scheme;
    program.write("bad", resealed(bytes));
    QCOMPARE(program.run({"keys", "info", "bad"}).exitCode, 3);
    QCOMPARE(program.run({"train", "--key", "bad", "--passphrase-file", "pass", "--steps", "1"}).exitCode, 3);
}

void CliFilesTest::filesOfOthersAreRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("a letter to a friend\n").repeated(100);
    QTest::newRow("zeros") << QByteArray(5000, '\0');
}

void CliFilesTest::filesOfOthersAreRefused()
{
    QFETCH(const QByteArray, content);
    m_program.write("other", content);
    for (const QStringList& arguments :
         {QStringList{"info", "other"}, QStringList{"keys", "info", "other"},
          QStringList{"open", "good", "--what", "loss", "--key", "other", "--passphrase-file", "good"}}) {
        const Outcome outcome = m_program.run(arguments);
        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(outcome.lastError().contains("other"), outcome.errors.constData());
    }
}

void CliFilesTest::badTablesAreRefused_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArrayList>("parts");
    QTest::newRow("word") << QByteArray("x1,x2,y\n0,0,0\n0,1,1\n1,zebra,1\n") << QByteArrayList{"line 4", "zebra"};
    QTest::newRow("short line") << QByteArray("x1,x2,y\n0,0,0\n0,1\n") << QByteArrayList{"line 3"};
    QTest::newRow("infinite") << QByteArray("x,y\ninf,1\n") << QByteArrayList{"line 2"};
    QTest::newRow("header only") << QByteArray("x,y\n") << QByteArrayList{"t.csv"};
    QTest::newRow("empty") << QByteArray() << QByteArrayList{"t.csv"};
    QTest::newRow("no input") << QByteArray("y\n1\n") << QByteArrayList{"t.csv"};
}

void CliFilesTest::badTablesAreRefused()
{
    QFETCH(const QByteArray, table);
    QFETCH(const QByteArrayList, parts);
    m_program.write("t.csv", table);
    const Outcome outcome = m_program.run({"train", "--scheme", "plain", "--data", "t.csv"});
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.errors.count('\n'), 1);
    for (const QByteArray& part : parts) {
        QVERIFY2(outcome.errors.contains(part), outcome.errors.constData());
    }
}

void CliFilesTest::sessionIsNoKeyFile()
{
    const Outcome outcome = m_program.run({"keys", "info", "good"});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.errors.contains("good is a session") && outcome.errors.contains("ciphergrad-cli info"),
             outcome.errors.constData());
}

void CliFilesTest::pipeIsRefusedInsteadOfWaitedFor()
{
    const Program program;
    const QByteArray pipe = program.file("pipe").toUtf8();
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    for (const QStringList& arguments : {QStringList{"info", "pipe"}, QStringList{"keys", "info", "pipe"}}) {
        const Outcome outcome = program.run(arguments);
        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(outcome.errors.contains("'pipe' is a pipe") && outcome.errors.count('\n') == 1,
                 outcome.errors.constData());
    }
}

void CliFilesTest::symbolicLinkIsWrittenThrough()
{
    const Program program;
    QCOMPARE(::mkdir(program.file("folder").toUtf8().constData(), 0700), 0);
    const QByteArray link = program.file("link").toUtf8();
    QCOMPARE(::symlink("folder/target", link.constData()), 0);
    // At first the link leads nowhere, then to a file.
    for (const QStringList& more : {QStringList{}, QStringList{"--force"}}) {
        QCOMPARE(program.run(kShortRun + QStringList{"--out", "link"} + more).exitCode, 0);
        QVERIFY(QFileInfo(program.file("link")).isSymbolicLink());
        QCOMPARE(program.run({"info", "folder/target"}).exitCode, 0);
    }
    QCOMPARE(program.run(kShortRun + QStringList{"--out", "link"}).exitCode, 3);
}

void CliFilesTest::existingFileIsReplacedOnlyByForceOrFromItself()
{
    const Program program;
    program.write("a", "precious");
    for (const QStringList& arguments :
         {kShortRun + QStringList{"--out", "a"}, QStringList{"seal", "--demo-key", "7", "--out", "a"},
          QStringList{"keys", "new", "--passphrase-file", "a", "--out", "a"}}) {
        const Outcome refused = program.run(arguments);
        QCOMPARE(refused.exitCode, 3);
        QVERIFY2(refused.errors.contains("exists"), refused.errors.constData());
        QCOMPARE(program.read("a"), QByteArray("precious"));
    }
    QCOMPARE(program.run(kShortRun + QStringList{"--out", "a", "--force"}).exitCode, 0);
    QCOMPARE(program.run({"train", "--from", "a", "--steps", "2", "--out", "./a"}).exitCode, 0);
    QCOMPARE(program.run({"train", "--from", "a", "--steps", "2", "--out", "b"}).exitCode, 0);
    QCOMPARE(program.run({"train", "--from", "a", "--steps", "2", "--out", "b"}).exitCode, 3);
    QCOMPARE(program.files(), (QStringList{"a", "b"}));
}

void CliFilesTest::outputThatCannotBeWrittenIsFoundBeforeTheTraining_data()
{
    QTest::addColumn<QString>("out");
    QTest::newRow("no such folder") << "none/here";
    QTest::newRow("a folder") << "/tmp";
    QTest::newRow("a device") << "/dev/full";
    QTest::newRow("proc") << "/proc/none/a";
    QTest::newRow("empty name") << "";
}

void CliFilesTest::outputThatCannotBeWrittenIsFoundBeforeTheTraining()
{
    QFETCH(const QString, out);
    // So many steps would never end.
    const Outcome outcome =
        m_program.run({"train", "--demo-key", "7", "--steps", "1000000000000", "--force", "--out", out});
    QVERIFY2(outcome.exitCode == (out.isEmpty() ? 2 : 3), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
}

void CliFilesTest::fullDiskKeepsTheOldFileAndTheReport()
{
    const Program program;
    program.write("a", "precious");
    // A limit of one block for every file that is written stands in for the full disk.
    const Outcome outcome = program.runOther(
        "/bin/sh",
        {"-c", "ulimit -f 1; exec \"$0\" train --demo-key 7 --steps 5 --force --json --out a", Program::path()});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.lastError().contains("'a' cannot be written"), outcome.errors.constData());
    QCOMPARE(outcome.json()["steps"].toInt(), 5);
    QVERIFY(outcome.json()["out"].isNull());
    QCOMPARE(program.read("a"), QByteArray("precious"));
    QCOMPARE(program.files(), QStringList{"a"});
}

void CliFilesTest::secondProgramMayNotUseTheSameFile()
{
    const Program program;
    QProcess first;
    program.start(first, {"train", "--demo-key", "7", "--steps", "1000000000000", "--out", "a"});
    QByteArray seen;
    QVERIFY(cg::testing::waitForError(first, "training:", seen));
    const Outcome second = program.run(kShortRun + QStringList{"--out", "./a"});
    QCOMPARE(second.exitCode, 3);
    QCOMPARE(second.errors.count('\n'), 1);
    QCOMPARE(program.run(kShortRun + QStringList{"--out", "b"}).exitCode, 0);
    ::kill(static_cast<pid_t>(first.processId()), SIGTERM);
    QCOMPARE(Program::finish(first).exitCode, 6);
    QCOMPARE(program.run({"info", "a"}).exitCode, 0);
}

void CliFilesTest::missingInputsAreNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("session") << QStringList{"info", "nowhere"};
    QTest::newRow("session to train") << QStringList{"train", "--from", "nowhere"};
    QTest::newRow("table") << QStringList{"train", "--scheme", "plain", "--data", "nowhere"};
    QTest::newRow("key") << QStringList{"train", "--key", "nowhere", "--passphrase-file", "good"};
    QTest::newRow("key for info") << QStringList{"keys", "info", "nowhere"};
    QTest::newRow("program") << QStringList{"calc", "--file", "nowhere"};
}

void CliFilesTest::missingInputsAreNamed()
{
    QFETCH(const QStringList, arguments);
    const Outcome outcome = m_program.run(arguments);
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY2(outcome.errors.contains("nowhere") && outcome.errors.count('\n') == 1, outcome.errors.constData());
}

QTEST_GUILESS_MAIN(CliFilesTest)
#include "cli_files_test.moc"
