// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QJsonArray>
#include <QTest>

using cg::testing::Outcome;
using cg::testing::Program;

namespace {

QJsonArray resultsOf(const Outcome& outcome)
{
    return outcome.json()["results"].toArray();
}

QList<double> openedBy(const QJsonValue& result)
{
    QList<double> values;
    for (const QJsonValue& value : result.toObject()["opened"].toArray()) {
        values.push_back(value.toDouble());
    }
    return values;
}

bool areClose(const QList<double>& a, const QList<double>& b)
{
    constexpr double kTolerance = 1.0 / 512; // what the scheme promises for numbers of this size
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](double x, double y) { return std::abs(x - y) <= kTolerance; });
}

} // namespace

/// `calc` and `noise`.
class CliCalculateTest : public QObject {
    Q_OBJECT

private slots:
    void programComesFromArgumentFileOrStdin();
    void expressionMayBeginWithAMinus();
    void resultsAreNumbersOfOrdinaryArithmetic_data();
    void resultsAreNumbersOfOrdinaryArithmetic();
    void aPolynomialThatIsTooLongForTheChainAsksForARefresh();
    void jsonHasEveryField();
    void rawIntegersRepeatForADemoKeyOnly();
    void publicKeysOfASessionOpenNothing();
    void keyOfTheSessionOpensTheResults();
    void textShowsResults();
    void forecastHasNoMeasuredValues();
    void measuredNoiseStaysBelowTheWorstCase_data();
    void measuredNoiseStaysBelowTheWorstCase();
};

void CliCalculateTest::programComesFromArgumentFileOrStdin()
{
    const Program program;
    const QByteArray text = "# two statements\na = enc([1, 2])\na + a\n";
    program.write("p", text);
    const QStringList calc{"calc", "--scheme", "plain", "--json"};
    for (const Outcome& outcome :
         {program.run(calc + QStringList{"a = enc([1, 2]); a + a"}), program.run(calc + QStringList{"--file", "p"}),
          program.run(calc, text), program.run(calc + QStringList{"-"}, text),
          program.run(calc, "\xef\xbb\xbf" + text)}) { // with the mark of UTF-8
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(resultsOf(outcome).size(), 2);
        QCOMPARE(openedBy(resultsOf(outcome)[1]), (QList<double>{2, 4}));
    }
}

void CliCalculateTest::expressionMayBeginWithAMinus()
{
    const Program program;
    const QStringList calc{"calc", "--scheme", "plain", "--json"};
    for (const Outcome& outcome : {program.run(calc + QStringList{"-enc([1, 2])"}),
                                   program.run({"calc", "-1 * enc([1, 2])", "--scheme", "plain", "--json"})}) {
        QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
        QCOMPARE(openedBy(resultsOf(outcome)[0]), (QList<double>{-1, -2}));
    }
    const Outcome wrong = program.run(calc + QStringList{"-en([1])"});
    QCOMPARE(wrong.exitCode, 2);
    QVERIFY2(wrong.errors.contains("line 1, column 2"), wrong.errors.constData());
}

void CliCalculateTest::resultsAreNumbersOfOrdinaryArithmetic_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("plain") << "plain";
    QTest::newRow("vhe") << "vhe";
}

void CliCalculateTest::resultsAreNumbersOfOrdinaryArithmetic()
{
    QFETCH(const QString, scheme);
    const Outcome outcome =
        Program().run({"calc", "--scheme", scheme, "--json",
                       "a = enc([1, 0.5, -1]); b = enc([0.5, 2, 1]); a - b; a * b; a / 2; dot(a, b); sum(a);"
                       "linear([[1, 0, 2], [0, 3, 0]], a); sigmoid(a, 3); refresh(a)"});
    QCOMPARE(outcome.exitCode, 0);
    const QJsonArray results = resultsOf(outcome);
    const auto sigmoid = [](double x) { return 0.5 + x / 4 - x * x * x / 48; };
    const QList<QList<double>> expected{{1, 0.5, -1}, {0.5, 2, 1},       {0.5, -1.5, -2},
                                        {0.5, 1, -1}, {0.5, 0.25, -0.5}, {0.5},
                                        {0.5},        {-1, 1.5},         {sigmoid(1), sigmoid(0.5), sigmoid(-1)},
                                        {1, 0.5, -1}};
    QCOMPARE(results.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QVERIFY2(areClose(openedBy(results[i]), expected[i]), qPrintable(QString("statement %1").arg(i)));
    }
}

void CliCalculateTest::aPolynomialThatIsTooLongForTheChainAsksForARefresh()
{
    for (const char* const statement : {"sigmoid(enc([0.5]), 7)", "tanh(enc([0.5]), 9)", "exp(enc([0.5]), 8)"}) {
        const Outcome outcome = Program().run({"calc", "--scheme", "ckks", statement});
        QVERIFY2(outcome.exitCode == 4 && outcome.errors.contains("refresh"), outcome.errors.constData());
    }
}

