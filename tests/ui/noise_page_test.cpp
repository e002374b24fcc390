// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/growth_chart.h"
#include "ui/panels/noise/key_holder_noise.h"
#include "ui/panels/noise/noise_page.h"
#include "ui/panels/noise/noise_towers.h"
#include "ui/panels/noise/trainer_noise.h"
#include "ui/support/noise_states.h"
#include "ui/text/format.h"
#include "ui/widgets/locked_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QtTest/QTest>

using namespace cg;
namespace states = ui::noise_states;
using ui::NoisePage;
using ui::OperationModel;
using ui::Role;

namespace {

/// A page in a window without a layout: the offscreen platform warns of size hints that it cannot pass on.
struct ShownPage {
    ShownPage()
    {
        window.resize(1000, 520);
        page.resize(window.size());
        window.show();
    }

    [[nodiscard]] ui::TrainerNoise& trainer() { return *page.findChild<ui::TrainerNoise*>(); }
    [[nodiscard]] ui::KeyHolderNoise& keyHolder() { return *page.findChild<ui::KeyHolderNoise*>(); }
    [[nodiscard]] QPushButton& measure() { return *page.findChild<QPushButton*>(QStringLiteral("measureNoise")); }
    [[nodiscard]] QString text(const char* objectName)
    {
        return page.findChild<QLabel*>(QString::fromLatin1(objectName))->text();
    }
    [[nodiscard]] int amberOf(QWidget& half)
    {
        return states::pixelsOf(page, Role::Opened, QRect(half.mapTo(&page, QPoint(0, 0)), half.size()));
    }

    QWidget window;
    NoisePage page{&window};
};

} // namespace

class NoisePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beforeTrainingTheForecastIsShownAsGhosts()
    {
        ShownPage shown;
        shown.page.showState(states::locked(0));
        const auto& towers = shown.trainer().operations()->towers().towers();
        QCOMPARE(towers.size(), states::forecast()->operations.size());
        QVERIFY(towers.front().isForecast && towers.back().isForecast);
        QVERIFY(shown.text("noiseSource").startsWith(QStringLiteral("Forecast")));
        QVERIFY(shown.text("bitsLeft").contains(QStringLiteral("bits left — room for about")));
    }

    void afterAStepItsLedgerIsShown()
    {
        ShownPage shown;
        shown.page.showState(states::locked(41));
        const auto& towers = shown.trainer().operations()->towers().towers();
        QVERIFY(!towers.front().isForecast && !towers.back().isForecast);
        QVERIFY(shown.text("noiseSource").contains(QStringLiteral("step 41")));
    }

    void aStepInProgressGoesOnAsAForecast()
    {
        ui::SessionState state = states::locked(0);
        session::TrainingSnapshot snapshot = *state.snapshot;
        snapshot.stepInProgress.assign(state.forecast()->operations.begin(), state.forecast()->operations.begin() + 5);
        state.snapshot = std::make_shared<const session::TrainingSnapshot>(snapshot);
        ShownPage shown;
        shown.page.showState(state);
        const auto& towers = shown.trainer().operations()->towers().towers();
        QCOMPARE(towers.size(), state.forecast()->operations.size());
        QVERIFY(!towers[4].isForecast && towers[5].isForecast);
        QVERIFY(shown.text("noiseSource").startsWith(QStringLiteral("Operation 5 of ")));
    }

    void theTrainersHalfIsNeverAmber_data()
    {
        QTest::addColumn<int>("view");
        QTest::newRow("towers") << 0;
        QTest::newRow("table") << 1;
    }
    void theTrainersHalfIsNeverAmber()
    {
        QFETCH(int, view);
        ShownPage shown;
        shown.page.showState(states::measured(41));
        if (view == 1) {
            QTest::mouseClick(shown.page.findChild<QRadioButton*>(QStringLiteral("showTable")), Qt::LeftButton);
        }
        QCOMPARE(shown.amberOf(shown.trainer()), 0);
        QVERIFY(shown.amberOf(shown.keyHolder()) > 0);
    }

    void bothHalvesHaveTheSameScale_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(1000, 480);
        QTest::newRow("usual") << QSize(1260, 640);
        QTest::newRow("projector") << QSize(1900, 900);
    }
    void bothHalvesHaveTheSameScale()
    {
        QFETCH(QSize, size);
        ShownPage shown;
        shown.window.resize(size);
        shown.page.resize(size);
        shown.page.showState(states::measured(41));
        const auto& trainers = shown.trainer().operations()->towers();
        const auto& keyHolders = shown.keyHolder().operations()->towers();
        QVERIFY(trainers.height() > 0);
        QTRY_COMPARE(keyHolders.height(), trainers.height()); // the layout takes a few rounds
    }

    void withoutTheKeyNothingIsAmberAndTheTextureSaysWhy()
    {
        ShownPage shown;
        shown.page.showState(states::measured(41));
        shown.page.showState(states::locked(41));
        QCOMPARE(shown.amberOf(shown.keyHolder()), 0);
        QVERIFY(shown.keyHolder().operations()->towers().towers().empty());
        QVERIFY(shown.text("measuredBitsLeft").isEmpty());
        QVERIFY(shown.page.findChild<ui::LockedView*>()->isVisible());
        QVERIFY(!shown.page.findChild<ui::LockedView*>()->note().isEmpty());
    }

    void valuesOfAKeyThatIsNotOpenAreNotShown()
    {
        ui::SessionState state = states::measured(41);
        state.key = ui::KeyState::Armed;
        ShownPage shown;
        shown.page.showState(state);
        QCOMPARE(shown.amberOf(shown.keyHolder()), 0);
    }

    void theNoteStandsThereInEveryState()
    {
        ShownPage shown;
        for (const ui::SessionState& state :
             {ui::SessionState{}, states::locked(0), states::open(3), states::measured(3)}) {
            shown.page.showState(state);
            const auto* note = shown.page.findChild<QLabel*>(QStringLiteral("measuredNote"));
            QVERIFY(note->isVisible());
            QVERIFY(note->text().contains(QStringLiteral("Never give it to the trainer")));
        }
    }

    void measuringIsOfferedOnlyWhileOpenAndAtRest_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("run");
        QTest::addColumn<bool>("isOffered");
        for (const auto key : {ui::KeyState::None, ui::KeyState::PublicOnly, ui::KeyState::Locked, ui::KeyState::Armed,
                               ui::KeyState::Open, ui::KeyState::Wrong}) {
            for (const auto run : {ui::RunPhase::Ready, ui::RunPhase::Training, ui::RunPhase::Stopping,
                                   ui::RunPhase::Paused, ui::RunPhase::Finished}) {
                const bool rests = run != ui::RunPhase::Training && run != ui::RunPhase::Stopping;
                QTest::addRow("key %d, run %d", int(key), int(run))
                    << int(key) << int(run) << (key == ui::KeyState::Open && rests);
            }
        }
    }
    void measuringIsOfferedOnlyWhileOpenAndAtRest()
    {
        QFETCH(int, key);
        QFETCH(int, run);
        QFETCH(bool, isOffered);
        ui::SessionState state = states::open(3);
        state.key = static_cast<ui::KeyState>(key);
        state.run = static_cast<ui::RunPhase>(run);
        ShownPage shown;
        shown.page.showState(state);
        QCOMPARE(shown.measure().isEnabled(), isOffered);
    }

    void theButtonAsksForAMeasurement()
    {
        ShownPage shown;
        shown.page.showState(states::open(3));
        QSignalSpy requested(&shown.page, &NoisePage::measureRequested);
        QTest::mouseClick(&shown.measure(), Qt::LeftButton);
        shown.measure().setFocus();
        QTest::keyClick(&shown.measure(), Qt::Key_Space);
        QCOMPARE(requested.count(), 2);
    }

    void measuredAndEstimatedBitsStandSideBySide()
    {
        ShownPage shown;
        shown.page.showState(states::measured(41));
        const auto operations = states::forecast()->operations;
        const double estimate = shown.trainer().operations()->towers().bitsLeft().value();
        QVERIFY(shown.text("measuredBitsLeft").contains(QStringLiteral("estimate was %1").arg(int(estimate))));
        QVERIFY(
            shown.text("measuredBitsLeft").contains(QStringLiteral("%1 bits left (measured)").arg(int(estimate + 2))));
        QVERIFY(shown.text("measuredComparison")
                    .startsWith(QStringLiteral("Measured in step 41: %1 of %1").arg(operations.size())));
    }

    void plainSaysThatThereIsNoNoise()
    {
        ui::SessionState state = states::open(3);
        state.spec = states::spec(base::SchemeId::Plain);
        state.choice.scheme = base::SchemeId::Plain;
        state.key = ui::KeyState::NotNeeded;
        state.outlook.reset();
        ShownPage shown;
        shown.page.showState(state);
        QVERIFY(shown.text("bitsLeft").contains(QStringLiteral("Nothing is encrypted")));
        QVERIFY(!shown.measure().isEnabled());
    }

    void theTableHasOneRowAnOperationAndMeasurementsOnOneHalfOnly()
    {
        for (const auto half : {OperationModel::Half::Trainer, OperationModel::Half::KeyHolder}) {
            OperationModel model(half);
            const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
            model.showOperations(states::measured(3).values->measured);
            QCOMPARE(model.rowCount(), int(states::forecast()->operations.size()));
            QCOMPARE(model.columnCount(), half == OperationModel::Half::Trainer ? 9 : 10);
            model.showOperations(states::measured(3).values->measured);
            QCOMPARE(model.index(4, OperationModel::Operation).data().toString(), QStringLiteral("multiply"));
            QCOMPARE(model.index(0, OperationModel::Operands).data().toString(), QStringLiteral("#1 p0 and 2 more"));
            QVERIFY(model.index(0, OperationModel::After).data().toString().startsWith(QStringLiteral("-1")));
            model.showOperations({});
            QCOMPARE(model.rowCount(), 0);
        }
    }

    void theKeyHoldersTableShowsWhatWasMeasured()
    {
        OperationModel model(OperationModel::Half::KeyHolder);
        const auto measured = states::measured(3).values->measured;
        model.showOperations(measured);
        const QString text = model.index(7, OperationModel::Measured).data().toString();
        QCOMPARE(text, ui::bitsText(measured[7].measured->bits()));
    }

    void theToggleChangesBothHalves()
    {
        ShownPage shown;
        shown.page.showState(states::measured(41));
        auto* towers = shown.page.findChild<QRadioButton*>(QStringLiteral("showTowers"));
        QTest::keyClick(shown.page.findChild<QRadioButton*>(QStringLiteral("showTable")), Qt::Key_Space);
        for (QTableView* table : shown.page.findChildren<QTableView*>(QStringLiteral("operationTable"))) {
            QVERIFY(table->isVisible());
            QCOMPARE(table->model()->rowCount(), int(states::forecast()->operations.size()));
        }
        QTest::mouseClick(towers, Qt::LeftButton);
        QVERIFY(shown.trainer().operations()->towers().isVisible());
    }

    void wideTowersScrollTogether()
    {
        ShownPage shown;
        shown.page.showState(states::measured(41));
        auto* zoom = shown.page.findChild<QSlider*>(QStringLiteral("towerZoom"));
        zoom->setFocus();
        QTest::keyClick(zoom, Qt::Key_End);
        QScrollBar* left = shown.trainer().operations()->scrollBar();
        QScrollBar* right = shown.keyHolder().operations()->scrollBar();
        QTRY_VERIFY(left->maximum() > 500 && right->maximum() > 500);
        left->setValue(300);
        QCOMPARE(right->value(), 300);
        right->setValue(120);
        QCOMPARE(left->value(), 120);
    }

    void theGrowthChartReadsItsStepsFromTheErrors()
    {
        ui::GrowthChart chart;
        chart.showGrowth(states::forecast()->expected, 41, base::Log2::ofBits(-18));
        const QList<QPointF>& points = chart.valuesOf(0);
        QCOMPARE(points.front().x(), 1.0);
        QCOMPARE(points[3].x(), 8.0);
        QCOMPARE(points.back().x(), 150.0);
        QVERIFY(chart.textTwin().contains(QStringLiteral("after 150 steps")));
        QVERIFY(chart.textTwin().contains(QStringLiteral("Now, after 41 steps: 2^-18.0.")));
        chart.showGrowth({}, 0, {});
        QVERIFY(chart.valuesOf(0).isEmpty());
    }

    void everyControlHasAName()
    {
        ShownPage shown;
        for (const QWidget* widget : shown.page.findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<const QAbstractButton*>(widget) != nullptr ||
                                   qobject_cast<const QSlider*>(widget) != nullptr;
            if (isControl && !widget->objectName().startsWith(QStringLiteral("qt_")) &&
                widget->parentWidget()->metaObject()->className() != QByteArray("QTableView")) {
                QVERIFY2(!widget->accessibleName().isEmpty() && !widget->toolTip().isEmpty() &&
                             !widget->objectName().isEmpty(),
                         qPrintable(widget->objectName()));
                QVERIFY(widget->height() >= 28);
            }
        }
    }
};

QTEST_MAIN(NoisePageTest)
#include "noise_page_test.moc"
