// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/program.h"
#include "ui/panels/calculator/calculator_page.h"
#include "ui/panels/calculator/calculator_text.h"
#include "ui/panels/calculator/example_programs.h"
#include "ui/panels/calculator/program_editor.h"
#include "ui/panels/calculator/results_model.h"
#include "ui/support/fake_controller.h"
#include "ui/support/grab.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include <array>
#include <memory>
#include <random>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

/// A statement's result with ciphertexts of their own for each seed.
session::StatementResult resultOf(const std::string& text, std::vector<double> opened, unsigned seed)
{
    session::StatementResult result;
    result.text = text;
    result.opened = std::move(opened);
    result.noise = {base::Log2::ofBits(-16.0), base::Log2::ofBits(-21.1)};
    result.measured = base::Log2::ofBits(-22.5);
    result.time = std::chrono::microseconds(44);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 64; ++i) {
        result.integers.push_back(static_cast<std::int64_t>(random() >> 20U));
    }
    return result;
}

std::vector<session::StatementResult> sumOfTwo(unsigned seed)
{
    return {resultOf("a = enc([1, 2, 3])", {1, 2, 3}, seed), resultOf("b = enc([4, 5, 6])", {4, 5, 6}, seed + 1),
            resultOf("a + b", {5, 7, 9}, seed + 2)};
}

class Bench {
public:
    Bench()
    {
        page.resize(1000, 520);
        page.show();
    }

    void click(const char* name) { QTest::mouseClick(&find<QPushButton>(page, name), Qt::LeftButton); }
    [[nodiscard]] QString status() const { return find<QLabel>(page, "calculatorStatus").text(); }
    [[nodiscard]] ProgramEditor& editor() const { return find<ProgramEditor>(page, "program"); }
    [[nodiscard]] QTableView& table() const { return find<QTableView>(page, "results"); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return table().model()->index(row, column).data().toString();
    }

    FakeController controller;
    CalculatorPage page{controller};
};

} // namespace

class CalculatorPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        wear(Appearance::Light);
        failOnWarnings();
    }

    void controlEnterRunsWhatIsWritten()
    {
        Bench bench;
        bench.editor().selectAll();
        QTest::keyClicks(&bench.editor(), QStringLiteral("enc([1]) + 2"));
        QTest::keyClick(&bench.editor(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(bench.controller.calls, QStringList{QStringLiteral("calculate enc([1]) + 2")});
        QVERIFY(bench.controller.lastScheme == SchemeChoice{base::SchemeId::Vhe});
        QCOMPARE(bench.status(), QStringLiteral("Calculating…"));
    }

    void resultsStandOnBothSidesOfTheWall()
    {
        Bench bench;
        bench.click("run");
        bench.controller.finishCalculation(sumOfTwo(1));
        QCOMPARE(bench.table().model()->rowCount(), 3);
        QCOMPARE(bench.cell(0, ResultsModel::Statement), QStringLiteral("a = enc([3 numbers])"));
        QCOMPARE(bench.cell(2, ResultsModel::Statement), QStringLiteral("a + b"));
        QCOMPARE(bench.cell(2, ResultsModel::Opened), QStringLiteral("[5, 7, 9]"));
        QCOMPARE(bench.cell(2, ResultsModel::Noise), QStringLiteral("-21.1 bits"));
        QCOMPARE(bench.cell(2, ResultsModel::Measured), QStringLiteral("-22.5 bits"));
        QCOMPARE(bench.cell(2, ResultsModel::Time), QStringLiteral("44 µs"));
    }

    void theTrainersHalfHoldsNoNumberThatWasEncrypted()
    {
        ResultsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.showResults({resultOf("a = enc([31.25, 47.5])", {31.25, 47.5}, 1)});
        for (int column = 0; column < ResultsModel::kFirstOfKeyHolder; ++column) {
            for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleDescriptionRole}) {
                const QString text = model.index(0, column).data(role).toString();
                QVERIFY2(!text.contains(QStringLiteral("31.25")) && !text.contains(QStringLiteral("47.5")),
                         qPrintable(text));
            }
        }
        QVERIFY(model.index(0, ResultsModel::Opened).data().toString().contains(QStringLiteral("31.25")));
        model.showAgain({resultOf("a = enc([31.25, 47.5])", {31.25, 47.5}, 2)});
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void encryptingAgainComparesTheBytes()
    {
        Bench bench;
        QVERIFY(!find<QPushButton>(bench.page, "again").isEnabled());
        bench.click("run");
        bench.controller.finishCalculation(sumOfTwo(1));
        bench.click("again");
        QCOMPARE(bench.controller.calls.size(), 2);
        QCOMPARE(bench.controller.calls.front(), bench.controller.calls.back());
        bench.controller.finishCalculation(sumOfTwo(7));
        QVERIFY2(bench.status().contains(QStringLiteral("% of the bytes differ")), qPrintable(bench.status()));
        bench.click("again");
        bench.controller.finishCalculation(sumOfTwo(7));
        QVERIFY2(bench.status().contains(QStringLiteral(" 0.0 %")), qPrintable(bench.status()));
        QTest::keyClick(&bench.editor(), ' ');
        QVERIFY(!find<QPushButton>(bench.page, "again").isEnabled()); // another program
    }

    void anErrorIsMarkedWhereItIs()
    {
        Bench bench;
        bench.editor().setProgram(QStringLiteral("a = enc([1])\nb = a * c"));
        bench.click("run");
        bench.controller.finishCalculation(
            base::Error{base::ErrorCode::Syntax, "line 2, column 9: 'c' has no value yet"});
        QVERIFY(bench.status().contains(QStringLiteral("'c' has no value yet")));
        QCOMPARE(bench.table().model()->rowCount(), 0);
        QCOMPARE(bench.editor().textCursor().position(), 21);
        QCOMPARE(bench.editor().extraSelections().size(), 1);
        QCOMPARE(bench.editor().extraSelections().front().cursor.selectedText(), QStringLiteral("c"));
        QTest::keyClick(&bench.editor(), 'd');
        QVERIFY(bench.editor().extraSelections().isEmpty());
    }

    void anErrorTakesEarlierResultsAway()
    {
        Bench bench;
        bench.click("run");
        bench.controller.finishCalculation(sumOfTwo(1));
        bench.click("run");
        bench.controller.finishCalculation(base::Error{base::ErrorCode::KeyHolderLost, "the key holder is gone"});
        QCOMPARE(bench.table().model()->rowCount(), 0);
        QVERIFY(!shownTexts(bench.page).contains(QStringLiteral("[5, 7, 9]")));
        QVERIFY(bench.editor().extraSelections().isEmpty());
    }

    void anAnswerToAnOlderQuestionIsIgnored()
    {
        Bench bench;
        bench.click("run");
        bench.click("run");
        bench.controller.finishCalculation(std::vector{resultOf("old", {1}, 1)}, 0);
        QCOMPARE(bench.table().model()->rowCount(), 0);
        bench.controller.finishCalculation(sumOfTwo(1), 1);
        QCOMPARE(bench.table().model()->rowCount(), 3);
    }

    void theSchemeIsTheChosenOne()
    {
        Bench bench;
        auto& scheme = find<QComboBox>(bench.page, "scheme");
        scheme.setFocus();
        const std::array<SchemeChoice, 4> below{{{base::SchemeId::Ckks, 128},
                                                 {base::SchemeId::Ckks, 192},
                                                 {base::SchemeId::Ckks, 256},
                                                 {base::SchemeId::Plain, 0}}};
        for (const SchemeChoice& expected : below) {
            QTest::keyClick(&scheme, Qt::Key_Down);
            bench.click("run");
            QVERIFY(bench.controller.lastScheme == expected);
        }
        session::StatementResult plain;
        plain.text = "enc([1])";
        plain.opened = std::vector{1.0};
        plain.numbers = {1.0, 0.0};
        bench.controller.finishCalculation(std::vector{plain});
        QCOMPARE(bench.cell(0, ResultsModel::Ciphertext), QStringLiteral("in the clear"));
        QCOMPARE(bench.cell(0, ResultsModel::Noise), QStringLiteral("none"));
    }

    void aButtonWritesItsOperationAtTheCaret()
    {
        Bench bench;
        bench.editor().setProgram(QStringLiteral("a"));
        bench.click("insertMultiply");
        QTest::keyClicks(&bench.editor(), QStringLiteral("b"));
        QCOMPARE(bench.editor().program(), QStringLiteral("a * b"));
    }

    void everyExampleAndOperationIsALegalProgram()
    {
        for (const ExampleProgram& example : examplePrograms()) {
            QVERIFY2(session::parseProgram(example.program.toStdString()).hasValue(), qPrintable(example.title));
            QVERIFY(!example.lesson.isEmpty());
        }
        for (const Operation& operation : calculatorOperations()) {
            const QString tail = operation.text.endsWith(u' ') ? QStringLiteral("a") : QString();
            const QString head = operation.text.startsWith(u' ') ? QStringLiteral("a") : QString();
            const QString program = QStringLiteral("a = enc([1, 2])\nb = a\n") + head + operation.text + tail;
            QVERIFY2(session::parseProgram(program.toStdString()).hasValue(), qPrintable(program));
        }
    }

    void theMenuPutsAnExampleIntoTheProgram()
    {
        Bench bench;
        QMenu& menu = *find<QToolButton>(bench.page, "examples").menu();
        QCOMPARE(static_cast<std::size_t>(menu.actions().size()), examplePrograms().size());
        menu.actions().last()->trigger();
        QCOMPARE(bench.editor().program(), examplePrograms().back().program);
        QCOMPARE(find<QLabel>(bench.page, "lesson").text(), examplePrograms().back().lesson);
    }

    void theCommandLineIsQuotedForAShell()
    {
        QCOMPARE(commandLine(QStringLiteral("a = enc([1]) # it's\n"), {base::SchemeId::Vhe}),
                 QStringLiteral("ciphergrad-cli calc 'a = enc([1]) # it'\\''s'"));
        QCOMPARE(commandLine(QStringLiteral("enc([1])"), {base::SchemeId::Plain}),
                 QStringLiteral("ciphergrad-cli calc --scheme plain 'enc([1])'"));
        QCOMPARE(commandLine(QStringLiteral("enc([1])"), {base::SchemeId::Ckks, 128}),
                 QStringLiteral("ciphergrad-cli calc --scheme ckks 'enc([1])'"));
        QCOMPARE(commandLine(QStringLiteral("enc([1])"), {base::SchemeId::Ckks, 256}),
                 QStringLiteral("ciphergrad-cli calc --scheme ckks --security 256 'enc([1])'"));
        Bench bench;
        bench.editor().setProgram(QStringLiteral("enc([1])"));
        bench.click("copyCommand");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("ciphergrad-cli calc 'enc([1])'"));
    }

    void placesCountCharactersNotUnits()
    {
        const QString program = QStringLiteral("# \U0001F511 x\n\u00e4 = 1");
        QCOMPARE(offsetOf(program, {1, 4}), qsizetype{4}); // behind the key, which takes two units
        QCOMPARE(offsetOf(program, {2, 1}), qsizetype{7});
        QCOMPARE(offsetOf(program, {2, 99}), program.size());
        QCOMPARE(offsetOf(program, {9, 1}), program.size());
        QVERIFY(!positionIn("the key holder is gone").has_value());
        QVERIFY(positionIn("line 3, column 14: oh") == (session::TextPosition{3, 14}));
    }

    void sharesOfDifferentBytesAreExact()
    {
        const base::Bytes a{1, 2, 3, 4};
        QCOMPARE(shareOfDifferent(a, base::Bytes{1, 2, 3, 5}), std::optional(0.25));
        QCOMPARE(shareOfDifferent(a, a), std::optional(0.0));
        QCOMPARE(shareOfDifferent(a, base::Bytes{1}), std::optional<double>());
        QCOMPARE(shareOfDifferent({}, {}), std::optional<double>());
    }

    void theRandomBytesOfIntegersAreShown()
    {
        session::StatementResult result;
        result.integers = {0x123456, -1}; // 21 bits: two whole bytes
        QCOMPARE(bytesOf(result), (base::Bytes{0x56, 0x34, 0xff, 0xff}));
        result.integers = {INT64_MIN};
        QCOMPARE(bytesOf(result).size(), std::size_t{7});
    }

    void trainersSeeNoListOfAnyEncryption()
    {
        QCOMPARE(trainerText("enc( [1.5,2] ) + enc([7])"), QStringLiteral("enc([2 numbers]) + enc([1 number])"));
        QCOMPARE(trainerText("linear([[1, 2]], a)"), QStringLiteral("linear([[1, 2]], a)"));
    }

    void amberIsOnlyRightOfTheWall()
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            wear(appearance);
            const QColor amber = Theme::of(appearance).color(Role::Opened);
            Bench bench;
            QCOMPARE(pixelsOf(bench.page.grab().toImage(), amber), 0);
            bench.click("run");
            bench.controller.finishCalculation(sumOfTwo(1));
            const QImage image = bench.page.grab().toImage();
            const int wall =
                bench.table()
                    .viewport()
                    ->mapTo(&bench.page,
                            QPoint(bench.table().columnViewportPosition(ResultsModel::kFirstOfKeyHolder), 0))
                    .x();
            QCOMPARE(pixelsOf(image.copy(0, 0, wall, image.height()), amber), 0);
            QVERIFY(pixelsOf(image, amber) > 200);
        }
    }

    void theKeyOfTheCalculatorIsNamed()
    {
        Bench bench;
        const auto& key = find<QLabel>(bench.page, "calculatorKey");
        QVERIFY(key.text().startsWith(QStringLiteral("No key yet")));
        bench.click("run");
        bench.controller.finishCalculation(sumOfTwo(1));
        QVERIFY(key.text().contains(bench.controller.calculatorKey));
        QVERIFY(key.text().contains(QStringLiteral("random, without a known seed")));
        QVERIFY(key.text().contains(QStringLiteral("It opened the results below.")));
        auto& scheme = find<QComboBox>(bench.page, "scheme");
        scheme.setFocus();
        for (int bits = 0; bits < 3; ++bits) {
            QTest::keyClick(&scheme, Qt::Key_Down);
            QVERIFY(key.text().startsWith(QStringLiteral("No key yet"))); // none of CKKS
        }
        QTest::keyClick(&scheme, Qt::Key_Down);
        QVERIFY(key.text().contains(QStringLiteral("there is no key")));
    }

    void aKeyIsNamedAlsoWhereTheProgramFailed()
    {
        Bench bench;
        bench.click("run");
        bench.controller.finishCalculation(base::Error{base::ErrorCode::NoiseOverflow, "there is no room"});
        const QString text = find<QLabel>(bench.page, "calculatorKey").text();
        QVERIFY(text.contains(bench.controller.calculatorKey));
        QVERIFY(text.contains(QStringLiteral("It has nothing open.")));
    }

    void lockingForgetsWhatWasOpenedAndKeepsTheTrainersHalf()
    {
        Bench bench;
        bench.click("run");
        bench.controller.finishCalculation(sumOfTwo(1));
        QVERIFY(bench.page.showsOpened());
        const QByteArray bytes =
            bench.table().model()->index(2, ResultsModel::Ciphertext).data(ResultsModel::kBytesRole).toByteArray();
        bench.controller.lock();
        QVERIFY(!bench.page.showsOpened());
        QVERIFY(!shownTexts(bench.page).contains(QStringLiteral("[5, 7, 9]")));
        QCOMPARE(bench.cell(2, ResultsModel::Opened), QStringLiteral("not opened"));
        QCOMPARE(bench.cell(2, ResultsModel::Measured), QStringLiteral("–"));
        QCOMPARE(bench.cell(2, ResultsModel::Noise), QStringLiteral("-21.1 bits"));
        QCOMPARE(bench.table().model()->index(2, ResultsModel::Ciphertext).data(ResultsModel::kBytesRole).toByteArray(),
                 bytes);
        const QColor amber = Theme::of(Appearance::Light).color(Role::Opened);
        QCOMPARE(pixelsOf(bench.page.grab().toImage(), amber), 0);
        QVERIFY(bench.status().startsWith(QStringLiteral("Locked")));
        QVERIFY(find<QLabel>(bench.page, "calculatorKey").text().contains(QStringLiteral("It has nothing open.")));
    }

    void anAnswerThatComesAfterTheLockIsNotShown()
    {
        Bench bench;
        bench.click("run");
        bench.controller.lock();
        bench.controller.finishCalculation(sumOfTwo(1));
        QVERIFY(!bench.page.showsOpened());
        QVERIFY(!shownTexts(bench.page).contains(QStringLiteral("[5, 7, 9]")));
    }

    void whatIsInTheClearIsNotLocked()
    {
        session::StatementResult plain;
        plain.opened = std::vector{1.0};
        plain.numbers = {1.0};
        std::vector results{plain, resultOf("a + b", {5, 7}, 1)};
        forgetOpened(results);
        QVERIFY(results[0].opened.has_value());
        QVERIFY(!results[1].opened && !results[1].measured);
    }

    void everyControlHasItsNames()
    {
        const Bench bench;
        for (const char* name :
             {"run", "again", "copyCommand", "examples", "scheme", "program", "results", "insertDot"}) {
            const auto& control = find<QWidget>(bench.page, name);
            QVERIFY2(!control.accessibleName().isEmpty() && !control.toolTip().isEmpty(), name);
            QVERIFY2(control.minimumHeight() >= 28, name);
        }
    }
};

QTEST_MAIN(CalculatorPageTest)
#include "calculator_page_test.moc"
