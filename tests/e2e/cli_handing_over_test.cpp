// SPDX-License-Identifier: GPL-3.0-or-later
// The worked example of docs/handing-over.md, command by command, and what must hold of the files that it leaves.
#include "program.h"
#include "session/public_bundle.h"
#include "session/session_store.h"
#include "support/results.h"

#include <QFile>
#include <QtTest/QTest>

#include <algorithm>

using namespace cg;
using testing::Outcome;
using testing::Program;
using testing::valueOf;

namespace {

constexpr double kGood = 0.9; // of twelve rows, one may be wrong

QStringList linesOfPage()
{
    QFile page(QStringLiteral(CG_HANDING_OVER_PAGE));
    CG_EXPECTS(page.open(QIODevice::ReadOnly));
    return QString::fromUtf8(page.readAll()).split('\n');
}

/// The lines of the fenced blocks of a language below a heading, up to the next heading.
QList<QStringList> blocksOf(const QString& heading, const QString& language)
{
    QList<QStringList> blocks;
    bool isInSection = false;
    bool isInBlock = false;
    for (const QString& line : linesOfPage()) {
        if (line.startsWith("## ")) {
            isInSection = line == "## " + heading;
        } else if (line == "```" + language && isInSection) {
            isInBlock = true;
            blocks.append(QStringList());
        } else if (line.startsWith("```")) {
            isInBlock = false;
        } else if (isInBlock) {
            blocks.last().append(line);
        }
    }
    return blocks;
}

/// The folder that the page begins with.
void prepare(const Program& program)
{
    const QList<QStringList> tables = blocksOf("The data of the two parties", "csv");
    CG_EXPECTS(tables.size() == 2);
    program.write("a.csv", tables[0].join('\n').toUtf8() + "\n");
    program.write("b.csv", tables[1].join('\n').toUtf8() + "\n");
    program.write("first.pass", "one\n");
    program.write("second.pass", "two\n");
}

session::SessionRecord recordIn(const Program& program, const QString& name)
{
    return valueOf(session::readSession(program.file(name).toStdString())).record;
}

bool contains(const QByteArray& file, base::ByteView wanted)
{
    return file.contains(
        QByteArray(reinterpret_cast<const char*>(wanted.data()), static_cast<qsizetype>(wanted.size())));
}

/// Whether a number of the table is in a file, as it would be written there.
bool holdsNumbersOf(const QByteArray& file, const data::Dataset& data)
{
    return std::ranges::any_of(data.inputs, [&](double number) {
        base::ByteWriter writer;
        writer.f64(number);
        return number != 0.0 && number != 1.0 && contains(file, writer.bytes());
    });
}

const QStringList kFirstKey{"--key", "first.cgkey", "--passphrase-file", "first.pass"};
const QStringList kSecondKey{"--key", "second.cgkey", "--passphrase-file", "second.pass"};

} // namespace

class CliHandingOverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePageIsTrue_data();
    void thePageIsTrue();
    void whatDoesNotFitIsRefused();

private:
    void runPage(const Program& program, const QString& heading);
    void checkAccuracy(const Program& program);
    void checkFiles(const Program& program);
    void checkThatTwoAreUnlinkable(const Program& program);
};

void CliHandingOverTest::thePageIsTrue_data()
{
    QTest::addColumn<QString>("heading");
    QTest::newRow("vhe") << "Step by step";
    QTest::newRow("ckks") << "The same under CKKS";
}

void CliHandingOverTest::thePageIsTrue()
{
    QFETCH(const QString, heading);
    const Program program;
    prepare(program);
    runPage(program, heading);
    checkAccuracy(program);
    checkFiles(program);
    checkThatTwoAreUnlinkable(program);
}

void CliHandingOverTest::runPage(const Program& program, const QString& heading)
{
    int commands = 0;
    for (const QStringList& block : blocksOf(heading, "sh")) {
        for (const QString& line : block) {
            QStringList words = line.split(' ', Qt::SkipEmptyParts);
            QVERIFY2(words.takeFirst() == "ciphergrad-cli", qPrintable(line));
            const Outcome outcome = program.run(words);
            QVERIFY2(outcome.exitCode == 0, (line.toUtf8() + ": " + outcome.errors).constData());
            ++commands;
        }
    }
    QCOMPARE(commands, 11);
}

