// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QJsonArray>
#include <QTest>

using cg::testing::Outcome;
using cg::testing::Program;

namespace {

/// A demo key and a short run: what most tests need, in a few milliseconds.
QStringList shortRun(const QStringList& more)
{
    return QStringList{"train", "--demo-key", "7", "--seed", "3", "--json"} + more;
}

} // namespace

/// What `train` and `seal` report and write.
class CliTrainTest : public QObject {
    Q_OBJECT

private slots:
    void jsonHasEveryField_data();
    void jsonHasEveryField();
    void sessionKeyGivesASealedStartAndOpenedResults();
    void seededStartIsTheSameUnderEveryScheme();
    void textSaysWhatTheTrainerSees();
    void fiftyAndThirtyStepsAreEighty();
    void withoutStepsTheFileIsTrainedByThePresetsNumber();
    void targetLossEndsTheRun();
    void ckksTrainsAtTheSecurityAskedFor();
    void underCkksADivergedRunIsNoSuccess();
    void aNetworkThatDoesNotFitIsRefusedAlsoAsJson();
    void aSetIsChosenByItsName();
    void underCkksTwoRunsInTwoPartsAreOne();
    void sealedSessionIsTrainedWithoutAKeyAndOpenedWithIt();
    void optionsShapeTheNetwork();
    void tableDecidesTheInputs();
    void severalStepsOfAMiniBatchUseAllRows();
    void divergenceIsReportedAndSaved();
    void resultThatCannotBeOpenedIsNotCalledDone();
    void noStepsAtAllAreAllowed();
    void noNewStepsAreNotCalledDone();
};

void CliTrainTest::jsonHasEveryField_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("plain") << "plain";
    QTest::newRow("vhe") << "vhe";
}

void CliTrainTest::jsonHasEveryField()
{
    QFETCH(const QString, scheme);
    const Outcome outcome = Program().run(shortRun({"--scheme", scheme}));
    QCOMPARE(outcome.exitCode, 0);
    const QJsonObject json = outcome.json();
    for (const char* field : {"scheme", "badge", "start", "demo_key", "preset", "seed", "steps", "seconds",
                              "steps_per_second", "rows_per_second", "final_loss", "accuracy", "predictions", "noise",
                              "peak_rss_bytes", "stopped_by", "key_holder_peak_rss_bytes"}) {
        QVERIFY2(json.contains(field), field);
    }
    const bool isPlain = scheme == "plain";
    QCOMPARE(json["scheme"].toString(), scheme);
    QCOMPARE(json["badge"].toString(), isPlain ? "PLAIN" : "BROKEN");
    QCOMPARE(json["demo_key"].toBool(), !isPlain);
    QCOMPARE(json["start"].toString(), "known");
    QCOMPARE(json["seed"].toInt(), 3);
    QCOMPARE(json["steps"].toInt(), 150);
    QCOMPARE(json["stopped_by"].toString(), "steps");
    QCOMPARE(json["accuracy"].toDouble(), 1.0);
    QCOMPARE(json["predictions"].toArray().size(), 4);
    QVERIFY(std::abs(json["final_loss"].toDouble()) < 0.01);
    QVERIFY(json["peak_rss_bytes"].toDouble() > 1e6);
    QCOMPARE(json["noise"].isNull(), isPlain);
    QCOMPARE(json["key_holder_peak_rss_bytes"].isNull(), isPlain);
    const double rows = json["rows_per_second"].toDouble();
    QVERIFY(qFuzzyCompare(rows, 4 * json["steps_per_second"].toDouble()));
    if (!isPlain) {
        const QJsonObject noise = json["noise"].toObject();
        QVERIFY(noise["measured_bits"].toDouble() < noise["worst_bits"].toDouble());
        QVERIFY(noise["estimate_bits"].toDouble() < noise["worst_bits"].toDouble());
    }
}

