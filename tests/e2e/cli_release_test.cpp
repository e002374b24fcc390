// SPDX-License-Identifier: GPL-3.0-or-later
// `release` from the outside: what it is worth, what it gives, what it refuses.
#include "program.h"

#include <QJsonArray>
#include <QtTest/QTest>

#include <cmath>

using namespace cg;
using testing::Outcome;
using testing::Program;

class CliReleaseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReleaseSetReleasesWhatTheHolderComputes();
    void aTrainingSetSaysWhyItCannot();
    void whatCannotBeReleasedIsRefused_data();
    void whatCannotBeReleasedIsRefused();
};

void CliReleaseTest::theReleaseSetReleasesWhatTheHolderComputes()
{
    const Program program;
    program.write("pass", "correct horse\n");
    const QStringList key{"--key", "k", "--passphrase-file", "pass"};
    QCOMPARE(program
                 .run({"keys", "new", "--scheme", "ckks", "--set", "release-16384", "--out", "k", "--passphrase-file",
                       "pass"})
                 .exitCode,
             0);
    const Outcome trained = program.run(
        QStringList{"train", "--scheme", "ckks", "--set", "release-16384", "--steps", "25", "--out", "s", "--json"} +
        key);
    QVERIFY2(trained.exitCode == 0, trained.errors.constData());

    const QJsonObject foretold = program.run(QStringList{"release", "s", "--json"} + key).json();
    QVERIFY(foretold["releasable"].toBool());
    QCOMPARE(foretold["predictions"].toArray().size(), 0);
    QCOMPARE(foretold["releases"].toInt(), 0);
    QCOMPARE(foretold["determining"].toInt(), 6);

    QVERIFY(!foretold["allowed"].toBool());
    const Outcome off = program.run(QStringList{"release", "s", "--rows", "0,3"} + key);
    QCOMPARE(off.exitCode, 5);
    QVERIFY2(off.errors.contains("keys policy ") && off.errors.contains("/k --releases 1024"), off.errors.constData());
    const QStringList policy{"keys", "policy", "k", "--numbers", "2", "--passphrase-file", "pass", "--json"};
    QCOMPARE(program.run(policy).json()["policy"].toObject()["numbers"].toInt(), 2);

    const QJsonObject released = program.run(QStringList{"release", "s", "--rows", "0,3", "--json"} + key).json();
    const Outcome opened = program.run(QStringList{"open", "s", "--what", "predictions", "--json"} + key);
    const QJsonArray exact = opened.json()["values"].toArray();
    const double step = std::exp2(-released["digits"].toInt());
    const QJsonArray rows = released["predictions"].toArray();
    QCOMPARE(rows.size(), 2);
    for (const auto& [at, row] : {std::pair(0, 0), std::pair(1, 3)}) {
        const double value = rows[at].toDouble();
        QCOMPARE(std::remainder(value, step), 0.0);
        QVERIFY(std::abs(value - exact[row].toDouble()) < 8 * step);
    }
    QCOMPARE(program.run(QStringList{"release", "s", "--rows", "0,3", "--json"} + key).json()["predictions"].toArray(),
             rows);

    // Each one is in the key file and in the ledger beside it, which belong together.
    QCOMPARE(program.run({"keys", "info", "k", "--json"}).json()["releases"].toInt(), 2);
    const QJsonObject ledger = program.run({"keys", "ledger", "k", "--json"}).json();
    QCOMPARE(ledger["state"].toString(), QStringLiteral("complete"));
    QStringList kinds;
    for (const QJsonValue& entry : ledger["entries"].toArray()) {
        kinds.append(entry["kind"].toString());
    }
    QCOMPARE(kinds.count(QStringLiteral("release")), 2);
    QCOMPARE(kinds.count(QStringLiteral("policy")), 1);
    const Outcome other = program.run(QStringList{"release", "s", "--rows", "0", "--releases", "7"} + key);
    QVERIFY2(other.exitCode == 5 && other.errors.contains("stands"), other.errors.constData());
}

void CliReleaseTest::aTrainingSetSaysWhyItCannot()
{
    const Program program;
    QCOMPARE(program.run({"seal", "--scheme", "ckks", "--demo-key", "7", "--out", "s"}).exitCode, 0);
    const QJsonObject foretold = program.run({"release", "s", "--demo-key", "7", "--json"}).json();
    QVERIFY(!foretold["releasable"].toBool());
    QVERIFY(foretold["bits_there"].toDouble() < foretold["bits_lost"].toDouble());
    const Outcome refused = program.run({"release", "s", "--rows", "0", "--demo-key", "7", "--releases", "1024"});
    QCOMPARE(refused.exitCode, 5);
    QVERIFY(refused.errors.contains("release-16384"));
}

void CliReleaseTest::whatCannotBeReleasedIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no key") << QStringList{"release", "s"} << 5;
    QTest::newRow("wrong key") << QStringList{"release", "s", "--demo-key", "8"} << 5;
    QTest::newRow("no such row") << QStringList{"release", "s", "--demo-key", "7", "--rows", "4"} << 2;
    QTest::newRow("no row") << QStringList{"release", "s", "--demo-key", "7", "--rows", "x"} << 2;
    QTest::newRow("no releases") << QStringList{"release", "s", "--demo-key", "7", "--releases", "0"} << 2;
    QTest::newRow("too little security") << QStringList{"release", "s", "--demo-key", "7", "--statistical", "3"} << 2;
    QTest::newRow("more bits than an integer")
        << QStringList{"release", "s", "--demo-key", "7", "--statistical", "4294967326"} << 2;
    QTest::newRow("nothing encrypted") << QStringList{"release", "p"} << 2;
    QTest::newRow("no file") << QStringList{"release", "none"} << 3;
}

void CliReleaseTest::whatCannotBeReleasedIsRefused()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    const Program program;
    QCOMPARE(program.run({"seal", "--demo-key", "7", "--out", "s"}).exitCode, 0);
    QCOMPARE(program.run({"train", "--scheme", "plain", "--steps", "1", "--out", "p"}).exitCode, 0);
    const Outcome outcome = program.run(arguments);
    QVERIFY2(outcome.exitCode == exitCode, outcome.errors.constData());
}

QTEST_APPLESS_MAIN(CliReleaseTest)
#include "cli_release_test.moc"