void CliHandingOverTest::checkAccuracy(const Program& program)
{
    // Before anybody trained on them, the network knew less of the noisy points.
    const QStringList look{"--steps", "0", "--json"};
    const QJsonObject before =
        program.run(QStringList{"train", "--from", "owner.cgsession", "--data", "a.csv"} + look).json();
    QVERIFY(before["accuracy"].toDouble() < kGood);
    for (const QString table : {"a.csv", "b.csv"}) {
        const QJsonObject after =
            program.run(QStringList{"train", "--from", "from-b.cgsession", "--data", table} + look + kSecondKey).json();
        QVERIFY2(after["accuracy"].toDouble() > kGood, qPrintable(table));
    }
    // The first key opens A's result and nothing of B's.
    QCOMPARE(program.run(QStringList{"open", "from-a.cgsession", "--what", "network"} + kFirstKey).exitCode, 0);
    for (const QString session : {"for-b.cgsession", "from-b.cgsession"}) {
        QCOMPARE(program.run(QStringList{"open", session, "--what", "network"} + kFirstKey).exitCode, 5);
        QCOMPARE(program.run(QStringList{"open", session, "--what", "network"} + kSecondKey).exitCode, 0);
    }
}

void CliHandingOverTest::checkFiles(const Program& program)
{
    const session::SessionRecord fromA = recordIn(program, "from-a.cgsession");
    const session::SessionRecord forB = recordIn(program, "for-b.cgsession");
    const auto tail = [](const base::Bytes& bytes) { return base::ByteView(bytes).last(64); };
    for (const QString name : {"for-b.cgsession", "from-b.cgsession"}) {
        const QByteArray file = program.read(name);
        QVERIFY(!contains(file, fromA.keyId.bytes));
        QVERIFY(!contains(file, tail(fromA.publicKeys)));
        for (const base::Bytes& ciphertext : fromA.state) {
            QVERIFY(!contains(file, tail(ciphertext)));
        }
        QVERIFY(!contains(file, *fromA.trainerSeed));
    }
    QCOMPARE(forB.steps, std::uint64_t{0});
    QCOMPARE(forB.losses.size() + forB.packedLosses.size(), std::uint64_t{0});
    QVERIFY(forB.trust.has_value());
    QVERIFY(std::ranges::any_of(forB.trust->disclosures, [](const session::Disclosure& row) {
        return row.kind == session::OpenedKind::HandedOver && row.numbers == 17;
    }));
    // The tables stay with their parties.
    const auto table = [&](const QStringList& command) {
        const Outcome outcome = program.run(command);
        CG_ENSURES(outcome.exitCode == 0);
        return recordIn(program, "with-data.cgsession").spec.plan.data;
    };
    const data::Dataset a = table(
        {"train", "--from", "for-a.cgsession", "--data", "a.csv", "--steps", "0", "--out", "with-data.cgsession"});
    QVERIFY(holdsNumbersOf(program.read("with-data.cgsession"), a)); // the search finds what is there
    for (const QString name : {"for-a.cgsession", "from-a.cgsession", "for-b.cgsession", "from-b.cgsession"}) {
        QVERIFY2(!holdsNumbersOf(program.read(name), a), qPrintable(name));
    }
}

void CliHandingOverTest::checkThatTwoAreUnlinkable(const Program& program)
{
    const QStringList again{"rekey", "from-a.cgsession", "--to", "second.cgpub", "--out", "again.cgsession", "--json"};
    const Outcome outcome = program.run(again + kFirstKey);
    QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
    QCOMPARE(outcome.json()["losses_left_out"].toInt(), 120);
    const session::SessionRecord one = recordIn(program, "for-b.cgsession");
    const session::SessionRecord other = recordIn(program, "again.cgsession");
    QCOMPARE(one.state.size(), other.state.size());
    for (std::size_t i = 0; i < one.state.size(); ++i) {
        QCOMPARE(one.state[i].size(), other.state[i].size());
        // No eight bytes of the numbers at the end are the same in the same place.
        const std::size_t size = one.state[i].size();
        for (std::size_t at = size - 128; at < size; at += 8) {
            QVERIFY(!std::ranges::equal(base::ByteView(one.state[i]).subspan(at, 8),
                                        base::ByteView(other.state[i]).subspan(at, 8)));
        }
    }
    QVERIFY(!one.startLabel && !other.startLabel && !one.trainerSeed && !other.trainerSeed);
}

