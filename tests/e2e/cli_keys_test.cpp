// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using cg::testing::Outcome;
using cg::testing::Program;

/// Key files, and what can be opened with which key.
class CliKeysTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void newKeyIsPrivateAndDescribed();
    void damagedKeyIsAFileError();
    void sessionIsOpenedWithItsKeyOnly_data();
    void sessionIsOpenedWithItsKeyOnly();
    void keyFileOpensItsSession();
    void everyValueCanBeOpened();
    void rowsBeyondTheDataAreRefused();
    void plainSessionIsOpenedWithoutAKey();
    void newKeyWithoutAPassphraseIsRefused();
    void everythingOpenedIsInTheLedgerAndNoChangeOfItIsOverlooked();
    void aChangedPassphraseIsTheOnlyOne();

private:
    /// Two keys, "k" and "other", of one passphrase; sessions "r" of "k" and "demo" of a demo key.
    Program m_program;
    const QStringList m_key{"--key", "k", "--passphrase-file", "pass"};
};

void CliKeysTest::initTestCase()
{
    m_program.write("pass", "correct horse\n");
    m_program.write("wrong", "battery staple\n");
    for (const char* name : {"k", "other"}) {
        QCOMPARE(m_program.run({"keys", "new", "--out", name, "--passphrase-file", "pass"}).exitCode, 0);
    }
    QCOMPARE(m_program.run(QStringList{"train", "--steps", "12", "--out", "r"} + m_key).exitCode, 0);
    QCOMPARE(m_program.run({"train", "--demo-key", "7", "--steps", "12", "--out", "demo"}).exitCode, 0);
}

void CliKeysTest::newKeyIsPrivateAndDescribed()
{
    QCOMPARE(QFileInfo(m_program.file("k")).permissions() &
                 (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOwner),
             QFile::Permissions());
    const QJsonObject json = m_program.run({"keys", "info", "k", "--json"}).json();
    QCOMPARE(json["key_id"].toString().size(), 32);
    QCOMPARE(json["scheme"].toString(), "vhe");
    QCOMPARE(json["badge"].toString(), "BROKEN");
    QCOMPARE(json["security_bits"].toInt(-1), 0);
    QCOMPARE(json["bytes"].toInt(), static_cast<int>(m_program.read("k").size()));
    QCOMPARE(m_program.run({"info", "r", "--json"}).json()["key_id"].toString(), json["key_id"].toString());
    QVERIFY(m_program.run({"keys", "info", "other", "--json"}).json()["key_id"] != json["key_id"]);
    QVERIFY(m_program.run({"keys", "info", "k"}).out.contains("BROKEN"));
}

void CliKeysTest::damagedKeyIsAFileError()
{
    QByteArray bytes = m_program.read("k");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    m_program.write("bad", bytes);
    QCOMPARE(m_program.run({"keys", "info", "bad"}).exitCode, 3);
    const Outcome opened = m_program.run({"open", "r", "--what", "loss", "--key", "bad", "--passphrase-file", "pass"});
    QCOMPARE(opened.exitCode, 3);
    QCOMPARE(m_program.read("bad"), bytes);
}

void CliKeysTest::sessionIsOpenedWithItsKeyOnly_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    const QStringList open{"open", "r", "--what", "loss"};
    QTest::newRow("no key") << open << QByteArray("locked with the key");
    QTest::newRow("wrong passphrase") << open + QStringList{"--key", "k", "--passphrase-file", "wrong"}
                                      << QByteArray("passphrase");
    QTest::newRow("other key") << open + QStringList{"--key", "other", "--passphrase-file", "pass"}
                               << QByteArray("another session");
    QTest::newRow("demo key") << open + QStringList{"--demo-key", "7"} << QByteArray("another session");
    QTest::newRow("other demo key") << QStringList{"open", "demo", "--what", "loss", "--demo-key", "8"}
                                    << QByteArray("another session");
    QTest::newRow("train on with another")
        << QStringList{"train", "--from", "r", "--demo-key", "7", "--steps", "1"} << QByteArray("another session");
    QTest::newRow("measure with another")
        << QStringList{"noise", "--from", "r", "--demo-key", "7"} << QByteArray("another session");
    QTest::newRow("calculate with another")
        << QStringList{"calc", "--from", "r", "--demo-key", "7", "enc([1])"} << QByteArray("does not belong");
    QTest::newRow("no terminal to ask") << open + QStringList{"--key", "k"} << QByteArray("");
}

