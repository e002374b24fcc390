// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/demo_key_dialog.h"
#include "ui/dialogs/passphrase_dialog.h"
#include "ui/dialogs/passphrase_edit.h"
#include "ui/dialogs/passphrase_strength.h"
#include "ui/dialogs/problem_box.h"
#include "ui/support/grab.h"

#include <QCheckBox>
#include <QClipboard>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

QByteArray textOf(const PassphraseEdit& edit)
{
    const base::ByteView bytes = edit.bytes();
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

/// Whether the memory behind the field holds nothing but zeros, as far as it was in use.
bool isWiped(const std::uint8_t* memory, std::size_t size)
{
    return std::all_of(memory, memory + size, [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

class PassphraseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { wear(Appearance::Light); }
    void init() { failOnWarnings(); }

    void typedCharactersAreKeptAsUtf8()
    {
        PassphraseEdit edit;
        QTest::keyClicks(&edit, QStringLiteral("tide Lamp"));
        QTest::sendKeyEvent(QTest::Click, &edit, Qt::Key_unknown, QStringLiteral("ß"), Qt::NoModifier);
        QCOMPARE(textOf(edit), QByteArray("tide Lamp\xC3\x9F"));
        QCOMPARE(edit.length(), std::size_t{10});
    }

    void backspaceTakesAWholeCharacterAndLeavesNoByteOfIt()
    {
        PassphraseEdit edit;
        QTest::keyClick(&edit, 'a');
        QTest::sendKeyEvent(QTest::Click, &edit, Qt::Key_unknown, QStringLiteral("ß"), Qt::NoModifier);
        const std::uint8_t* const memory = edit.bytes().data();
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QCOMPARE(textOf(edit), QByteArray("a"));
        QVERIFY(isWiped(memory + 1, 2));
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QVERIFY(edit.isEmpty());
    }

    void takingTheTextWipesTheField()
    {
        PassphraseEdit edit;
        QTest::keyClicks(&edit, QStringLiteral("olive fox"));
        const std::uint8_t* const memory = edit.bytes().data();
        QCOMPARE(edit.take(), QByteArray("olive fox"));
        QVERIFY(edit.isEmpty());
        QVERIFY(isWiped(memory, PassphraseEdit::kMaxBytes));
    }

    void pasteAndInputMethodsWriteWithoutControlCharacters()
    {
        PassphraseEdit edit;
        QGuiApplication::clipboard()->setText(QStringLiteral("two\nwords\t"));
        QTest::keyClick(&edit, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(textOf(edit), QByteArray("twowords"));
        QInputMethodEvent input;
        input.setCommitString(QStringLiteral("語"));
        QApplication::sendEvent(&edit, &input);
        QCOMPARE(textOf(edit), QByteArray("twowords\xE8\xAA\x9E"));
        QVERIFY(!edit.inputMethodQuery(Qt::ImSurroundingText).isValid());
    }

    void whatDoesNotFitIsRefusedAsAWhole()
    {
        PassphraseEdit edit;
        const QSignalSpy refused(&edit, &PassphraseEdit::refused);
        QTest::keyClick(&edit, 'a');
        QGuiApplication::clipboard()->setText(QString(static_cast<qsizetype>(PassphraseEdit::kMaxBytes), u'x'));
        QTest::keyClick(&edit, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(refused.count(), 1);
        QCOMPARE(textOf(edit), QByteArray("a"));
    }

    void controlKeysTypeNothing()
    {
        PassphraseEdit edit;
        QTest::keyClick(&edit, 'r', Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QTest::keyClick(&edit, Qt::Key_Return);
        QVERIFY(edit.isEmpty());
    }

    void theHiddenFieldShowsAsManyDotsForAnyTextOfThatLength()
    {
        const auto picture = [](const QString& text, Reveal reveal) {
            PassphraseEdit edit;
            edit.resize(edit.sizeHint());
            edit.setReveal(reveal);
            QTest::keyClicks(&edit, text);
            return edit.grab().toImage();
        };
        QCOMPARE(picture(QStringLiteral("iiii"), Reveal::Hidden), picture(QStringLiteral("WWWW"), Reveal::Hidden));
        QVERIFY(picture(QStringLiteral("iiii"), Reveal::Hidden) != picture(QStringLiteral("iiiii"), Reveal::Hidden));
        QVERIFY(picture(QStringLiteral("iiii"), Reveal::Shown) != picture(QStringLiteral("WWWW"), Reveal::Shown));
    }

    void strengthGrowsWithLengthAndNotWithRepetition()
    {
        const auto bits = [](std::string_view text) { return passphraseBits(base::viewOf(text)); };
        QCOMPARE(bits(""), 0.0);
        QCOMPARE(bits("a"), 4.0);
        QCOMPARE(bits("aaaaaaaaaaaaaaaa"), 4.0);
        QCOMPARE(bits("abcdefghijkl"), 4.0);
        QCOMPARE(bits("tide"), 4 + 2 + 2.0); // e follows d
        QCOMPARE(bits("tidelamp"), bits("tide") + 4 * 2.0);
        QVERIFY(bits("tide lamp olive fox") > bits("tide lamp"));
        QCOMPARE(bits("Lamp9fox"), bits("lampyfox") + 6.0);
        QVERIFY(strengthText({}).isEmpty());
        QVERIFY(strengthText(base::viewOf("1234")).startsWith(QStringLiteral("very weak")));
        QVERIFY(strengthText(base::viewOf("river tango mule packet orbit")).startsWith(QStringLiteral("strong")));
    }

    void creatingByKeyboardGivesThePassphraseOnce()
    {
        PassphraseDialog dialog(PassphraseUse::Create, QStringLiteral("/home/ada/demo.cgkey"));
        const QSignalSpy given(&dialog, &PassphraseDialog::passphraseGiven);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("olive"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("olive"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(given.count(), 1);
        QCOMPARE(given.first().first().toByteArray(), QByteArray("olive"));
        QVERIFY(!dialog.isVisible());
        QVERIFY(find<PassphraseEdit>(dialog, "passphrase").isEmpty());
        QVERIFY(find<PassphraseEdit>(dialog, "passphraseAgain").isEmpty());
    }

    void theDialogKeepsNoShareOfWhatItGave()
    {
        PassphraseDialog dialog(PassphraseUse::Unlock, QStringLiteral("demo.cgkey"));
        QByteArray kept;
        connect(&dialog, &PassphraseDialog::passphraseGiven, this,
                [&kept](const QByteArray& passphrase) { kept = passphrase; });
        dialog.open();
        QTest::keyClicks(&find<PassphraseEdit>(dialog, "passphrase"), QStringLiteral("olive"));
        QTest::mouseClick(&find<QPushButton>(dialog, "takePassphrase"), Qt::LeftButton);
        QCOMPARE(kept, QByteArray("olive"));
        // The receiver's bytes are the only ones, so that overwriting them in place overwrites the passphrase.
        QVERIFY(kept.isDetached());
    }

    void anEmptyPassphraseIsRefusedInWords()
    {
        PassphraseDialog dialog(PassphraseUse::Create, QStringLiteral("demo.cgkey"));
        const QSignalSpy given(&dialog, &PassphraseDialog::passphraseGiven);
        dialog.open();
        QTest::mouseClick(&find<QPushButton>(dialog, "takePassphrase"), Qt::LeftButton);
        QCOMPARE(given.count(), 0);
        QVERIFY(dialog.isVisible());
        QVERIFY(find<QLabel>(dialog, "passphraseProblem").text().contains(QStringLiteral("empty")));
    }

    void twoPassphrasesThatDifferAreRefusedInWords()
    {
        PassphraseDialog dialog(PassphraseUse::Create, QStringLiteral("demo.cgkey"));
        const QSignalSpy given(&dialog, &PassphraseDialog::passphraseGiven);
        dialog.open();
        QTest::keyClicks(&find<PassphraseEdit>(dialog, "passphrase"), QStringLiteral("olive"));
        QTest::keyClicks(&find<PassphraseEdit>(dialog, "passphraseAgain"), QStringLiteral("olivE"));
        QTest::mouseClick(&find<QPushButton>(dialog, "takePassphrase"), Qt::LeftButton);
        QCOMPARE(given.count(), 0);
        QVERIFY(find<QLabel>(dialog, "passphraseProblem").text().contains(QStringLiteral("differ")));
    }

    void cancellingWipesBothFields()
    {
        PassphraseDialog dialog(PassphraseUse::Create, QStringLiteral("demo.cgkey"));
        const QSignalSpy given(&dialog, &PassphraseDialog::passphraseGiven);
        dialog.open();
        QTest::keyClicks(&find<PassphraseEdit>(dialog, "passphrase"), QStringLiteral("olive"));
        QTest::keyClick(&find<PassphraseEdit>(dialog, "passphrase"), Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(given.count(), 0);
        QVERIFY(find<PassphraseEdit>(dialog, "passphrase").isEmpty());
    }

    void unlockingAsksOnce()
    {
        PassphraseDialog dialog(PassphraseUse::Unlock, QStringLiteral("demo.cgkey"));
        dialog.open();
        QVERIFY(!find<PassphraseEdit>(dialog, "passphraseAgain").isVisible());
        QVERIFY(!find<QLabel>(dialog, "passphraseStrength").isVisible());
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("demo.cgkey")));
    }

    void aDemoKeyIsChosenByNumberUnderAWarning()
    {
        DemoKeyDialog dialog;
        const QSignalSpy chosen(&dialog, &DemoKeyDialog::numberChosen);
        dialog.open();
        QVERIFY(shownTexts(dialog).contains(QStringLiteral("KNOWN START")));
        auto& number = find<QLineEdit>(dialog, "demoNumber");
        number.selectAll();
        QTest::keyClicks(&number, QStringLiteral("18446744073709551616")); // 2^64
        QVERIFY(!find<QPushButton>(dialog, "useDemoKey").isEnabled());
        QTest::keyClick(&number, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        number.selectAll();
        QTest::keyClicks(&number, QStringLiteral("18446744073709551615x"));
        QTest::keyClick(&number, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().toULongLong(), ~0ULL);
    }

    void aProblemCanBeCopied()
    {
        ProblemBox box({QStringLiteral("Cannot save"), QStringLiteral("The disk is full.")});
        box.open();
        QTest::mouseClick(&find<QPushButton>(box, "copyProblem"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Cannot save\nThe disk is full."));
        QVERIFY(box.isVisible());
        QTest::keyClick(&box, Qt::Key_Escape);
        QVERIFY(!box.isVisible());
    }
};

QTEST_MAIN(PassphraseTest)
#include "passphrase_test.moc"
