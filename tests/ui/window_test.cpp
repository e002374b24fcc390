// SPDX-License-Identifier: GPL-3.0-or-later
// The three uses of the window from start to end, with real clicks and keys.
#include "ui/charts/loss_chart.h"
#include "ui/dialogs/unlock_prediction_dialog.h"
#include "ui/panels/calculator/calculator_page.h"
#include "ui/panels/predictions/predictions_page.h"
#include "ui/support/event_counter.h"
#include "ui/support/own_memory.h"
#include "ui/support/window_bench.h"
#include "ui/text/format.h"
#include "ui/widgets/key_chip.h"

#include <QDoubleSpinBox>
#include <QLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolBar>

#include <algorithm>
#include <vector>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;
using testing::HiddenPoint;

namespace {

/// Every number that was opened, as the window would write it.
std::vector<QString> openedTexts(const SessionState& state)
{
    std::vector<QString> texts;
    for (const LossPoint& point : state.values->losses) {
        texts.push_back(numberText(point.loss));
        texts.push_back(lossText(point.loss));
    }
    for (const model::LayerWeights& layer : state.values->weights) {
        for (const auto& unit : layer.weights) {
            for (const double weight : unit) {
                texts.push_back(numberText(weight));
            }
        }
    }
    return texts;
}

/// Texts without the punctuation around them.
QStringList wordsOf(const QString& text)
{
    static const QRegularExpression between(QStringLiteral("[.,;:()]*\\s[(]*|[.,;:()]+$"));
    return text.split(between, Qt::SkipEmptyParts);
}

/// Agrees to a new run in place of one that was not saved.
void agree(WindowBench& bench)
{
    auto* const question = bench.dialog<QMessageBox>("newRun");
    QVERIFY(question);
    QTest::mouseClick(question->button(QMessageBox::Ok), Qt::LeftButton);
}

} // namespace

class WindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnWarnings(); }

    void aPageThatIsLaidOutAnewIsNotPaintedAnew()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        auto& page = find<QWidget>(bench.window(), "trainPage");
        const EventCounter layouts(page, QEvent::LayoutRequest);
        const EventCounter paints(page, QEvent::Paint);
        const auto askForPaintOf = [](QWidget& widget) {
            const EventCounter done(widget, QEvent::Paint);
            widget.update();
            QTRY_VERIFY(done.count() > 0);
        };
        askForPaintOf(page); // with all that was due
        const int before = paints.count();
        page.layout()->invalidate();
        page.layout()->update();
        QTRY_VERIFY(layouts.count() > 0);
        askForPaintOf(find<QWidget>(bench.window(), "keyChip")); // it comes after what the layout asked for
        QCOMPARE(paints.count(), before);
    }

    void theSmallestWindowShowsEveryControl()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        ExperimentChoice seeded = bench.state()->choice;
        seeded.seed = 7; // the bar is widest then
        bench.controller().choose(seeded);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->run == RunPhase::Ready && bench.state()->choice == seeded, kPatience);
        bench.window().resize(1, 1);
        const QRect inside(0, 0, 1024, 640);
        QTRY_COMPARE(bench.window().size(), inside.size());
        for (const char* name : {"keyChip", "speed", "preset", "seed", "targetLoss"}) {
            auto& control = find<QWidget>(bench.window(), name);
            QTRY_VERIFY2(control.isVisible(), name);
            const QRect place(control.mapTo(&bench.window(), QPoint(0, 0)), control.size());
            QVERIFY2(inside.contains(place), name);
        }
    }

    void xorIsLearntWithoutAKeyAndSeenWithOne()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        QCOMPARE(bench.state()->key, KeyState::None);

        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        QCOMPARE(bench.state()->key, KeyState::Armed);
        QCOMPARE(bench.state()->start, session::StartKind::Sealed);
        QCOMPARE(bench.state()->steps(), std::uint64_t{150});
        QVERIFY(!bench.state()->values);
        auto& trainer = find<QWidget>(bench.window(), "trainerHalf");
        QCOMPARE(amberPixels(trainer), 0);

        const QStringList wordsBefore = wordsOf(shownTexts(bench.window()));
        QTest::mouseClick(&find<QAbstractButton>(bench.window(), "keyChip"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        QVERIFY(bench.state()->values && bench.state()->values->losses.size() == 150);
        QVERIFY(bench.state()->values->losses.back().loss < 0.01);
        QCOMPARE(bench.state()->values->maps.size(), std::size_t{2});
        QVERIFY(find<LossChart>(bench.window(), "lossChart").textTwin().contains(QStringLiteral("149")));
        QCOMPARE(amberPixels(trainer), 0);
        QVERIFY(amberPixels(find<QWidget>(bench.window(), "keyHolderHalf")) > 500);

        // What the window writes of the opened numbers, and did not happen to write before.
        const QStringList wordsOpen = wordsOf(shownTexts(bench.window()));
        QStringList revealed;
        for (const QString& text : openedTexts(*bench.state())) {
            if (wordsOpen.contains(text) && !wordsBefore.contains(text)) {
                revealed << text;
            }
        }
        const QString twin = find<LossChart>(bench.window(), "lossChart").textTwin();
        QVERIFY(twin.contains(lossText(bench.state()->values->losses.back().loss)));
        QVERIFY(shownTexts(bench.window()).contains(twin));
        bench.press(Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(bench.state()->key, KeyState::Armed); // at once, whatever the worker does
        QVERIFY(!bench.state()->values);
        QVERIFY(!shownTexts(bench.window()).contains(twin));
        const QStringList words = wordsOf(shownTexts(bench.window()));
        for (const QString& text : std::as_const(revealed)) {
            QVERIFY2(!words.contains(text), qPrintable(text));
        }
        QCOMPARE(amberPixels(trainer), 0);
    }

    void whatWasOpenedIsGoneFromMemoryAfterLocking()
    {
#if defined(__SANITIZE_ADDRESS__)
        QSKIP("memory is wiped by a free() of our own, and the sanitizer has its own");
#endif
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        for (int round = 0; round < 2; ++round) {
            bench.press(Qt::Key_K, Qt::ControlModifier);
            QTRY_VERIFY_WITH_TIMEOUT(bench.state()->values && !bench.state()->values->losses.empty(), kPatience);
            const LossPoint& last = bench.state()->values->losses.back();
            const HiddenPoint loss(last.step, last.loss);
            QVERIFY(loss.places() > 0);
            bench.press(Qt::Key_L, Qt::ControlModifier);
            QTRY_COMPARE_WITH_TIMEOUT(loss.places(), std::size_t{0}, kPatience);
        }
    }

    /// Unlocking again is another opening, at another time.
    void everyUnlockingIsARowOfTheLedger()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        for (std::size_t round = 1; round <= 3; ++round) {
            bench.press(Qt::Key_K, Qt::ControlModifier);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->disclosures.size(), 2 * round, kPatience); // losses and weights
            bench.press(Qt::Key_L, Qt::ControlModifier);
        }
    }

    void sigmoidsAreComparedAndOneIsUsed()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.press(Qt::Key_3, Qt::AltModifier);
        QCOMPARE(bench.window().page(), MainWindow::Page::Sigmoid);
        auto& table = find<QTableView>(bench.window(), "approximations");
        QVERIFY(table.model()->rowCount() >= 15);
        auto& use = find<QPushButton>(bench.window(), "useActivation");
        QTRY_VERIFY_WITH_TIMEOUT(use.isEnabled(), kPatience);
        QTest::mouseClick(&use, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.activation.has_value(), kPatience);
        const auto& hidden = bench.state()->spec->plan.network.layers.front().activation;
        QCOMPARE(QString::fromStdString(hidden.text()), *bench.state()->choice.activation);

        bench.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->choice.activation.has_value(), kPatience);
        bench.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.activation.has_value(), kPatience);
    }

    void onePredictionIsUnlockedByTheDialog()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.press(Qt::Key_T, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        bench.press(Qt::Key_4, Qt::AltModifier);
        QCOMPARE(bench.window().page(), MainWindow::Page::Predictions);
        auto& table = find<QTableView>(bench.window(), "predictions");
        table.setFocus();
        table.selectRow(2);
        QTest::keyClick(&table, Qt::Key_Return);
        auto* const dialog = bench.dialog<UnlockPredictionDialog>("unlockPredictionDialog");
        QVERIFY(dialog);
        QCOMPARE(dialog->terms().precision, Precision::ClassOnly); // the least is what is offered first
        QCOMPARE(dialog->terms().audience, Audience::KeyHolder);
        const std::size_t before = bench.state()->disclosures.size();
        QTest::mouseClick(&find<QPushButton>(*dialog, "openValues"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.size(), std::size_t{1}, kPatience);
        QCOMPARE(bench.state()->predictions.at(2).outputs, std::vector<double>{1.0}); // 1 xor 0
        QCOMPARE(bench.state()->disclosures.size(), before + 1);
        QCOMPARE(bench.state()->disclosures.back().bits(), std::uint64_t{1});
        QVERIFY(shownTexts(table).contains(QStringLiteral("class 1")));

        bench.press(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(bench.state()->predictions.empty());
    }

    void whatStaysOpenIsOfTheLastStep()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        bench.controller().unlock();
        bench.controller().openPrediction(
            0, {Precision::TwoDigits, Audience::KeyHolder, Reason::CheckAnswer, Lifetime::UntilLocked});
        bench.controller().openPrediction(1, {}); // once
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.size(), std::size_t{2}, kPatience);
        for (std::uint64_t step = 2; step <= 5; ++step) {
            bench.click("step");
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), step, kPatience);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->values->weightsStep, step, kPatience);
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.at(0).step, step, kPatience);
            QCOMPARE(bench.state()->predictions.at(1).step, std::uint64_t{1});
        }
    }

    void aKeyIsKeptWhileTheTrainingGoesOn()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.controller().setTarget({1'000'000'000, std::nullopt});
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Training, kPatience);
        const QTemporaryDir folder;
        bench.controller().keepSessionKey(folder.filePath(QStringLiteral("kept.cgkey")), "passphrase");
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->hasPassphrase, kPatience);
        const std::uint64_t steps = bench.state()->steps();
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->steps() > steps, kPatience);
        QCOMPARE(bench.state()->run, RunPhase::Training);
    }

    void aRunIsSteppedSlowedResetAndBegunAnew()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("stepOperation");
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->snapshot && bench.state()->run == RunPhase::Paused, kPatience);
        QCOMPARE(bench.state()->snapshot->stepInProgress.size(), std::size_t{1});
        QCOMPARE(bench.state()->steps(), std::uint64_t{0});
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        const auto first = bench.state()->snapshot->pictures;

        bench.controller().setSpeed(1.0);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Training, kPatience);
        bench.click("train"); // it says Pause now
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Paused, kPatience);
        QCOMPARE(bench.state()->steps(), std::uint64_t{1});

        bench.click("reset");
        agree(bench);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{0}, kPatience);
        const auto sealed = bench.state()->snapshot->pictures->weights.front().bytes;
        bench.click("newStart");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.controller().setSpeed(std::nullopt);
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        QVERIFY(bench.state()->snapshot->pictures->weights.front().bytes != first->weights.front().bytes);
        QVERIFY(!sealed.empty());
    }

    void whatIsNotSavedIsNotLostWithoutAQuestion_data()
    {
        QTest::addColumn<QString>("action");
        for (const char* action : {"reset", "newStart", "undo"}) {
            QTest::newRow(action) << QString::fromLatin1(action);
        }
    }
    void whatIsNotSavedIsNotLostWithoutAQuestion()
    {
        QFETCH(QString, action);
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        auto& rate = find<QDoubleSpinBox>(bench.window(), "rate");
        rate.setFocus();
        QTest::keyClick(&rate, Qt::Key_Up); // something to undo
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.rate && bench.state()->run == RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        bench.window().findChild<QAction*>(action)->trigger();
        auto* const question = bench.dialog<QMessageBox>("newRun");
        QVERIFY(question);
        QTest::mouseClick(question->button(QMessageBox::Cancel), Qt::LeftButton);
        QCOMPARE(bench.state()->steps(), std::uint64_t{150});
        QVERIFY(bench.state()->choice.rate);
        bench.window().findChild<QAction*>(action)->trigger();
        agree(bench);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{0}, kPatience);
    }

    void aKeyThatIsMadeAnewIsArmedAndNotOpen()
    {
        WindowBench bench;
        ExperimentChoice demo;
        demo.demoKey = 3;
        bench.controller().choose(demo);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice == demo && bench.state()->run == RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        bench.controller().choose({});
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->choice.demoKey && bench.state()->run == RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        QCOMPARE(bench.state()->key, KeyState::Armed);
        QVERIFY(!bench.state()->values);
    }

    void aRunThatFailsSaysWhy()
    {
        WindowBench bench;
        ExperimentChoice wild;
        wild.rate = 60.0;
        bench.controller().choose(wild);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.rate && bench.state()->run == RunPhase::Ready, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Failed, kPatience);
        auto* const box = bench.dialog<ProblemBox>("problemBox");
        QVERIFY(box);
        QVERIFY(shownTexts(*box).contains(bench.state()->failure->sentence));
        box->close();
    }

    void theWindowLocksItselfAfterTheLastUseOfTheKey()
    {
        using namespace std::chrono_literals;
        AutoLock::Clock::time_point now;
        WindowBench bench({}, [&now] { return now; });
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        auto& lock = *bench.window().findChild<AutoLock*>();
        auto& chip = find<KeyChip>(bench.window(), "keyChip");
        const auto pass = [&](std::chrono::seconds time) {
            now += time;
            lock.look();
        };
        pass(270s);
        QVERIFY2(chip.text().endsWith(QStringLiteral("0:30")), qPrintable(chip.text()));
        QTest::mouseClick(&find<QWidget>(bench.window(), "trainerHalf"), Qt::LeftButton);
        QVERIFY(chip.text().endsWith(QStringLiteral("0:30"))); // the trainer does not use the key
        QTest::mouseClick(&find<QWidget>(bench.window(), "keyHolderHalf"), Qt::LeftButton);
        QVERIFY(!chip.text().contains(QLatin1Char(':')));
        pass(270s);
        Q_EMIT find<PredictionsPage>(bench.window(), "predictionsPage").openingRequested(0, {});
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.size(), std::size_t{1}, kPatience);
        pass(299s);
        QCOMPARE(bench.state()->key, KeyState::Open);
        pass(1s);
        QCOMPARE(bench.state()->key, KeyState::Armed);
        QVERIFY(bench.state()->predictions.empty());
    }

    void theCalculatorsResultsAreLockedWithoutAnOpenKey()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.press(Qt::Key_6, Qt::AltModifier);
        auto& page = find<CalculatorPage>(bench.window(), "calculatorPage");
        QVERIFY(!bench.window().findChild<QAction*>(QStringLiteral("lock"))->isEnabled());
        QTest::mouseClick(&find<QPushButton>(page, "run"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page.showsOpened(), kPatience);
        QCOMPARE(bench.state()->key, KeyState::None); // it is a key of its own
        const QString key = find<QLabel>(page, "calculatorKey").text();
        QVERIFY2(key.startsWith(QStringLiteral("Key ")), qPrintable(key));
        bench.press(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!page.showsOpened());
        QVERIFY(!bench.window().findChild<QAction*>(QStringLiteral("lock"))->isEnabled());
        QTest::mouseClick(&find<QPushButton>(page, "run"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page.showsOpened(), kPatience);
        QCOMPARE(find<QLabel>(page, "calculatorKey").text(), key); // the same one
        bench.window().setWindowState(Qt::WindowMinimized);
        QTRY_VERIFY(!page.showsOpened());
    }

    void aWindowThatIsPutAwayLocks()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        bench.click("step");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->steps(), std::uint64_t{1}, kPatience);
        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        bench.window().showMinimized();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Armed, kPatience);
        QVERIFY(!bench.state()->values);
    }

    void ckksTrainsAndRefreshesBehindTheWall()
    {
        WindowBench bench;
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
        auto& scheme = find<QComboBox>(find<QToolBar>(bench.window(), "experimentToolBar"), "scheme");
        scheme.setCurrentIndex(scheme.findText(QStringLiteral("CKKS, 128 bits")));
        Q_EMIT scheme.activated(scheme.currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.scheme == base::SchemeId::Ckks, kPatience);
        bench.controller().setTarget({8, std::nullopt});
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        QCOMPARE(bench.state()->steps(), std::uint64_t{8});
        QCOMPARE(bench.state()->key, KeyState::Armed); // it refreshed, and opened nothing
        QVERIFY(bench.state()->disclosures.empty());
        QVERIFY(bench.state()->snapshot->pictures->arePacked);
        QCOMPARE(bench.state()->snapshot->pictures->lossSteps.size(), std::size_t{8});
        QCOMPARE(find<QWidget>(bench.window(), "schemeBadge").accessibleName(), QStringLiteral("CKKS · STANDARD-128"));
        const QString texts = shownTexts(find<QWidget>(bench.window(), "trainerHalf"));
        QVERIFY2(texts.contains(QStringLiteral("Cannot see: weights, predictions, loss.")), qPrintable(texts));
        QVERIFY(!texts.contains(QStringLiteral("BROKEN")));

        bench.press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->key, KeyState::Open, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->values && bench.state()->values->losses.size() == 8, kPatience);
        const std::vector<LossPoint>& losses = bench.state()->values->losses;
        QVERIFY2(losses.back().loss < losses.front().loss, qPrintable(QString::number(losses.back().loss)));
        bench.controller().openPrediction(0, {Precision::Everything, Audience::KeyHolder, {}, Lifetime::Once});
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->predictions.size(), std::size_t{1}, kPatience);
        bench.controller().measureNoise();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.state()->values->measured.empty(), kPatience);
    }

    void aControlRunNeedsNoKeyAndSaysSo()
    {
        WindowBench bench;
        ExperimentChoice plain;
        plain.scheme = base::SchemeId::Plain;
        bench.controller().choose(plain);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state()->choice.scheme == base::SchemeId::Plain, kPatience);
        bench.click("train");
        QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Finished, kPatience);
        QCOMPARE(bench.state()->start, session::StartKind::Known);
        const QString texts = shownTexts(bench.window());
        QVERIFY(!find<QWidget>(bench.window(), "startBadge").isVisible()); // nothing that a start could hide
        QVERIFY(!texts.contains(QStringLiteral("bits left")));
        QCOMPARE(bench.state()->key, KeyState::NotNeeded);
        QVERIFY(find<KeyChip>(bench.window(), "keyChip").text() == QStringLiteral("NO KEY NEEDED"));
        QCOMPARE(bench.state()->values->losses.back().step, std::uint64_t{149}); // some before it may be left out
        QCOMPARE(bench.state()->predictions.size(), std::size_t{4});
        QVERIFY(bench.state()->disclosures.empty()); // nothing was opened
        QCOMPARE(bench.state()->opened, 0);
        QCOMPARE(trust::totalsOf(bench.state()->crossings).publicKeys, std::uint64_t{0});
    }

    void theRealHomeStaysUntouched()
    {
        const QString home = qEnvironmentVariable("HOME");
        QVERIFY2(home.contains(QStringLiteral("test-homes")), qPrintable(home));
        {
            WindowBench bench;
            QTRY_COMPARE_WITH_TIMEOUT(bench.state()->run, RunPhase::Ready, kPatience);
            QVERIFY(bench.window().close());
        }
        QVERIFY(QFile::exists(qEnvironmentVariable("XDG_CONFIG_HOME") + QStringLiteral("/ciphergrad/ciphergrad.ini")));
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