void CliKeysTest::sessionIsOpenedWithItsKeyOnly()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, part);
    // In a session of its own there is no controlling terminal, whatever this test was started from.
    const Outcome outcome = m_program.runOther("setsid", QStringList{"--wait", Program::path()} + arguments);
    QCOMPARE(outcome.exitCode, 5);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY2(outcome.errors.contains(part), outcome.errors.constData());
}

void CliKeysTest::everyValueCanBeOpened()
{
    const auto open = [this](const char* what) {
        return m_program.run({"open", "demo", "--what", what, "--demo-key", "7", "--json"}).json();
    };
    const QJsonObject losses = open("loss");
    QCOMPARE(losses["what"].toString(), "loss");
    QCOMPARE(losses["values"].toArray().size(), 12);
    QCOMPARE(losses["steps"].toArray().size(), 12);
    const QJsonArray predictions = open("predictions")["values"].toArray();
    QCOMPARE(predictions.size(), 4);
    const QJsonObject third = open("prediction:3");
    QVERIFY(std::abs(third["value"].toDouble() - predictions[3].toDouble()) < 1e-3);
    const QJsonArray layers = open("network")["layers"].toArray();
    QCOMPARE(layers.size(), 2);
    QCOMPARE(layers[0].toObject()["weights"].toArray().size(), 4);
    QCOMPARE(layers[0].toObject()["weights"].toArray()[0].toArray().size(), 2);
    QCOMPARE(layers[0].toObject()["bias"].toArray().size(), 4);
    const Outcome text = m_program.run({"open", "demo", "--what", "network", "--demo-key", "7"});
    QVERIFY(text.out.contains("layer 2") && text.out.contains("bias"));
}

void CliKeysTest::keyFileOpensItsSession()
{
    const Outcome outcome = m_program.run(QStringList{"open", "r", "--what", "loss", "--json"} + m_key);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()["values"].toArray().size(), 12);
}

void CliKeysTest::rowsBeyondTheDataAreRefused()
{
    const Outcome outcome = m_program.run({"open", "demo", "--what", "prediction:4", "--demo-key", "7"});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.errors.contains("no row 4"), outcome.errors.constData());
}

void CliKeysTest::plainSessionIsOpenedWithoutAKey()
{
    const Program program;
    QCOMPARE(program.run({"train", "--scheme", "plain", "--steps", "2", "--out", "p"}).exitCode, 0);
    QCOMPARE(program.run({"open", "p", "--what", "loss", "--json"}).json()["values"].toArray().size(), 2);
    QVERIFY(program.run({"info", "p", "--json"}).json()["key_id"].isNull());
    QCOMPARE(program.run({"info", "p", "--ciphertexts", "--json"}).json()["ciphertexts"].toArray().isEmpty(), false);
}

void CliKeysTest::newKeyWithoutAPassphraseIsRefused()
{
    const Program program;
    program.write("empty", "\n");
    const Outcome empty = program.run({"keys", "new", "--out", "k", "--passphrase-file", "empty"});
    QVERIFY2(empty.exitCode == 2, empty.errors.constData());
    const Outcome nobody = program.runOther("setsid", {"--wait", Program::path(), "keys", "new", "--out", "k"});
    QVERIFY2(nobody.exitCode == 5, nobody.errors.constData());
    QCOMPARE(program.files(), QStringList{"empty"});
}