void CliCalculateTest::jsonHasEveryField()
{
    const Outcome outcome = Program().run({"calc", "--json", "--raw", "a = enc([1, 2])"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()["demo_key"].toBool(true), false);
    QCOMPARE(outcome.json()["badge"].toString(), "BROKEN");
    const QJsonObject result = resultsOf(outcome)[0].toObject();
    QCOMPARE(result["expr"].toString(), "a = enc([1, 2])");
    QCOMPARE(result["name"].toString(), "a");
    QVERIFY(result["noise_measured_bits"].toDouble() < result["noise_worst_bits"].toDouble());
    QVERIFY(result["noise_estimate_bits"].toDouble() < 0);
    QVERIFY(result["ms"].toDouble() > 0);
    QVERIFY(result["raw"].toArray().size() > 2);
}

void CliCalculateTest::rawIntegersRepeatForADemoKeyOnly()
{
    const Program program;
    const auto raw = [&](const QStringList& key) -> QJsonValue {
        return resultsOf(program.run(QStringList{"calc", "--json", "--raw", "enc([1])"} + key))[0].toObject()["raw"];
    };
    QCOMPARE(raw({"--demo-key", "7"}), raw({"--demo-key", "7"}));
    QVERIFY(raw({"--demo-key", "7"}) != raw({"--demo-key", "8"}));
    QVERIFY(raw({}) != raw({}));
}

void CliCalculateTest::publicKeysOfASessionOpenNothing()
{
    const Program program;
    QCOMPARE(program.run({"seal", "--demo-key", "7", "--out", "s"}).exitCode, 0);
    const Outcome sum = program.run({"calc", "--from", "s", "--json", "a = enc([1, 2]); a + a; 3 / 2"});
    QCOMPARE(sum.exitCode, 0);
    QVERIFY(resultsOf(sum)[1].toObject()["opened"].isNull());
    QVERIFY(resultsOf(sum)[1].toObject()["noise_measured_bits"].isNull());
    QCOMPARE(openedBy(resultsOf(sum)[2]), QList<double>{1.5});
    const Outcome matrix = program.run({"calc", "--from", "s", "linear([[1, 2], [3, 3]], enc([1, 2]))"});
    QCOMPARE(matrix.exitCode, 2);
    QVERIFY2(matrix.errors.contains("evaluation key"), matrix.errors.constData());
    QCOMPARE(program.run({"calc", "--from", "s", "refresh(enc([1]))"}).exitCode, 5);
    QCOMPARE(program.run({"calc", "--from", "s", "--scheme", "plain", "1"}).exitCode, 2);
}

void CliCalculateTest::keyOfTheSessionOpensTheResults()
{
    const Program program;
    QCOMPARE(program.run({"seal", "--demo-key", "7", "--out", "s"}).exitCode, 0);
    const Outcome opened = program.run({"calc", "--from", "s", "--demo-key", "7", "--json", "enc([1, 2]) * 2"});
    QCOMPARE(opened.exitCode, 0);
    QVERIFY(areClose(openedBy(resultsOf(opened)[0]), {2, 4}));
}

void CliCalculateTest::textShowsResults()
{
    const Outcome outcome = Program().run({"calc", "--scheme", "plain", "--raw", "enc([1, 2.5]) * 2; 3"});
    QVERIFY2(outcome.out.contains("enc([1, 2.5]) * 2\n  = [2, 5]\n"), outcome.out.constData());
    QVERIFY(outcome.out.contains("raw: 2 5 0"));
    QVERIFY(outcome.out.contains("PLAIN"));
    QVERIFY(Program().run({"calc", "--demo-key", "1", "enc([1])"}).out.contains("DEMO KEY"));
}

void CliCalculateTest::forecastHasNoMeasuredValues()
{
    const Program program;
    const QJsonObject json = program.run({"noise", "--json", "--steps", "100"}).json();
    QCOMPARE(json["source"].toString(), "forecast");
    const QJsonArray operations = json["operations"].toArray();
    QVERIFY(operations.size() > 5);
    for (const QJsonValue& operation : operations) {
        QVERIFY(operation.toObject()["measured_bits"].isNull());
        QVERIFY(!operation.toObject()["op"].toString().isEmpty());
    }
    QCOMPARE(json["expected"].toArray().last().toObject()["steps"].toInt(), 100);
    const Outcome text = program.run({"noise"});
    QVERIFY(text.out.contains("multiply") && text.out.contains("forecast"));
}

void CliCalculateTest::measuredNoiseStaysBelowTheWorstCase_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("new run") << QStringList{"noise", "--demo-key", "7"};
    QTest::newRow("saved run") << QStringList{"noise", "--from", "s", "--demo-key", "7"};
}

void CliCalculateTest::measuredNoiseStaysBelowTheWorstCase()
{
    QFETCH(const QStringList, arguments);
    const Program program;
    QCOMPARE(program.run({"train", "--demo-key", "7", "--steps", "20", "--out", "s"}).exitCode, 0);
    const QJsonObject json = program.run(arguments + QStringList{"--json"}).json();
    QCOMPARE(json["source"].toString(), "step");
    QCOMPARE(json["step"].toInt(), arguments.contains("--from") ? 20 : 0);
    const QJsonArray operations = json["operations"].toArray();
    QVERIFY(operations.size() > 5);
    for (const QJsonValue& value : operations) {
        const QJsonObject operation = value.toObject();
        QVERIFY2(operation["measured_bits"].toDouble(1e9) <= operation["worst_bits"].toDouble() + 0.01,
                 qPrintable(operation["op"].toString()));
    }
    // Without its key the same step is estimated only.
    const QJsonObject estimated = program.run({"noise", "--from", "s", "--json"}).json();
    QVERIFY(estimated["operations"].toArray()[0].toObject()["measured_bits"].isNull());
}

QTEST_GUILESS_MAIN(CliCalculateTest)
#include "cli_calculate_test.moc"
