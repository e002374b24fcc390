// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/train_page.h"
#include "ui/support/event_counter.h"
#include "ui/support/grab.h"
#include "ui/support/sample_states.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bit_towers.h"
#include "ui/widgets/network_view.h"
#include "ui/widgets/panel_frame.h"
#include "ui/widgets/wall_widget.h"

#include <QAbstractButton>
#include <QFontInfo>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest/QTest>

#include <algorithm>
#include <cstdlib>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

constexpr QSize kSmall(1000, 520);

/// Everything that a person could read or be told of the widgets below.
QString everyTextOf(const QWidget& root)
{
    QStringList texts;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        texts << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription()
              << widget->windowTitle();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            texts << label->text();
        }
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            texts << button->text();
        }
    }
    return texts.join(QLatin1Char('\n'));
}

QWidget& childOf(QWidget& page, const char* name)
{
    return *page.findChild<QWidget*>(QString::fromLatin1(name));
}

} // namespace

class TrainPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::failOnWarnings(); }

    void newNumbersOfARunDoNotLayThePageOutAnew()
    {
        TrainPage page;
        page.resize(QSize(1600, 900)); // so wide that the second line takes more in
        page.show();
        page.showState(samples::state(KeyState::Armed, RunPhase::Training, 41));
        const ui::tests::EventCounter layouts(page, QEvent::LayoutRequest);
        const ui::tests::EventCounter paints(page, QEvent::Paint);
        const auto paint = [&page, &paints] {
            const int before = paints.count();
            page.update();
            QTRY_VERIFY(paints.count() > before);
        };
        paint(); // the first two bring the layout that the page begins with
        paint();
        const int before = layouts.count();
        page.showState(samples::state(KeyState::Armed, RunPhase::Training, 47));
        paint();
        QCOMPARE(layouts.count(), before);
    }

    void noAmberOnTheTrainersHalf_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::addColumn<int>("key");
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            for (const KeyState key : samples::kKeyStates) {
                const QString name =
                    QStringLiteral("%1, key state %2")
                        .arg(appearance == Appearance::Light ? QStringLiteral("light") : QStringLiteral("dark"))
                        .arg(static_cast<int>(key));
                QTest::newRow(qPrintable(name)) << static_cast<int>(appearance) << static_cast<int>(key);
            }
        }
    }
    void noAmberOnTheTrainersHalf()
    {
        QFETCH(const int, appearance);
        QFETCH(const int, key);
        TrainPage page;
        page.setPalette(Theme::of(static_cast<Appearance>(appearance)).palette());
        page.resize(kSmall);
        page.show();
        for (const RunPhase run : samples::kRunPhases) {
            page.showState(samples::state(static_cast<KeyState>(key), run));
            QCOMPARE(amberPixels(childOf(page, "trainerHalf")), 0);
        }
    }

    void theKeyHoldersHalfIsAmberWhileOpenAndSlateOtherwise()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::openXor());
        QVERIFY(amberPixels(childOf(page, "keyHolderHalf")) > 2000);
        page.showState(samples::state(KeyState::None));
        QCOMPARE(amberPixels(childOf(page, "keyHolderHalf")), 0);
    }

    void noOpenedNumberIsLeftAnywhereOnceTheKeyIsLocked()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        auto* network = page.findChild<NetworkView*>(QStringLiteral("keyHolderNetwork"));
        page.showState(samples::openXor());
        network->highlight({0, 0, 1});
        QVERIFY(everyTextOf(page).contains(QStringLiteral("0.739")));
        network->highlight({});
        for (const KeyState key : samples::kKeyStates) {
            if (key == KeyState::Open) {
                continue;
            }
            page.showState(samples::openXor());
            network->highlight({0, 0, 1});
            SessionState locked = samples::state(key);
            // Values of a key that is not open, as a faulty controller might bring them.
            locked.values = samples::openedValues(41);
            page.showState(locked);
            const QString texts = everyTextOf(page);
            for (const QString& number : samples::openedTexts()) {
                QVERIFY2(!texts.contains(number), qPrintable(number));
            }
            QVERIFY(page.findChild<BitTowers*>(QStringLiteral("keyHolderNoise"))->towers().empty());
        }
    }

    void theTrainersTowersAreNeverMeasured()
    {
        TrainPage page;
        page.showState(samples::openXor());
        const auto isMeasured = [](const BitTower& tower) { return tower.measuredBits.has_value(); };
        const auto& left = page.findChild<BitTowers*>(QStringLiteral("trainerNoise"))->towers();
        const auto& right = page.findChild<BitTowers*>(QStringLiteral("keyHolderNoise"))->towers();
        QVERIFY(!left.empty());
        QVERIFY(std::ranges::none_of(left, isMeasured));
        QVERIFY(std::ranges::any_of(right, isMeasured));
    }

    void beforeTheFirstStepTheTowersAreAForecast()
    {
        TrainPage page;
        page.showState(samples::state(KeyState::None, RunPhase::Ready));
        const auto& towers = page.findChild<BitTowers*>(QStringLiteral("trainerNoise"))->towers();
        QVERIFY(!towers.empty());
        QVERIFY(std::ranges::all_of(towers, [](const BitTower& tower) { return tower.isForecast; }));
    }

    void theButtonAsksForWhatTheKeyNeeds_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("unlocks");
        QTest::newRow("none") << static_cast<int>(KeyState::None) << 1 << 0;
        QTest::newRow("public only") << static_cast<int>(KeyState::PublicOnly) << 1 << 0;
        QTest::newRow("locked") << static_cast<int>(KeyState::Locked) << 0 << 1;
        QTest::newRow("armed") << static_cast<int>(KeyState::Armed) << 0 << 1;
        QTest::newRow("wrong") << static_cast<int>(KeyState::Wrong) << 1 << 0;
    }
    void theButtonAsksForWhatTheKeyNeeds()
    {
        QFETCH(const int, key);
        QFETCH(const int, keys);
        QFETCH(const int, unlocks);
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::state(static_cast<KeyState>(key)));
        QSignalSpy keySpy(&page, &TrainPage::keyRequested);
        QSignalSpy unlockSpy(&page, &TrainPage::unlockRequested);
        const auto buttons = page.findChildren<QPushButton*>(QStringLiteral("lockedViewButton"));
        const auto shown = std::ranges::find_if(buttons, [](const QPushButton* button) { return button->isVisible(); });
        QVERIFY(shown != buttons.end());
        QTest::mouseClick(*shown, Qt::LeftButton);
        QCOMPARE(keySpy.size(), keys);
        QCOMPARE(unlockSpy.size(), unlocks);
    }

    void whatThePointerFindsOnOneSideGlowsOnTheOther()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::openXor());
        auto* left = page.findChild<NetworkView*>(QStringLiteral("trainerNetwork"));
        auto* right = page.findChild<NetworkView*>(QStringLiteral("keyHolderNetwork"));
        const NetworkElement unit{0, 2, NetworkElement::kNone};
        QTest::mouseMove(left, left->currentLayout().tileOf(unit).center().toPoint());
        QTRY_COMPARE(right->highlighted(), unit);
        QTest::mouseMove(right, right->currentLayout().tileOf({1, 0, NetworkElement::kNone}).center().toPoint());
        QTRY_COMPARE(left->highlighted(), (NetworkElement{1, 0, NetworkElement::kNone}));
    }

    void bothHalvesDrawAtOneScale()
    {
        TrainPage page;
        page.show();
        for (const QSize size : {kSmall, QSize(1600, 900)}) {
            page.resize(size);
            page.showState(samples::openXor());
            QCoreApplication::processEvents();
            QCOMPARE(childOf(page, "trainerNetwork").size(), childOf(page, "keyHolderNetwork").size());
            const auto top = [&page](const char* name) { return childOf(page, name).mapTo(&page, QPoint()).y(); };
            QCOMPARE(top("trainerNetwork"), top("keyHolderNetwork"));
            QCOMPARE(top("trainerNoise"), top("keyHolderNoise"));
        }
    }

    void headingsAreLargeAndNoTextIsCutOffInTheSmallestWindow()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        for (const KeyState key : samples::kKeyStates) {
            for (const RunPhase run : samples::kRunPhases) {
                page.showState(samples::state(key, run));
                QCoreApplication::processEvents();
                QVERIFY(!page.isCard());
                for (const QLabel* label : page.findChildren<QLabel*>()) {
                    if (!label->isVisible() || label->text().isEmpty()) {
                        continue;
                    }
                    const int needed =
                        label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
                    QVERIFY2(label->height() >= needed, qPrintable(label->text()));
                    QVERIFY2(label->wordWrap() ||
                                 label->width() >= label->fontMetrics().horizontalAdvance(label->text()),
                             qPrintable(label->text()));
                }
            }
        }
        for (const QLabel* heading : page.findChildren<QLabel*>(QStringLiteral("heading"))) {
            QVERIFY(QFontInfo(heading->font()).pixelSize() >= 24);
        }
    }

    void aNarrowWindowShowsOneCardAndF6TurnsIt()
    {
        TrainPage page;
        page.resize(700, 520);
        page.show();
        page.showState(samples::lockedXor());
        QVERIFY(page.isCard());
        QVERIFY(childOf(page, "trainerHalf").isVisible());
        QVERIFY(!childOf(page, "keyHolderHalf").isVisible());
        QTest::keyClick(&page, Qt::Key_F6);
        QVERIFY(!childOf(page, "trainerHalf").isVisible());
        QVERIFY(childOf(page, "keyHolderHalf").isVisible());
        page.resize(kSmall);
        QVERIFY(childOf(page, "trainerHalf").isVisible());
        QVERIFY(childOf(page, "keyHolderHalf").isVisible());
    }

    void aControlRunHasNoWallAndNoKeyHolder()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::state(KeyState::NotNeeded, RunPhase::Paused, 41, base::SchemeId::Plain));
        QApplication::processEvents();
        QVERIFY(!childOf(page, "keyHolderHalf").isVisible());
        QVERIFY(!childOf(page, "wall").isVisible());
        QVERIFY(everyTextOf(page).contains(QStringLiteral("CONTROL RUN")));
        QVERIFY(everyTextOf(page).contains(QStringLiteral("Sees everything. Nothing is encrypted.")));
        auto& loss = childOf(page, "controlLoss");
        QVERIFY(loss.isVisible());
        QVERIFY2(loss.accessibleDescription().startsWith(QStringLiteral("Loss, 40 steps, from 0.917 down")),
                 qPrintable(loss.accessibleDescription()));
        QVERIFY(childOf(page, "trainerNetwork").accessibleDescription().contains(QStringLiteral("in the clear")));
        QVERIFY(!childOf(page, "trainerNoise").isVisible());
        QCOMPARE(amberPixels(page), 0); // amber says "opened with the key"
        page.showState(samples::lockedXor());
        QVERIFY(childOf(page, "wall").isVisible());
    }

    void aCountOnTheWallOpensTheLog()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::lockedXor());
        QSignalSpy spy(&page, &TrainPage::crossingLogRequested);
        QTest::mouseClick(page.findChild<WallCounter*>(QStringLiteral("wallCiphertexts")), Qt::LeftButton);
        QCOMPARE(spy.size(), 1);
        const auto* table = page.findChild<QTableView*>(QStringLiteral("crossingTable"));
        QVERIFY(table != nullptr && table->isVisible());
        QCOMPARE(table->model()->rowCount(), 3);
    }

    void everyPartThatTakesTheFocusHasANameAndATip()
    {
        TrainPage page;
        page.resize(kSmall);
        page.show();
        page.showState(samples::openXor());
        for (const char* name : {"trainerNetwork", "lossStrip", "keyHolderNetwork", "wallSecretKey"}) {
            const QWidget& widget = childOf(page, name);
            QVERIFY2(widget.focusPolicy() != Qt::NoFocus, name);
            QVERIFY2(!widget.accessibleName().isEmpty(), name);
            QVERIFY2(!widget.accessibleDescription().isEmpty(), name);
        }
    }
};

QTEST_MAIN(TrainPageTest)
#include "train_page_test.moc"