void CliKeysTest::everythingOpenedIsInTheLedgerAndNoChangeOfItIsOverlooked()
{
    const Program program;
    program.write("pass", "correct horse\n");
    const QStringList key{"--key", "k.cgkey", "--passphrase-file", "pass"};
    QCOMPARE(program.run({"keys", "new", "--out", "k.cgkey", "--passphrase-file", "pass"}).exitCode, 0);
    QVERIFY(program.run({"keys", "policy", "k.cgkey", "--json"}).json()["policy"].isNull());
    const QStringList policy{"keys", "policy", "k.cgkey", "--releases", "5", "--passphrase-file", "pass", "--json"};
    QCOMPARE(program.run(policy).json()["policy"].toObject()["releases"].toInt(), 5);
    QCOMPARE(program.run(QStringList{"seal", "--out", "s"} + key).exitCode, 0);
    const QByteArray old = program.read("k.cgkey");
    QCOMPARE(program.run(QStringList{"open", "s", "--what", "network"} + key).exitCode, 0);

    const QJsonObject ledger = program.run({"keys", "ledger", "k.cgkey", "--json"}).json();
    QCOMPARE(ledger["state"].toString(), QStringLiteral("complete"));
    QCOMPARE(ledger["entries"].toArray().last()["kind"].toString(), QStringLiteral("network"));
    QVERIFY(ledger["entries"].toArray().last()["bits"].toInt() >= 64);

    const QByteArray present = program.read("k.cgkey");
    program.write("k.cgkey", old);
    QCOMPARE(program.run({"keys", "info", "k.cgkey", "--json"}).json()["ledger"].toString(), QStringLiteral("ahead"));
    const Outcome warned = program.run(QStringList{"open", "s", "--what", "loss"} + key);
    QVERIFY2(warned.errors.contains("older copy of the key file"), warned.errors.constData());

    program.write("k.cgkey", present);
    program.write("k.cgkey.ledger", program.read("k.cgkey.ledger").replace("network", "refresh"));
    QCOMPARE(program.run({"keys", "ledger", "k.cgkey"}).exitCode, 3);
    const QJsonArray listed = program.run({"keys", "list", "--json"}).json()["keys"].toArray();
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed.first()["ledger"].toString(), QStringLiteral("damaged"));
    QCOMPARE(program.run({"keys", "list", "nowhere"}).exitCode, 3);
}

void CliKeysTest::aChangedPassphraseIsTheOnlyOne()
{
    const Program program;
    program.write("before", "correct horse\n");
    program.write("after", "battery staple\n");
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "before"}).exitCode, 0);
    QCOMPARE(program.run({"train", "--key", "k", "--passphrase-file", "before", "--steps", "3", "--out", "r"}).exitCode,
             0);
    const QByteArray old = program.read("k");
    const QStringList change{"keys", "passphrase", "k", "--new-passphrase-file", "after", "--passphrase-file"};
    QCOMPARE(program.run(change + QStringList{"after"}).exitCode, 5);
    QCOMPARE(program.read("k"), old);
    const Outcome changed = program.run(change + QStringList{"before", "--json"});
    QVERIFY2(changed.exitCode == 0, changed.errors.constData());
    QCOMPARE(changed.json()["key_id"], program.run({"info", "r", "--json"}).json()["key_id"]);
    QCOMPARE(program.run(change + QStringList{"before"}).exitCode, 5);
    const QStringList open{"open", "r", "--what", "loss", "--key", "k", "--passphrase-file"};
    QCOMPARE(program.run(open + QStringList{"before"}).exitCode, 5);
    QCOMPARE(program.run(open + QStringList{"after"}).exitCode, 0);
    QCOMPARE(program.run({"keys", "passphrase", "r", "--passphrase-file", "before"}).exitCode, 3);
}

QTEST_GUILESS_MAIN(CliKeysTest)
#include "cli_keys_test.moc"