void CliHandingOverTest::whatDoesNotFitIsRefused()
{
    const Program program;
    prepare(program);
    program.write("three.csv", "x,y,z,class\n1,2,3,0\n");
    program.write("one.csv", "x,y,class\n1,0,1\n");
    program.write("large.csv", "x,y,class\n1000,0,1\n0,0,0\n0,1,1\n1,1,0\n");
    QCOMPARE(program.run({"train", "--steps", "2", "--demo-key", "1", "--out", "s"}).exitCode, 0);
    QCOMPARE(program.run({"keys", "export", "--demo-key", "2", "--out", "pub"}).exitCode, 0);
    QCOMPARE(program.run({"rekey", "s", "--demo-key", "1", "--to", "pub", "--out", "n"}).exitCode, 0);
    const auto refused = [&](const QStringList& arguments, int code, const QByteArray& sentence) {
        const Outcome outcome = program.run(arguments);
        QVERIFY2(outcome.exitCode == code, (arguments.join(' ').toUtf8() + ": " + outcome.errors).constData());
        QVERIFY2(outcome.lastError().contains(sentence), outcome.errors.constData());
        QVERIFY(outcome.out.isEmpty());
    };
    refused({"train", "--from", "n", "--steps", "1"}, 2, "holds no data");
    refused({"train", "--from", "n", "--data", "three.csv"}, 2, "has 3 inputs");
    refused({"train", "--from", "n", "--data", "one.csv"}, 2, "packed for 4 rows a step");
    refused({"train", "--from", "n", "--data", "large.csv"}, 2, "does not encrypt");
    refused({"train", "--from", "n", "--data", "none.csv"}, 3, "none.csv");
    refused({"train", "--from", "n", "--batch", "4"}, 2, "--batch");
    refused({"train", "--from", "n", "--data", "a.csv", "--rate", "1"}, 2, "--rate");
    refused({"train", "--without-data", "--steps", "1"}, 2, "--without-data needs --out");
    refused({"open", "n", "--what", "predictions", "--demo-key", "2"}, 2, "holds no data");
    refused({"noise", "--from", "n"}, 2, "holds no data");
    refused({"release", "n", "--demo-key", "2"}, 2, "holds no data");
    refused({"rekey", "s", "--to", "pub", "--out", "x"}, 5, "its owner hands the network over");
    refused({"rekey", "s", "--demo-key", "2", "--to", "pub", "--out", "x"}, 5, "belongs to another session");
    refused({"rekey", "s", "--demo-key", "1", "--to", "s", "--out", "x"}, 3, "no exported public key");
    refused({"rekey", "s", "--demo-key", "1", "--to", "none", "--out", "x"}, 3, "none");
    refused({"rekey", "s", "--demo-key", "1", "--to", "pub", "--out", "n"}, 3, "exists already");
    refused({"rekey", "s", "--demo-key", "1", "--to", "pub", "--out", "pub", "--force"}, 3, "would be lost");
    refused({"rekey", "pub", "--demo-key", "1", "--to", "pub", "--out", "x"}, 3, "not a session");
    refused({"keys", "export", "--out", "x"}, 5, "needs --key");
    refused({"keys", "export", "--scheme", "plain", "--out", "x"}, 2, "has no keys");
    refused({"keys", "export", "--demo-key", "2", "--out", "pub"}, 3, "exists already");
    refused({"keys", "export", "--demo-key", "2", "--data", "a.csv", "--out", "a.csv", "--force"}, 3, "would be lost");
    refused({"keys", "info", "pub"}, 3, "exported public key");
    QByteArray damaged = program.read("pub");
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    program.write("broken", damaged);
    refused({"rekey", "s", "--demo-key", "1", "--to", "broken", "--out", "x"}, 3, "is damaged");
    QVERIFY(!program.files().contains("x"));
}

QTEST_APPLESS_MAIN(CliHandingOverTest)
#include "cli_handing_over_test.moc"