void CliTrainTest::sessionKeyGivesASealedStartAndOpenedResults()
{
    const Program program;
    const QJsonObject first = program.run({"train", "--json"}).json();
    const QJsonObject second = program.run({"train", "--json"}).json();
    QCOMPARE(first["start"].toString(), "sealed");
    QVERIFY(first["seed"].isNull());
    QCOMPARE(first["demo_key"].toBool(true), false);
    QCOMPARE(first["accuracy"].toDouble(), 1.0);
    QVERIFY(first["key_id"].toString() != second["key_id"].toString());
    QVERIFY(first["predictions"].toArray() != second["predictions"].toArray());
    const Outcome saved = program.run({"train", "--out", "a"});
    QCOMPARE(saved.exitCode, 5);
    QVERIFY(saved.errors.contains("session key"));
    QCOMPARE(program.files(), QStringList());
}

void CliTrainTest::seededStartIsTheSameUnderEveryScheme()
{
    const Program program;
    const QJsonArray plain = program.run({"train", "--scheme", "plain", "--seed", "9", "--steps", "0", "--json"})
                                 .json()["predictions"]
                                 .toArray();
    const QJsonArray sessionKey =
        program.run({"train", "--seed", "9", "--steps", "0", "--json"}).json()["predictions"].toArray();
    QCOMPARE(plain.size(), 4);
    QCOMPARE(sessionKey.size(), 4);
    for (int row = 0; row < 4; ++row) {
        QVERIFY(std::abs(plain[row].toDouble() - sessionKey[row].toDouble()) < 1e-3);
    }
}

void CliTrainTest::textSaysWhatTheTrainerSees()
{
    const Program program;
    const Outcome known = program.run({"train", "--demo-key", "7"});
    for (const char* part :
         {"KNOWN START", "DEMO KEY", "BROKEN: whoever has the public key", "loss", "prediction",
          "The trainer knows the data, the labels and the circuit.",
          "It cannot read the weights, the loss or the predictions", "could compute this run in the clear"}) {
        QVERIFY2(known.out.contains(part), part);
    }
    QVERIFY(!known.out.contains('\x1b'));
    const Outcome sealed = program.run({"train"});
    QVERIFY(sealed.out.contains("sealed") && !sealed.out.contains("KNOWN START") && !sealed.out.contains("DEMO KEY"));
    QVERIFY(!sealed.out.contains("in the clear"));
    const Outcome plain = program.run({"train", "--scheme", "plain"});
    QVERIFY(plain.out.contains("the trainer sees everything"));
}

void CliTrainTest::fiftyAndThirtyStepsAreEighty()
{
    const Program program;
    QCOMPARE(program.run(shortRun({"--steps", "80", "--out", "whole"})).exitCode, 0);
    QCOMPARE(program.run(shortRun({"--steps", "50", "--out", "part"})).exitCode, 0);
    const QStringList goOn{"train", "--from", "part", "--steps", "30", "--out", "part", "--json"};
    const QJsonObject second = program.run(goOn).json();
    QCOMPARE(second["steps"].toInt(), 80);
    QCOMPARE(second["new_steps"].toInt(), 30);
    QVERIFY(second["final_loss"].isNull());
    const QJsonArray whole = program.run({"info", "whole", "--ciphertexts", "--json"}).json()["ciphertexts"].toArray();
    const QJsonArray parts = program.run({"info", "part", "--ciphertexts", "--json"}).json()["ciphertexts"].toArray();
    QVERIFY(!whole.isEmpty());
    QCOMPARE(parts, whole);
}

void CliTrainTest::withoutStepsTheFileIsTrainedByThePresetsNumber()
{
    const Program program;
    QCOMPARE(program.run(shortRun({"--steps", "4", "--out", "a"})).exitCode, 0);
    QCOMPARE(program.run({"train", "--from", "a", "--json"}).json()["steps"].toInt(), 154);
}

