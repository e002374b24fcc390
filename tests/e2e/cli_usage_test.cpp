// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QRegularExpression>
#include <QTest>

using cg::testing::Outcome;
using cg::testing::Program;

/// What the command line refuses before any work, and what it says of itself.
class CliUsageTest : public QObject {
    Q_OBJECT

private slots:
    void helpOfEveryCommandShowsOptionsAndAnExample_data();
    void helpOfEveryCommandShowsOptionsAndAnExample();
    void helpNamesEveryActivation();
    void versionIsANumberOnStdout();
    void usageErrorsAreOneSentence_data();
    void usageErrorsAreOneSentence();
    void plainAcceptsEveryKeyOption_data();
    void plainAcceptsEveryKeyOption();
    void startsWithoutAnyEnvironment();
    void resultThatCannotBeWrittenIsAFileError();

private:
    Program m_program;
    Program m_plain; ///< holds the session "p"
};

void CliUsageTest::helpOfEveryCommandShowsOptionsAndAnExample_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("program") << QStringList{};
    for (const char* command : {"keys", "seal", "train", "open", "info", "noise", "calc"}) {
        QTest::newRow(command) << QStringList{command};
    }
    QTest::newRow("keys new") << QStringList{"keys", "new"};
    QTest::newRow("keys info") << QStringList{"keys", "info"};
}

void CliUsageTest::helpOfEveryCommandShowsOptionsAndAnExample()
{
    QFETCH(const QStringList, command);
    const Outcome outcome = m_program.run(command + QStringList{"--help"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.errors, QByteArray());
    QVERIFY(outcome.out.contains("--"));
    QVERIFY(outcome.out.contains("Example"));
    QVERIFY(outcome.out.contains("ciphergrad-cli " + command.join(' ').toUtf8()));
}

void CliUsageTest::helpNamesEveryActivation()
{
    for (const char* command : {"train", "seal", "noise"}) {
        const QByteArray help = m_program.run({command, "--help"}).out;
        for (const char* name :
             {"identity", "sqx", "sigmoid", "tanh", "exp", "taylor", "least-squares", "chebyshev", "minimax"}) {
            QVERIFY2(help.contains(name), name);
        }
    }
}

void CliUsageTest::versionIsANumberOnStdout()
{
    const Outcome outcome = m_program.run({"--version"});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(QRegularExpression("^ciphergrad-cli \\d+\\.\\d+\\.\\d+\n$").match(outcome.out).hasMatch());
    QCOMPARE(outcome.errors, QByteArray());
}

void CliUsageTest::usageErrorsAreOneSentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const QByteArray& name, const QStringList& arguments, const QByteArray& part) {
        QTest::newRow(name.constData()) << arguments << part;
    };
    row("no command", {}, "a command is missing");
    row("no command of keys", {"keys"}, "a command is missing");
    row("unknown command", {"fly"}, "\"fly\"");
    row("unknown option", {"--no-such-option"}, "\"--no-such-option\"");
    row("unknown option of a command", {"train", "--zebra"}, "\"--zebra\"");
    row("unknown scheme", {"train", "--scheme", "rot13"}, "no scheme \"rot13\"; there are: plain, vhe");
    row("no such security", {"train", "--scheme", "ckks", "--security", "100"}, "128, 192 or 256");
    row("security without a choice", {"train", "--scheme", "vhe", "--security", "128"}, "--scheme ckks");
    row("unknown preset", {"train", "--preset", "zebra"}, "no preset \"zebra\"; there are: xor");
    row("negative steps", {"train", "--steps", "-5"}, "--steps");
    row("steps that are no number", {"train", "--steps", "many"}, "\"many\"");
    row("steps beyond 64 bits", {"train", "--steps", "18446744073709551616"}, "--steps");
    row("value missing", {"train", "--steps"}, "--steps needs a value");
    row("option twice", {"train", "--seed", "1", "--seed", "2"}, "--seed is given more than once");
    row("rate of nought", {"train", "--rate", "0"}, "--rate");
    row("rate too high", {"train", "--rate", "1e9", "--scheme", "plain"}, "rate");
    row("rate far too high", {"train", "--rate", "1e300"}, "from 1e-9 to 1000 is wanted, not \"1e300\"");
    row("rate far too low", {"train", "--rate", "1e-300"}, "from 1e-9 to 1000 is wanted, not \"1e-300\"");
    row("momentum of one", {"train", "--momentum", "1"}, "--momentum");
    row("batch of nought", {"train", "--batch", "0"}, "--batch");
    row("target that is no number", {"train", "--target-loss", "nan"}, "--target-loss");
    row("hole in the layers", {"train", "--hidden", "4,,4"}, "--hidden");
    row("layer of nought units", {"train", "--hidden", "0"}, "--hidden");
    row("layer too wide", {"train", "--hidden", "5000"}, "5000");
    row("unknown activation", {"train", "--activation", "zebra"}, "zebra");
    row("two keys", {"train", "--key", "a", "--demo-key", "1"}, "--key and --demo-key");
    row("passphrase without key", {"train", "--passphrase-file", "a"}, "--passphrase-file needs --key");
    row("new key without file", {"keys", "new"}, "--out is required");
    row("new key of plain", {"keys", "new", "--scheme", "plain", "--out", "a"}, "plain has no keys");
    row("seal without file", {"seal", "--demo-key", "1"}, "--out is required");
    row("open without what", {"open", "a"}, "--what is required");
    row("open what", {"open", "a", "--what", "zebra"}, "\"zebra\"");
    row("open row", {"open", "a", "--what", "prediction:-1"}, "prediction:ROW");
    row("two programs", {"calc", "1", "--file", "a"}, "not both");
    row("no program", {"calc", ""}, "expected");
    row("cut expression", {"calc", "enc([1,2]) +"}, "line 1, column 13");
    row("too large", {"calc", "--demo-key", "1", "enc([1e300])"}, "line 1, column 1");
    row("endless forecast", {"noise", "--steps", "18446744073709551615"}, "--steps");
    const QList<QStringList> newRun{{"--preset", "xor"}, {"--seed", "1"},   {"--rate", "0.1"},      {"--momentum", "0"},
                                    {"--batch", "2"},    {"--hidden", "4"}, {"--activation", "sqx"}};
    for (const QStringList& option : newRun) {
        const QByteArray name = option.first().toUtf8();
        row(name + " for an old run", QStringList{"train", "--from", "a"} + option,
            name + " cannot be used with --from");
    }
    row("new data for a look at an old run", {"noise", "--from", "a", "--data", "a"},
        "--data cannot be used with --from");
    row("new seed for an old run", {"noise", "--from", "a", "--seed", "1"}, "--seed cannot be used with --from");
}

