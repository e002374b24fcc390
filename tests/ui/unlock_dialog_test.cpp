// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/unlock_prediction_dialog.h"
#include "ui/support/grab.h"

#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

void click(const QWidget& dialog, const char* name)
{
    auto& button = find<QAbstractButton>(dialog, name);
    // A radio button answers on its text, not on the empty place beside it.
    constexpr int kInside = 10;
    QTest::mouseClick(&button, Qt::LeftButton, {}, QPoint(kInside, button.height() / 2));
}

QString textOf(const QWidget& dialog, const char* name)
{
    return find<QAbstractButton>(dialog, name).text();
}

} // namespace

class UnlockDialogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { wear(Appearance::Light); }
    void init() { failOnWarnings(); }

    void theLeastIsTheDefault()
    {
        const UnlockPredictionDialog dialog({{2}, 1, false});
        QCOMPARE(dialog.terms().precision, Precision::ClassOnly);
        QCOMPARE(dialog.terms().audience, Audience::KeyHolder);
        QCOMPARE(dialog.terms().lifetime, Lifetime::Once);
        QCOMPARE(textOf(dialog, "openValues"), QStringLiteral("Open 1 value, 1 bit"));
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("prediction of sample 3 (1 number)")));
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("You are the KEY HOLDER. You are about to open:")));
    }

    void severalRowsAreNamedOrCounted()
    {
        QCOMPARE(subjectText({{0, 3}, 1, false}), QStringLiteral("predictions of samples 1 and 4"));
        QCOMPARE(subjectText({{0, 1, 3}, 1, false}), QStringLiteral("predictions of samples 1, 2 and 4"));
        QCOMPARE(subjectText({{0, 1, 2, 3, 4, 5, 6}, 1, false}), QStringLiteral("predictions of 7 samples"));
        const UnlockPredictionDialog dialog({{0, 1}, 3, false});
        QCOMPARE(textOf(dialog, "openValues"), QStringLiteral("Open 2 values, 6 bits"));
    }

    void theMouseChoosesEverythingForTheTrainer()
    {
        UnlockPredictionDialog dialog({{2}, 1, false});
        const QSignalSpy accepted(&dialog, &QDialog::accepted);
        dialog.open();
        click(dialog, "everything");
        QCOMPARE(textOf(dialog, "openValues"), QStringLiteral("Open 1 value, 16 bits"));
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("the trainer learns nothing")));
        click(dialog, "tellTrainer");
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("the trainer learns 16 bits")));
        click(dialog, "untilLocked");
        click(dialog, "openValues");
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(dialog.terms().precision, Precision::Everything);
        QCOMPARE(dialog.terms().audience, Audience::Trainer);
        QCOMPARE(dialog.terms().lifetime, Lifetime::UntilLocked);
    }

    void theKeyboardAloneChoosesTwoDigitsAndAReason()
    {
        UnlockPredictionDialog dialog({{2}, 1, false});
        const QSignalSpy accepted(&dialog, &QDialog::accepted);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClick(&dialog, Qt::Key_D, Qt::AltModifier);
        QTRY_COMPARE(dialog.terms().precision, Precision::TwoDigits);
        QTest::keyClick(&dialog, Qt::Key_F, Qt::AltModifier);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(dialog.terms().precision, Precision::TwoDigits);
        QCOMPARE(dialog.terms().reason, Reason::Demonstrate);
    }

    void escapeOpensNothing()
    {
        UnlockPredictionDialog dialog({{2}, 1, false});
        const QSignalSpy accepted(&dialog, &QDialog::accepted);
        dialog.open();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(accepted.count(), 0);
        QVERIFY(!dialog.isVisible());
    }

    void theNoteUnfolds()
    {
        UnlockPredictionDialog dialog({{2}, 1, false});
        dialog.open();
        QVERIFY(!find<QLabel>(dialog, "note").isVisible());
        click(dialog, "noteToggle");
        QVERIFY(find<QLabel>(dialog, "note").isVisible());
    }

    void probableNoiseIsSaidBeforehand()
    {
        const UnlockPredictionDialog quiet({{2}, 1, false});
        const UnlockPredictionDialog noisy({{2}, 1, true});
        QVERIFY(!shownTexts(quiet).contains(QStringLiteral("probably noise")));
        QVERIFY(shownTexts(noisy).contains(QStringLiteral("probably noise")));
    }

    void everyControlHasItsNames()
    {
        const UnlockPredictionDialog dialog({{2}, 1, false});
        for (const QAbstractButton* button : dialog.findChildren<QAbstractButton*>()) {
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(button->minimumHeight() >= 28, qPrintable(button->objectName()));
        }
    }
};

QTEST_MAIN(UnlockDialogTest)
#include "unlock_dialog_test.moc"