void CliTrainTest::targetLossEndsTheRun()
{
    const Program program;
    const QStringList toTheTarget{"--target-loss", "0.05", "--steps", "1000", "--out", "a"};
    const QJsonObject json = program.run(shortRun(toTheTarget)).json();
    QCOMPARE(json["stopped_by"].toString(), "target-loss");
    QVERIFY(json["steps"].toInt() < 1000);
    QVERIFY(json["final_loss"].toDouble() < 0.05);
    const Outcome withoutKey = program.run({"train", "--from", "a", "--target-loss", "0.01"});
    QCOMPARE(withoutKey.exitCode, 5);
    QVERIFY(withoutKey.errors.contains("--target-loss needs the key"));
    const Outcome text = program.run({"train", "--demo-key", "7", "--target-loss", "0.05"});
    QVERIFY(text.out.contains("bits."));
}

void CliTrainTest::sealedSessionIsTrainedWithoutAKeyAndOpenedWithIt()
{
    const Program program;
    program.write("pass", "staple\n");
    const QStringList key{"--key", "k", "--passphrase-file", "pass"};
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "pass"}).exitCode, 0);
    const QJsonObject sealed = program.run(QStringList{"seal", "--out", "s", "--json"} + key).json();
    QCOMPARE(sealed["start"].toString(), "sealed");
    QCOMPARE(sealed["steps"].toInt(-1), 0);
    for (const char* field : {"seed", "final_loss", "accuracy", "predictions"}) {
        QVERIFY2(sealed.contains(field) && sealed[field].isNull(), field);
    }
    const QJsonObject trained = program.run({"train", "--from", "s", "--steps", "20", "--out", "r", "--json"}).json();
    QCOMPARE(trained["start"].toString(), "sealed");
    QCOMPARE(trained["steps"].toInt(), 20);
    for (const char* field : {"seed", "final_loss", "accuracy", "predictions", "key_holder_peak_rss_bytes"}) {
        QVERIFY2(trained.contains(field) && trained[field].isNull(), field);
    }
    QVERIFY(trained["noise"].toObject()["measured_bits"].isNull());
    const QJsonObject losses = program.run(QStringList{"open", "r", "--what", "loss", "--json"} + key).json();
    QCOMPARE(losses["values"].toArray().size(), 20);
    QCOMPARE(losses["steps"].toArray().last().toInt(), 19);
}

void CliTrainTest::ckksTrainsAtTheSecurityAskedFor()
{
    const QStringList ckks{"--scheme", "ckks"};
    const QJsonObject usual = Program().run(shortRun(ckks + QStringList{"--target-loss", "0.01"})).json();
    QCOMPARE(usual["badge"].toString(), "STANDARD-128");
    QCOMPARE(usual["stopped_by"].toString(), "target-loss");
    QVERIFY(usual["final_loss"].toDouble() < 0.01);
    QCOMPARE(usual["predictions"].toArray().size(), 4);
    const QJsonObject noise = usual["noise"].toObject();
    QVERIFY(noise["measured_bits"].toDouble() < noise["worst_bits"].toDouble());
    const QJsonObject strong = Program().run(shortRun(ckks + QStringList{"--security", "256", "--steps", "1"})).json();
    QCOMPARE(strong["badge"].toString(), "STANDARD-256");
}

void CliTrainTest::underCkksADivergedRunIsNoSuccess()
{
    const Program program;
    // In the clear it diverges; here the loss wraps around its modulus, and would look small.
    const QStringList run{"train", "--rate", "2", "--seed", "2", "--steps", "20", "--json"};
    QCOMPARE(program.run(run + QStringList{"--scheme", "plain"}).json()["stopped_by"].toString(), "diverged");
    const Outcome outcome = program.run(run + QStringList{"--scheme", "ckks", "--target-loss", "0.01"});
    QVERIFY2(outcome.exitCode == 4, outcome.errors.constData());
    QCOMPARE(outcome.json()["stopped_by"].toString(), "diverged");
    QVERIFY(outcome.json()["final_loss"].isNull());
    QVERIFY2(outcome.lastError().contains("outgrown"), outcome.errors.constData());
}

