// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "program.h"
#include "session/session_store.h"
#include "support/results.h"

#include <QJsonArray>
#include <QtTest/QTest>

#include <chrono>

using namespace cg;
using testing::Outcome;
using testing::Program;

namespace {

constexpr std::chrono::system_clock::time_point kMorning{std::chrono::seconds(1'795'339'800)};

/// The file `a` as the window would have left it.
void record(const Program& program)
{
    QCOMPARE(program.run({"seal", "--demo-key", "1", "--out", "a"}).exitCode, 0);
    const std::string path = program.file("a").toStdString();
    session::SessionRecord content = testing::valueOf(session::readSession(path)).record;
    content.trust.emplace();
    content.trust->crossings = {{trust::CrossingKind::PublicKeys, kMorning, 1, 1, 2048, 0, {}},
                                {trust::CrossingKind::Message, kMorning, 2, 2, 16, 14, {}}};
    content.trust->disclosures = {{kMorning, session::OpenedKind::Prediction, 2, 0, 2, session::Precision::TwoDigits,
                                   session::Audience::Trainer, session::Reason::CheckAnswer}};
    QVERIFY(
        base::writeFileAtomically(path, session::encode(content), base::FileMode::Ordinary, base::Overwrite::Replace)
            .hasValue());
}

QString recorded(const Program& program, const char* file)
{
    return program.run({"info", QString::fromLatin1(file), "--json"}).json()["recorded"].toString();
}

} // namespace

class CliTrustTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void infoTellsWhatCrossedAndWhatWasOpened()
    {
        const Program program;
        record(program);
        const QJsonObject json = program.run({"info", "a", "--json"}).json();
        QCOMPARE(json["recorded"].toString(), QStringLiteral("from the beginning"));
        const QJsonObject message = json["crossings"].toArray()[1].toObject();
        QCOMPARE(message["kind"].toString(), QStringLiteral("messages"));
        QCOMPARE(message["direction"].toString(), QStringLiteral("to the trainer"));
        QCOMPARE(message["bits"].toInt(), 14);
        const QJsonObject opened = json["disclosures"].toArray()[0].toObject();
        QCOMPARE(opened["kind"].toString(), QStringLiteral("prediction"));
        QCOMPARE(opened["row"].toInt(), 2);
        QCOMPARE(opened["precision"].toString(), QStringLiteral("two digits"));
        QCOMPARE(opened["bits"].toInt(), 14);
        QCOMPARE(opened["audience"].toString(), QStringLiteral("trainer"));
        QCOMPARE(opened["last"].toString(), QStringLiteral("2026-11-22T09:30:00Z"));
        const QByteArray text = program.run({"info", "a"}).out;
        for (const char* part : {"from the beginning", "2.0 KiB", "14 bits told", "2 numbers, 14 bits"}) {
            QVERIFY2(text.contains(part), text.constData());
        }
    }

    void aFileThatRecordsNothingSaysSo()
    {
        const Program program;
        QCOMPARE(program.run({"seal", "--demo-key", "1", "--out", "b"}).exitCode, 0);
        QCOMPARE(recorded(program, "b"), QStringLiteral("no"));
        QVERIFY(program.run({"info", "b", "--json"}).json()["crossings"].isNull());
        QVERIFY(program.run({"info", "b"}).out.contains("nothing of what crossed the wall or was opened"));
    }

    /// This program records nothing: what it has a key holder do makes the record one in part.
    void aRunWithAKeyHolderMakesTheRecordOneInPart()
    {
        const Program program;
        record(program);
        QCOMPARE(program.run({"train", "--from", "a", "--steps", "1", "--out", "without"}).exitCode, 0);
        QCOMPARE(recorded(program, "without"), QStringLiteral("from the beginning"));
        const QStringList withKey{"train", "--from", "a", "--steps", "1", "--demo-key", "1", "--out", "with"};
        QCOMPARE(program.run(withKey).exitCode, 0);
        QCOMPARE(recorded(program, "with"), QStringLiteral("in part"));
        QCOMPARE(program.run({"info", "with", "--json"}).json()["disclosures"].toArray().size(), 1);
    }
};

QTEST_APPLESS_MAIN(CliTrustTest)
#include "cli_trust_test.moc"
