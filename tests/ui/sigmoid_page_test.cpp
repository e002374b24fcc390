// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/approximation_model.h"
#include "ui/panels/sigmoid/function_chart.h"
#include "ui/panels/sigmoid/pre_activation_strip.h"
#include "ui/panels/sigmoid/sigmoid_page.h"
#include "ui/support/noise_states.h"

#include <QAbstractItemModelTester>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

using namespace cg;
namespace states = ui::noise_states;
using model::Approximation;
using model::Function;
using ui::ApproximationModel;
using ui::Candidate;
using ui::FunctionChart;
using ui::Role;
using ui::SigmoidPage;

namespace {

const Candidate& find(const std::vector<Candidate>& candidates, Approximation approximation, int degree)
{
    const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
        return candidate.approximation == approximation && candidate.degree == degree;
    });
    if (found == candidates.end()) {
        qFatal("no such candidate");
    }
    return *found;
}

double taylorError(int degree, double radius)
{
    return find(ui::candidatesOf(Function::Sigmoid, radius), Approximation::Taylor, degree).largestError;
}

/// A page in a window without a layout: the offscreen platform warns of size hints that it cannot pass on.
struct ShownPage {
    ShownPage()
    {
        window.resize(1000, 520);
        page.resize(window.size());
        window.show();
    }

    [[nodiscard]] FunctionChart& values() { return *page.findChild<FunctionChart*>(QStringLiteral("functionChart")); }
    [[nodiscard]] FunctionChart& errors() { return *page.findChild<FunctionChart*>(QStringLiteral("errorChart")); }
    [[nodiscard]] QTableView& table() { return *page.findChild<QTableView*>(QStringLiteral("approximations")); }
    [[nodiscard]] QPushButton& use() { return *page.findChild<QPushButton*>(QStringLiteral("useActivation")); }
    [[nodiscard]] ui::PreActivationStrip& strip() { return *page.findChild<ui::PreActivationStrip*>(); }
    [[nodiscard]] QString text(const char* objectName)
    {
        return page.findChild<QLabel*>(QString::fromLatin1(objectName))->text();
    }
    void choose(const QString& name)
    {
        const QAbstractItemModel& model = *table().model();
        const auto found = model.match(model.index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        table().setCurrentIndex(found.front());
    }
    [[nodiscard]] int amber() { return states::pixelsOf(page, Role::Opened, page.rect()); }
    [[nodiscard]] int curves()
    {
        int curves = 0;
        for (std::size_t line = 0; line < ui::kCandidateKinds * model::kMaxActivationDegree; ++line) {
            curves += values().valuesOf(line).isEmpty() ? 0 : 1;
        }
        return curves;
    }

    QWidget window;
    SigmoidPage page{&window};
};

ui::SessionState withPreActivations(const std::vector<double>& hidden)
{
    ui::SessionState state = states::open(3);
    auto values = std::make_shared<ui::OpenedValues>();
    values->preActivations = {hidden, {100, 200}}; // the output layer has no activation
    state.values = values;
    return state;
}

} // namespace

class SigmoidPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- The polynomials ---
    void taylorErrorsAreTheMeasuredOnes_data()
    {
        QTest::addColumn<int>("degree");
        QTest::addColumn<double>("radius");
        QTest::addColumn<double>("error");
        const auto row = [](int degree, double radius, double error) {
            QTest::addRow("degree %d on ±%g", degree, radius) << degree << radius << error;
        };
        row(1, 2, .119), row(1, 4, .52), row(1, 5, .76);
        row(3, 2, .0475), row(3, 3, .265), row(3, 4, .815), row(3, 5, 1.85), row(3, 8, 9.2);
        row(5, 2, .019), row(5, 3, .24), row(5, 4, 1.32), row(5, 5, 4.7), row(5, 8, 59);
        row(7, 2, .0078), row(7, 3, .22), row(7, 4, 2.14), row(7, 5, 11.8), row(7, 8, 383);
        row(9, 2, .003), row(9, 3, .20), row(9, 4, 3.46), row(9, 5, 30), row(9, 8, 2480);
    }
    void taylorErrorsAreTheMeasuredOnes()
    {
        QFETCH(int, degree);
        QFETCH(double, radius);
        QFETCH(double, error);
        // The measured values have two digits, small ones three or four decimals.
        QVERIFY(std::abs(taylorError(degree, radius) - error) < std::max(0.05 * error, 0.0005));
    }

    void moreTaylorTermsHelpBelowPiAndHarmBeyond()
    {
        for (int degree = 3; degree <= 9; degree += 2) {
            QVERIFY(taylorError(degree, 3) < taylorError(degree - 2, 3));
            QVERIFY(taylorError(degree, 4) > taylorError(degree - 2, 4));
        }
        QCOMPARE(ui::convergenceRadius(Function::Sigmoid).value(), std::numbers::pi);
        QVERIFY(!ui::convergenceRadius(Function::Exp));
    }

    void fewPointsFindTheLargestErrorToThreeDigits()
    {
        for (const Candidate& candidate : ui::candidatesOf(Function::Sigmoid, 4)) {
            QVERIFY(std::abs(candidate.largestError / candidate.activation->maxError() - 1) < 1e-3);
        }
    }

    void polynomialsLeaveTheirRangeWhereMeasured_data()
    {
        QTest::addColumn<int>("degree");
        QTest::addColumn<double>("leaves");
        QTest::addColumn<double>("stopsRising");
        const double never = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("1") << 1 << 2.0 << never;
        QTest::newRow("3") << 3 << 4.21 << 2.0;
        QTest::newRow("5") << 5 << 2.49 << never;
        QTest::newRow("7") << 7 << 3.62 << 2.28;
        QTest::newRow("9") << 9 << 2.68 << never;
    }
    void polynomialsLeaveTheirRangeWhereMeasured()
    {
        QFETCH(int, degree);
        QFETCH(double, leaves);
        QFETCH(double, stopsRising);
        const auto candidates = ui::candidatesOf(Function::Sigmoid, 4);
        const Candidate& candidate = find(candidates, Approximation::Taylor, degree);
        QVERIFY(std::abs(candidate.leaves.value() - leaves) < 0.01);
        QCOMPARE(candidate.stopsRising.has_value(), !std::isnan(stopsRising));
        if (candidate.stopsRising) {
            QVERIFY(std::abs(*candidate.stopsRising - stopsRising) < 0.01);
        }
    }

    void minimaxIsTheBestOfItsDegreeWhateverTheRange()
    {
        for (const double radius : {0.5, 3.0, 6.35, 16.0}) {
            const auto candidates = ui::candidatesOf(Function::Sigmoid, radius);
            for (int degree = 1; degree <= 9; degree += 2) {
                const double best = find(candidates, Approximation::Minimax, degree).largestError;
                for (const Approximation other :
                     {Approximation::Taylor, Approximation::LeastSquares, Approximation::Chebyshev}) {
                    QVERIFY(best <= find(candidates, other, degree).largestError);
                }
            }
        }
    }

    void costsAreThoseOfTheNetworksCircuit()
    {
        const std::vector<std::array<int, 3>> expected{{1, 0, 0}, {3, 2, 2}, {5, 3, 3}, {7, 4, 4}, {9, 4, 5}};
        for (const auto& [degree, depth, products] : expected) {
            QCOMPARE(ui::depthOf(degree), depth);
            QCOMPARE(ui::productsOf(Function::Sigmoid, degree), products);
        }
        QCOMPARE(ui::depthOf(2), 1);
        QCOMPARE(ui::productsOf(Function::Exp, 4), 3);
        QCOMPARE(ui::depthOf(4), 2);
    }

    void radiiAreOfferedInStepsThatMeetTheTable()
    {
        QCOMPARE(ui::offeredRadius(3.99), 4.0);
        QCOMPARE(ui::offeredRadius(0.01), 0.5);
        QCOMPARE(ui::offeredRadius(99), 16.0);
    }

    // --- The table ---
    void theTableKeepsTheRulesOfModels()
    {
        ApproximationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.showCandidates(ui::candidatesOf(Function::Sigmoid, 4));
        QCOMPARE(model.rowCount(), 20);
        model.setData(model.index(1, 0), Qt::Unchecked, Qt::CheckStateRole);
        model.showCandidates(ui::candidatesOf(Function::Sigmoid, 3));
        QCOMPARE(model.data(model.index(1, 0), Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        model.showCandidates(ui::candidatesOf(Function::Exp, 3));
        QCOMPARE(model.rowCount(), 36);
    }

    void theTableSortsByErrorAsNumbers()
    {
        ShownPage shown;
        shown.table().sortByColumn(ApproximationModel::LargestError, Qt::AscendingOrder);
        const QAbstractItemModel& model = *shown.table().model();
        double last = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const double error = model.index(row, ApproximationModel::LargestError).data(Qt::UserRole).toDouble();
            QVERIFY(error >= last);
            last = error;
        }
        QVERIFY(last > 3);
    }

    void aBoxDrawsAndErasesACurve()
    {
        ShownPage shown;
        const int before = shown.curves();
        QVERIFY(before >= 5);
        const QModelIndex first = shown.table().model()->index(0, 0);
        shown.table().setCurrentIndex(first);
        QTest::keyClick(&shown.table(), Qt::Key_Space);
        QCOMPARE(shown.curves(), before - 1);
        QTest::keyClick(&shown.table(), Qt::Key_Space);
        QCOMPARE(shown.curves(), before);
    }

    // --- The range ---
    void theHandleIsDraggedWithTheMouse()
    {
        ShownPage shown;
        shown.page.grab();
        FunctionChart& chart = shown.values();
        const QPoint from = chart.handle().toPoint();
        const QPoint to = chart.pixelOf({3.0, 0.5}).toPoint();
        QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(chart.viewport(), to);
        QTRY_VERIFY(std::abs(shown.page.radius() - 3.0) < 0.06);
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, to);
        QVERIFY(std::abs(shown.errors().radius() - shown.page.radius()) < 1e-12);
        QTest::mouseMove(chart.viewport(), chart.pixelOf({1.0, 0.5}).toPoint());
        QCoreApplication::processEvents();
        QVERIFY(std::abs(shown.page.radius() - 3.0) < 0.06); // it was let go
    }

    void aPressBesideTheHandleMovesNothing()
    {
        ShownPage shown;
        shown.page.grab();
        FunctionChart& chart = shown.values();
        QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, chart.pixelOf({0.0, 0.5}).toPoint());
        QTest::mouseMove(chart.viewport(), chart.pixelOf({1.0, 0.5}).toPoint());
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, chart.pixelOf({1.0, 0.5}).toPoint());
        QCOMPARE(shown.page.radius(), 4.0);
    }

    void arrowKeysMoveTheRange()
    {
        ShownPage shown;
        QTest::keyClick(&shown.values(), Qt::Key_Right);
        QCOMPARE(shown.page.radius(), 4.1);
        QTest::keyClick(&shown.values(), Qt::Key_Left);
        QCOMPARE(shown.page.radius(), 4.0);
        QTest::keyClick(&shown.errors(), Qt::Key_PageUp);
        QCOMPARE(shown.page.radius(), 5.0);
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(&shown.values(), Qt::Key_PageUp);
        }
        QCOMPARE(shown.page.radius(), ui::kLargestRadius);
    }

    void theSpinBoxAndTheHandleAgree()
    {
        ShownPage shown;
        auto* range = shown.page.findChild<QDoubleSpinBox*>(QStringLiteral("radius"));
        QTest::keyClick(range, Qt::Key_Up);
        QCOMPARE(shown.page.radius(), 4.1);
        QTest::keyClick(&shown.values(), Qt::Key_PageDown);
        QCOMPARE(range->value(), 3.1);
        QCOMPARE(shown.values().radius(), 3.1);
    }

    // --- The choice ---
    void theChosenPolynomialIsSentAsText()
    {
        ShownPage shown;
        QSignalSpy chosen(&shown.page, &SigmoidPage::activationChosen);
        shown.choose(QStringLiteral("Taylor 3"));
        QTest::mouseClick(&shown.use(), Qt::LeftButton);
        QCOMPARE(chosen.takeFirst().front().toString(), QStringLiteral("sigmoid:taylor:3@4"));
        QTest::keyClick(&shown.values(), Qt::Key_PageDown);
        shown.choose(QStringLiteral("least squares 5"));
        QTest::keyClick(&shown.use(), Qt::Key_Space);
        const QString text = chosen.takeFirst().front().toString();
        QCOMPARE(text, QStringLiteral("sigmoid:least-squares:5@3"));
        QVERIFY(model::Activation::parse(text.toStdString()));
    }

    void whatWasChosenStaysWhenTheRangeIsChanged()
    {
        ShownPage shown;
        shown.choose(QStringLiteral("minimax 3"));
        QTest::keyClick(&shown.values(), Qt::Key_PageDown);
        QVERIFY(shown.use().isEnabled());
        QVERIFY(shown.text("candidateDetails").contains(QStringLiteral("minimax 3")));
    }

    void theFunctionIsChangedByItsButton()
    {
        ShownPage shown;
        QVERIFY(shown.text("sigmoidHeadline").startsWith(QStringLiteral("Beyond |x| ≈ π more")));
        QTest::mouseClick(shown.page.findChild<QRadioButton*>(QStringLiteral("function-exp")), Qt::LeftButton);
        QCOMPARE(shown.page.function(), Function::Exp);
        QCOMPARE(shown.table().model()->rowCount(), 36);
        QVERIFY(shown.text("sigmoidHeadline").contains(QStringLiteral("every Taylor term helps")));
    }

    void theNetworksActivationIsTakenOverOnce()
    {
        ui::SessionState state = states::locked(0);
        session::ExperimentSpec spec = *state.spec;
        spec.plan.network.layers.front().activation = model::Activation::parse("tanh:chebyshev:5@2").value();
        state.spec = std::make_shared<const session::ExperimentSpec>(spec);
        ShownPage shown;
        shown.page.showState(state);
        QCOMPARE(shown.page.function(), Function::Tanh);
        QCOMPARE(shown.page.radius(), 2.0);
        QVERIFY(shown.text("activationInUse").contains(QStringLiteral("tanh:chebyshev:5@2")));
        QTest::keyClick(&shown.values(), Qt::Key_PageUp);
        shown.page.showState(state);
        QCOMPARE(shown.page.radius(), 3.0); // what the user looks at stays
    }

    // --- The network's own values ---
    void withoutTheKeyThereIsTextureAndNoAmber()
    {
        ShownPage shown;
        shown.page.showState(withPreActivations({1, 2, 5, -7}));
        QVERIFY(shown.amber() > 0);
        shown.page.showState(states::locked(3));
        QCOMPARE(shown.amber(), 0);
        QCOMPARE(shown.strip().sentence(), QStringLiteral("The trainer cannot know whether it left the safe range."));
    }

    void theShareOutsideIsSaidInWords()
    {
        ShownPage shown;
        shown.page.showState(withPreActivations({1, 2, 5, -7, 4, -4, std::numeric_limits<double>::quiet_NaN()}));
        QCOMPARE(shown.strip().sentence(), QStringLiteral("3 of 7 values are outside ±4."));
        QCOMPARE(shown.strip().accessibleDescription(), shown.strip().sentence());
        QTest::keyClick(&shown.values(), Qt::Key_PageUp);
        QCOMPARE(shown.strip().sentence(), QStringLiteral("2 of 7 values are outside ±5."));
    }

    void valuesOfAKeyThatIsNotOpenAreNotShown()
    {
        ui::SessionState state = withPreActivations({1, 2});
        state.key = ui::KeyState::Armed;
        ShownPage shown;
        shown.page.showState(state);
        QCOMPARE(shown.amber(), 0);
    }

    void bothPlotsLieExactlyAboveOneAnother()
    {
        ShownPage shown;
        shown.page.grab();
        QCOMPARE(shown.values().plotRect().left(), shown.errors().plotRect().left());
        QCOMPARE(shown.values().plotRect().right(), shown.errors().plotRect().right());
    }

    void errorsOfNoughtDoNotBlankTheErrorCurves()
    {
        ShownPage shown;
        const int before = states::pixelsOf(shown.page, Role::ClassA, shown.page.rect());
        QVERIFY(before > 0);
        QVERIFY(!shown.errors().valuesOf(2).isEmpty()); // Taylor 3, whose error at 0 is nought
        QVERIFY(states::pixelsOf(shown.errors(), Role::ClassA, shown.errors().rect()) > 50);
    }
};

QTEST_MAIN(SigmoidPageTest)
#include "sigmoid_page_test.moc"