void CliTrainTest::aNetworkThatDoesNotFitIsRefusedAlsoAsJson()
{
    const Program program;
    for (const char* command : {"train", "seal"}) {
        QStringList arguments{command, "--scheme", "ckks", "--hidden", "4,4,4", "--demo-key", "1", "--json"};
        if (arguments.front() == "seal") {
            arguments += {"--out", "s"};
        }
        const Outcome outcome = program.run(arguments);
        QVERIFY2(outcome.exitCode == 4, outcome.errors.constData());
        QVERIFY2(outcome.lastError().contains("does not fit the levels"), outcome.errors.constData());
    }
    QVERIFY(program.files().isEmpty());
}

void CliTrainTest::aSetIsChosenByItsName()
{
    const Program program;
    const QStringList run{"train", "--scheme", "ckks", "--seed", "3", "--steps", "4", "--json", "--set"};
    const Outcome three = program.run(run + QStringList{"train-16384-3"});
    QVERIFY2(three.exitCode == 0, three.errors.constData());
    const double plain = program.run({"train", "--scheme", "plain", "--seed", "3", "--steps", "4", "--json"})
                             .json()["final_loss"]
                             .toDouble();
    QVERIFY(std::abs(three.json()["final_loss"].toDouble() - plain) < 0.01);
    const QJsonObject foretold = program.run({"noise", "--scheme", "ckks", "--set", "train-16384-3", "--json"}).json();
    QCOMPARE(foretold["steps_between_refreshes"].toInt(), 3);
    QVERIFY(foretold["evaluation_keys"].toInt() > 0);
    QVERIFY(foretold["key_memory_bytes"].toDouble() > 1e8);
    QCOMPARE(program.run(run + QStringList{"none"}).exitCode, 2);
    QCOMPARE(program.run(run + QStringList{"toy-32"}).exitCode, 2);      // it claims nothing
    QCOMPARE(program.run({"train", "--set", "train-8192"}).exitCode, 2); // it belongs to ckks
    // A key for two hidden layers.
    program.write("pass", "correct horse\n");
    const QStringList key{"--passphrase-file", "pass"};
    QCOMPARE(program.run(QStringList{"keys", "new", "--scheme", "ckks", "--set", "train-16384-1", "--out", "k"} + key)
                 .exitCode,
             0);
    const Outcome deep = program.run(
        QStringList{"seal", "--scheme", "ckks", "--hidden", "3,3", "--key", "k", "--out", "s", "--json"} + key);
    QVERIFY2(deep.exitCode == 0, deep.errors.constData());
}

void CliTrainTest::underCkksTwoRunsInTwoPartsAreOne()
{
    Program program;
    const QStringList ckks{"--scheme", "ckks"};
    QCOMPARE(program.run(shortRun(ckks + QStringList{"--steps", "3", "--out", "whole.cgsession"})).exitCode, 0);
    QCOMPARE(program.run(shortRun(ckks + QStringList{"--steps", "2", "--out", "part.cgsession"})).exitCode, 0);
    QCOMPARE(program
                 .run({"train", "--from", "part.cgsession", "--demo-key", "7", "--steps", "1", "--out",
                       "rest.cgsession", "--json"})
                 .exitCode,
             0);
    const auto ciphertexts = [&](const char* file) {
        return program.run({"info", file, "--ciphertexts", "--json"}).json()["ciphertexts"].toArray();
    };
    QCOMPARE(ciphertexts("whole.cgsession").size(), 5);
    QCOMPARE(ciphertexts("rest.cgsession"), ciphertexts("whole.cgsession"));
    const QJsonObject opened =
        program.run({"open", "rest.cgsession", "--what", "loss", "--demo-key", "7", "--json"}).json();
    QCOMPARE(opened["values"].toArray().size(), 3);
}

void CliTrainTest::optionsShapeTheNetwork()
{
    const QJsonObject json = Program()
                                 .run(shortRun({"--hidden", "3,2", "--activation", "sigmoid:taylor:3@4", "--rate",
                                                "0.05", "--momentum", "0.5", "--steps", "3", "--scheme", "plain"}))
                                 .json();
    QVERIFY2(json["network"].toString().startsWith("2-3-2-1 "), qPrintable(json["network"].toString()));
    QVERIFY(json["network"].toString().contains("sigmoid:taylor:3@4"));
}