void CliUsageTest::usageErrorsAreOneSentence()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, part);
    const Outcome outcome = m_program.run(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(outcome.errors.count('\n'), 1);
    QVERIFY2(outcome.errors.startsWith("ciphergrad-cli: ") && outcome.errors.contains(part),
             outcome.errors.constData());
    QCOMPARE(m_program.files(), QStringList());
}

void CliUsageTest::plainAcceptsEveryKeyOption_data()
{
    QTest::addColumn<QStringList>("arguments");
    const Outcome made = m_plain.run({"train", "--scheme", "plain", "--seed", "1", "--steps", "3", "--out", "p"});
    QCOMPARE(made.exitCode, 0);
    QTest::newRow("train") << QStringList{"train", "--scheme", "plain"};
    QTest::newRow("train on") << QStringList{"train", "--from", "p", "--target-loss", "0.01"};
    QTest::newRow("seal") << QStringList{"seal", "--scheme", "plain", "--out", "s", "--force"};
    QTest::newRow("open") << QStringList{"open", "p", "--what", "loss"};
    QTest::newRow("info") << QStringList{"info", "p"};
    QTest::newRow("noise") << QStringList{"noise", "--scheme", "plain"};
    QTest::newRow("calc") << QStringList{"calc", "--scheme", "plain", "enc([1]) + 1"};
}

void CliUsageTest::plainAcceptsEveryKeyOption()
{
    QFETCH(const QStringList, arguments);
    QCOMPARE(m_plain.run(arguments).exitCode, 0);
    QCOMPARE(m_plain.run(arguments + QStringList{"--demo-key", "5"}).exitCode, 0);
    QCOMPARE(m_plain.run(arguments + QStringList{"--key", "none", "--passphrase-file", "none"}).exitCode, 0);
    QCOMPARE(m_plain.run(arguments + QStringList{"--key", "none", "--demo-key", "5"}).exitCode, 0);
}

void CliUsageTest::startsWithoutAnyEnvironment()
{
    const Outcome outcome =
        m_program.runOther("/usr/bin/env", {"-i", Program::path(), "train", "--seed", "1", "--steps", "2", "--json"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()["steps"].toInt(), 2);
}

void CliUsageTest::resultThatCannotBeWrittenIsAFileError()
{
    const Outcome outcome =
        m_program.runOther("/bin/sh", {"-c", "exec \"$0\" calc --scheme plain 1 > /dev/full", Program::path()});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.errors.contains("standard output"), outcome.errors.constData());
}

QTEST_GUILESS_MAIN(CliUsageTest)
#include "cli_usage_test.moc"
