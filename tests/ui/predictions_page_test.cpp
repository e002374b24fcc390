// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/unlock_prediction_dialog.h"
#include "ui/panels/predictions/disclosure_model.h"
#include "ui/panels/predictions/disclosure_panel.h"
#include "ui/panels/predictions/prediction_delegate.h"
#include "ui/panels/predictions/predictions_model.h"
#include "ui/panels/predictions/predictions_page.h"
#include "ui/support/grab.h"
#include "ui/support/sample_states.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QProxyStyle>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

constexpr double kOpenedValue = 0.8371;
const QString kOpenedDigits = QStringLiteral("0.837");

/// The run with the key open and the predictions of samples 2 and 3 opened: one as a class, one with all its digits.
SessionState openedState()
{
    SessionState state = samples::openXor();
    state.predictions[1] = {{0.0}, 41, {}};
    state.predictions[2] = {{kOpenedValue}, 41, {Precision::Everything, {}, {}, {}}};
    const auto prediction = session::OpenedKind::Prediction;
    const std::chrono::system_clock::time_point when(
        std::chrono::milliseconds(QDateTime(QDate(2026, 5, 4), QTime(10, 30)).toMSecsSinceEpoch()));
    state.disclosures = {{when, prediction, 1, 41, 1, Precision::ClassOnly, {}, {}},
                         {when, prediction, 2, 41, 1, Precision::Everything, Audience::Trainer, Reason::Demonstrate}};
    return state;
}

/// A style that wants no motion.
class StillStyle : public QProxyStyle {
public:
    using QProxyStyle::QProxyStyle;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        return hint == SH_Widget_Animate ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

QTableView& tableOf(const PredictionsPage& page)
{
    return find<QTableView>(page, "predictions");
}

QPoint cell(const PredictionsPage& page, int row, int column)
{
    return tableOf(page).visualRect(tableOf(page).model()->index(row, column)).center();
}

void show(PredictionsPage& page, const SessionState& state)
{
    page.resize(1000, 520);
    page.showState(state);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
}

UnlockPredictionDialog* dialogOf(const PredictionsPage& page)
{
    return page.findChild<UnlockPredictionDialog*>();
}

} // namespace

class PredictionsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        wear(Appearance::Light);
        failOnWarnings();
    }

    void theModelsKeepTheRulesOfModels()
    {
        PredictionsModel predictions;
        DisclosureModel ledger;
        const QAbstractItemModelTester first(&predictions, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester second(&ledger, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const SessionState& state : {SessionState(), samples::lockedXor(), openedState(), samples::lockedXor()}) {
            predictions.showState(state);
            ledger.showDisclosures(state.disclosures);
        }
        QCOMPARE(predictions.rowCount(), 4);
        QCOMPARE(ledger.rowCount(), 0);
    }

    void classesAreReadFromOutputs()
    {
        QCOMPARE(classOf(std::vector{0.49}), std::optional<std::size_t>(0));
        QCOMPARE(classOf(std::vector{0.5}), std::optional<std::size_t>(1));
        QCOMPARE(classOf(std::vector{0.1, 0.7, 0.2}), std::optional<std::size_t>(1));
        QCOMPARE(classOf(std::vector{std::nan("")}), std::optional<std::size_t>());
        const OpenedPrediction third{{2.0}, 0, {}};
        QCOMPARE(openedText(third), QStringLiteral("class 2"));
        QCOMPARE(verdictOf(third, std::vector{0.0, 0.0, 1.0}), Verdict::Correct);
        QCOMPARE(verdictOf(third, std::vector{0.0, 1.0, 0.0}), Verdict::Wrong);
        const OpenedPrediction broken{{std::nan("")}, 0, {Precision::Everything, {}, {}, {}}};
        QCOMPARE(openedText(broken), QStringLiteral("no number"));
        QCOMPARE(verdictOf(broken, std::vector{0.0}), Verdict::Wrong);
    }

    void openedRowsShowWhatWasAgreed()
    {
        PredictionsModel model;
        model.showState(openedState());
        const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, PredictionsModel::Opened), QStringLiteral("closed"));
        QCOMPARE(text(1, PredictionsModel::Opened), QStringLiteral("class 0"));
        QCOMPARE(text(1, PredictionsModel::Correct), QStringLiteral("wrong"));
        QCOMPARE(text(2, PredictionsModel::Opened), kOpenedDigits);
        QCOMPARE(text(2, PredictionsModel::Correct), QStringLiteral("correct"));
        QCOMPARE(text(2, PredictionsModel::Step), QStringLiteral("41"));
    }

    void lockingTakesTheDigitsAway()
    {
        PredictionsPage page;
        show(page, openedState());
        QVERIFY(shownTexts(page).contains(kOpenedDigits));
        SessionState locked = openedState();
        locked.key = KeyState::Armed; // even where the state still carried them
        page.showState(locked);
        QVERIFY(!shownTexts(page).contains(kOpenedDigits));
        QVERIFY(!shownTexts(page).contains(QStringLiteral("class 0\nNobody")));
    }

    void everyKeyStateOffersWhatItCanDo_data()
    {
        QTest::addColumn<KeyState>("key");
        QTest::addColumn<QString>("button");
        QTest::addColumn<bool>("isEnabled");
        QTest::newRow("none") << KeyState::None << QStringLiteral("Open…") << false;
        QTest::newRow("public") << KeyState::PublicOnly << QStringLiteral("Open…") << false;
        QTest::newRow("locked") << KeyState::Locked << QStringLiteral("Unlock…") << true;
        QTest::newRow("armed") << KeyState::Armed << QStringLiteral("Unlock…") << true;
        QTest::newRow("open") << KeyState::Open << QStringLiteral("Open…") << false; // nothing is selected
        QTest::newRow("wrong") << KeyState::Wrong << QStringLiteral("Open…") << false;
    }
    void everyKeyStateOffersWhatItCanDo()
    {
        QFETCH(KeyState, key);
        PredictionsPage page;
        show(page, samples::state(key));
        const auto& button = find<QPushButton>(page, "openSelected");
        QTEST(button.text(), "button");
        QTEST(button.isEnabled(), "isEnabled");
        QVERIFY(!find<QLabel>(page, "openingHint").text().isEmpty());
        QVERIFY(tableOf(page).selectionModel()->selectedRows().isEmpty());
    }

    void theButtonOfARowAsksForThatRow()
    {
        PredictionsPage page;
        QList<std::size_t> rows;
        connect(&page, &PredictionsPage::openingRequested, this, [&rows](std::size_t row, const OpeningTerms& terms) {
            rows.append(row);
            QCOMPARE(terms.precision, Precision::ClassOnly);
        });
        show(page, samples::openXor());
        QTest::mouseClick(tableOf(page).viewport(), Qt::LeftButton, {}, cell(page, 2, PredictionsModel::Action));
        QVERIFY(dialogOf(page) != nullptr);
        QTest::mouseClick(&find<QPushButton>(*dialogOf(page), "openValues"), Qt::LeftButton);
        QCOMPARE(rows, QList<std::size_t>{2});
    }

    void theKeyboardOpensSeveralSamplesWithOneDialog()
    {
        PredictionsPage page;
        QList<std::size_t> rows;
        connect(&page, &PredictionsPage::openingRequested, this,
                [&rows](std::size_t row, const OpeningTerms&) { rows.append(row); });
        show(page, samples::openXor());
        QTableView& table = tableOf(page);
        table.setFocus();
        table.setCurrentIndex(table.model()->index(0, 0));
        QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(find<QPushButton>(page, "openSelected").text(), QStringLiteral("Open 2 values…"));
        QTest::keyClick(&table, Qt::Key_Return);
        QVERIFY(dialogOf(page) != nullptr);
        QTest::keyClick(dialogOf(page), Qt::Key_Return);
        QCOMPARE(rows, (QList<std::size_t>{0, 1}));
    }

    void aDoubleClickAsksOnceAndCancellingOpensNothing()
    {
        PredictionsPage page;
        const QSignalSpy requested(&page, &PredictionsPage::openingRequested);
        show(page, samples::openXor());
        const QPoint place = cell(page, 1, PredictionsModel::Inputs);
        QTest::mouseClick(tableOf(page).viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(tableOf(page).viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(page.findChildren<UnlockPredictionDialog*>().size(), 1);
        QTest::keyClick(dialogOf(page), Qt::Key_Escape);
        QCOMPARE(requested.count(), 0);
    }

    void aLockedKeyAsksToBeUnlockedInstead()
    {
        PredictionsPage page;
        const QSignalSpy unlock(&page, &PredictionsPage::unlockRequested);
        show(page, samples::lockedXor());
        QTest::mouseClick(tableOf(page).viewport(), Qt::LeftButton, {}, cell(page, 0, PredictionsModel::Action));
        QTest::mouseClick(&find<QPushButton>(page, "openSelected"), Qt::LeftButton);
        QCOMPARE(unlock.count(), 2);
        QVERIFY(dialogOf(page) == nullptr);
    }

    void lockingClosesAnOpenDialog()
    {
        PredictionsPage page;
        const QSignalSpy requested(&page, &PredictionsPage::openingRequested);
        show(page, samples::openXor());
        QTest::mouseClick(tableOf(page).viewport(), Qt::LeftButton, {}, cell(page, 0, PredictionsModel::Action));
        UnlockPredictionDialog* const dialog = dialogOf(page);
        QVERIFY(dialog != nullptr && dialog->isVisible());
        page.showState(samples::lockedXor());
        QVERIFY(!dialog->isVisible());
        QCOMPARE(requested.count(), 0);
    }

    void withoutAKeyNothingAsks()
    {
        PredictionsPage page;
        const QSignalSpy unlock(&page, &PredictionsPage::unlockRequested);
        show(page, samples::state(KeyState::None));
        QTest::mouseClick(tableOf(page).viewport(), Qt::LeftButton, {}, cell(page, 0, PredictionsModel::Action));
        QTest::keyClick(&tableOf(page), Qt::Key_Return);
        QCOMPARE(unlock.count(), 0);
        QVERIFY(dialogOf(page) == nullptr);
    }

    void amberIsOnlyRightOfTheWallAndOnlyWhereSomethingIsOpen()
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            wear(appearance);
            const QColor amber = Theme::of(appearance).color(Role::Opened);
            PredictionsPage page;
            show(page, samples::lockedXor());
            QCOMPARE(pixelsOf(page.grab().toImage(), amber), 0);
            page.showState(openedState());
            QTRY_VERIFY(!page.findChild<PredictionDelegate*>()->isResolving());
            const QImage image = page.grab().toImage();
            const int wall = tableOf(page).mapTo(&page, QPoint(tableOf(page).columnViewportPosition(4), 0)).x();
            QCOMPARE(pixelsOf(image.copy(0, 0, wall, image.height()), amber), 0);
            QVERIFY(pixelsOf(image, amber) > 200);
        }
    }

    void textureResolvesOnlyWhereMotionIsWanted()
    {
        // ~QApplication deletes the style that is set.
        PredictionsPage moving;
        show(moving, samples::openXor());
        moving.showState(openedState());
        QVERIFY(moving.findChild<PredictionDelegate*>()->isResolving());
        QApplication::setStyle(new StillStyle(QStringLiteral("Fusion")));
        PredictionsPage still;
        show(still, samples::openXor());
        still.showState(openedState());
        QVERIFY(!still.findChild<PredictionDelegate*>()->isResolving());
    }

    void theLedgerSumsCopiesAndExportsWithoutValues()
    {
        PredictionsPage page;
        show(page, openedState());
        QCOMPARE(find<QLabel>(page, "disclosureTotal").text(), QStringLiteral("2 openings, 17 bits in all."));
        QTest::mouseClick(&find<QPushButton>(page, "copyLedger"), Qt::LeftButton);
        const QString table = QGuiApplication::clipboard()->text();
        QCOMPARE(table.count(u'\n'), 3);
        QVERIFY(table.startsWith(QStringLiteral("When\tWhat\tStep\tNumbers\tBits\tTo whom\tWhy\n")));
        QVERIFY(table.contains(QStringLiteral(
            "2026-05-04 10:30:00\tprediction of sample 3\t41\t1\t16\tthe trainer too\tshow it in class")));
        QVERIFY(!table.contains(kOpenedDigits));

        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ledger.tsv"));
        page.findChild<DisclosurePanel*>()->exportTo(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), table);
    }

    void aFailedExportIsTold()
    {
        PredictionsPage page;
        show(page, openedState());
        QList<Problem> problems;
        connect(&page, &PredictionsPage::problemOccurred, this,
                [&problems](const Problem& problem) { problems.append(problem); });
        page.findChild<DisclosurePanel*>()->exportTo(QStringLiteral("/nowhere/ledger.tsv"));
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems.front().sentence.contains(QStringLiteral("/nowhere/ledger.tsv")));
    }
};

QTEST_MAIN(PredictionsPageTest)
#include "predictions_page_test.moc"