void CliTrainTest::tableDecidesTheInputs()
{
    const Program program;
    program.write("points.csv", "a,b,c,label\n0,0,1,0\n0,1,0,1\n1,0,0,1\n");
    const QJsonObject json = program.run(shortRun({"--data", "points.csv", "--steps", "4"})).json();
    QVERIFY2(json["network"].toString().startsWith("3-4-1 "), qPrintable(json["network"].toString()));
    QCOMPARE(json["data"].toString(), "points");
    QCOMPARE(json["rows"].toInt(), 3);
    QCOMPARE(json["predictions"].toArray().size(), 3);
}

void CliTrainTest::severalStepsOfAMiniBatchUseAllRows()
{
    const QJsonObject json = Program().run(shortRun({"--batch", "3", "--steps", "6"})).json();
    QCOMPARE(json["steps"].toInt(), 6);
    QCOMPARE(json["predictions"].toArray().size(), 4);
    QVERIFY(qFuzzyCompare(json["rows_per_second"].toDouble(), 3 * json["steps_per_second"].toDouble()));
}

void CliTrainTest::divergenceIsReportedAndSaved()
{
    const Program program;
    const Outcome outcome = program.run(
        {"train", "--scheme", "plain", "--seed", "1", "--rate", "900", "--steps", "1000", "--out", "a", "--json"});
    QCOMPARE(outcome.exitCode, 4);
    const QJsonObject json = outcome.json();
    QCOMPARE(json["stopped_by"].toString(), "diverged");
    QVERIFY(json["steps"].toInt() > 0 && json["steps"].toInt() < 1000);
    QCOMPARE(program.run({"info", "a", "--json"}).json()["steps"].toInt(), json["steps"].toInt());
}

void CliTrainTest::resultThatCannotBeOpenedIsNotCalledDone()
{
    const Program program;
    // The third step is the last one that fits; the pass after it does not.
    const QStringList run{"train", "--demo-key", "7", "--seed", "3", "--rate", "5", "--steps", "3"};
    const Outcome outcome = program.run(run + QStringList{"--out", "a", "--json"});
    QCOMPARE(outcome.exitCode, 4);
    const QJsonObject json = outcome.json();
    QCOMPARE(json["steps"].toInt(), 3);
    QCOMPARE(json["stopped_by"].toString(), "noise");
    QVERIFY(json["final_loss"].isNull());
    QCOMPARE(program.run({"info", "a", "--json"}).json()["steps"].toInt(), 3);
    QVERIFY(!program.run(run).out.contains("all steps done"));
}

void CliTrainTest::noNewStepsAreNotCalledDone()
{
    const Program program;
    const Outcome untrained = program.run({"train", "--demo-key", "7", "--steps", "0", "--out", "a"});
    QVERIFY2(untrained.out.contains("0, not trained yet"), untrained.out.constData());
    const Outcome losses = program.run({"open", "a", "--what", "loss", "--demo-key", "7"});
    QCOMPARE(losses.exitCode, 0);
    QCOMPARE(losses.out, QByteArray("There is no loss before the first step.\n"));
    QCOMPARE(program.run({"train", "--from", "a", "--steps", "2", "--out", "a"}).exitCode, 0);
    QVERIFY(program.run({"train", "--from", "a", "--steps", "0"}).out.contains("2, none of them new"));
}

void CliTrainTest::noStepsAtAllAreAllowed()
{
    const QJsonObject json = Program().run(shortRun({"--steps", "0"})).json();
    QCOMPARE(json["steps"].toInt(-1), 0);
    QCOMPARE(json["steps_per_second"].toDouble(-1), 0.0);
    QCOMPARE(json["stopped_by"].toString(), "steps");
}

QTEST_GUILESS_MAIN(CliTrainTest)
#include "cli_train_test.moc"
