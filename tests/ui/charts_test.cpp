// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"
#include "ui/charts/loss_chart.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineSeries>
#include <QTableView>
#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cg;
using ui::ChartAxis;
using ui::ChartScale;
using ui::ChartView;
using ui::LossChart;
using ui::Role;
using ui::Theme;

namespace {

int pixelsOf(QWidget& widget, Role role)
{
    const QImage image = widget.grab().toImage();
    const QRgb wanted = Theme::of(widget).color(role).rgb();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixel(x, y) == wanted ? 1 : 0;
        }
    }
    return count;
}

std::vector<ui::LossPoint> fallingLosses(int steps)
{
    std::vector<ui::LossPoint> losses;
    for (int step = 0; step < steps; ++step) {
        losses.push_back({static_cast<std::uint64_t>(step), 1.02 / (1 + step / 10.0)});
    }
    return losses;
}

/// A chart in a window without a layout: the offscreen platform warns of size hints that it cannot pass on.
struct ShownLossChart {
    ShownLossChart()
    {
        window.resize(480, 260);
        chart.resize(window.size());
        window.show();
    }

    QWidget window;
    LossChart chart{&window};
};

} // namespace

class ChartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decimationKeepsEndsAndExtremes()
    {
        QList<QPointF> points;
        for (int i = 0; i < 50'000; ++i) {
            points << QPointF(i, i == 31'415 ? 9.0 : std::sin(i / 100.0));
        }
        const auto kept = ui::decimated(points, 1000);
        QVERIFY(kept.size() <= 1000);
        QCOMPARE(kept.front(), points.front());
        QCOMPARE(kept.back(), points.back());
        QVERIFY(kept.contains(QPointF(31'415, 9.0)));
        QVERIFY(std::is_sorted(kept.begin(), kept.end(), [](auto a, auto b) { return a.x() < b.x(); }));
    }

    void fewPointsStayAsTheyAreButForThoseThatAreNoNumbers()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        QCOMPARE(ui::decimated({{0, 1}, {1, nan}, {2, inf}, {3, 2}}, 1000), (QList<QPointF>{{0, 1}, {3, 2}}));
        QVERIFY(ui::decimated({}, 1000).isEmpty());
    }

    void logarithmicPositionsNeverFallBelowTheFloor()
    {
        const ChartAxis axis{ChartScale::Logarithmic, 1e-6};
        QCOMPARE(axis.positionOf(100), 2.0);
        QCOMPARE(axis.positionOf(0), -6.0);
        QCOMPARE(axis.positionOf(-3), -6.0);
        QVERIFY(axis.isBelowFloor(0) && !axis.isBelowFloor(1));
        QCOMPARE(axis.valueAt(axis.positionOf(0.25)), 0.25);
    }

    void stepsAreOneTwoOrFive_data()
    {
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("step");
        QTest::newRow("4") << 4.0 << 1.0;
        QTest::newRow("1.02") << 1.02 << 0.5;
        QTest::newRow("0.7") << 0.7 << 0.2;
        QTest::newRow("150") << 150.0 << 50.0;
        QTest::newRow("1e6") << 1e6 << 5e5;
    }
    void stepsAreOneTwoOrFive()
    {
        QFETCH(double, high);
        QFETCH(double, step);
        QCOMPARE(ui::niceStep({0, high}, 4), step);
    }

    void rangesEndOnTicksAndAreNeverEmpty()
    {
        const ui::ChartRange wide = ui::niceRange({0, 1.02}, {}, 4);
        QCOMPARE(wide.low, 0.0);
        QCOMPARE(wide.high, 1.5);
        const ui::ChartRange single = ui::niceRange({3, 3}, {}, 4);
        QVERIFY(single.low < 3 && single.high > 3);
        const ChartAxis logarithmic{ChartScale::Logarithmic, 1e-9};
        const ui::ChartRange decades = ui::niceRange({0.02, 30}, logarithmic, 4);
        QCOMPARE(decades.low, 0.01);
        QCOMPARE(decades.high, 100.0);
    }

    void manyDecadesGetFewTicks()
    {
        const ChartAxis axis{ChartScale::Logarithmic, 1e-12};
        const auto ticks = ui::ticksOf({1e-8, 1e4}, axis, 4);
        QVERIFY(ticks.size() <= 5);
        QVERIFY(ticks.size() >= 3);
    }

    void theStepAxisStandsStillForAWhile()
    {
        QCOMPARE(ui::steppedEnd(3, 10), 10.0);
        QCOMPARE(ui::steppedEnd(11, 10), ui::steppedEnd(15, 10));
        QVERIFY(ui::steppedEnd(16, 10) > ui::steppedEnd(15, 10));
    }

    void pixelsAndValuesAreInverse()
    {
        QWidget window;
        ChartView view(&window);
        view.resize(480, 260);
        window.show();
        view.setSides({{}, {}, {-2, 2}}, {{}, {ChartScale::Logarithmic, 1e-9}, {1e-4, 1}});
        view.grab();
        const QPointF value(1.25, 0.01);
        const QPointF back = view.valueAt(view.pixelOf(value));
        QVERIFY(std::abs(back.x() - value.x()) < 1e-9);
        QVERIFY(std::abs(back.y() - value.y()) < 1e-9);
    }

    void lossesAreAmberAndSaidInASentence()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        QCOMPARE(pixelsOf(chart, Role::Opened), 0);
        chart.showLosses(fallingLosses(42));
        QVERIFY(pixelsOf(chart, Role::Opened) > 200);
        QCOMPARE(chart.textTwin(), QStringLiteral("Loss, opened values, 41 steps, from 1.02 down to 0.2."));
        QCOMPARE(chart.accessibleDescription(), chart.textTwin());
    }

    void anEmptyListLeavesNothingOfTheLosses()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        chart.showLosses(fallingLosses(42));
        chart.findChild<QAbstractButton*>(QStringLiteral("lossTable"))->click();
        auto* table = chart.findChild<QTableView*>(QStringLiteral("chartTable"));
        QVERIFY(table != nullptr && table->isVisible());
        QCOMPARE(table->model()->rowCount(), 42);
        chart.showLosses({});
        QCOMPARE(pixelsOf(chart, Role::Opened), 0);
        QCOMPARE(table->model()->rowCount(), 0);
        QVERIFY(!table->isVisible());
        QVERIFY(!chart.accessibleDescription().contains(QStringLiteral("0.2")));
        const auto* plot = chart.findChild<ChartView*>();
        QVERIFY(plot->valuesOf(0).isEmpty());
        QVERIFY(!chart.findChild<QAbstractButton*>(QStringLiteral("lossTable"))->isEnabled());
    }

    void aHiddenChartIsClearedAtOnce()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        chart.showLosses(fallingLosses(42));
        const auto* series = qobject_cast<QLineSeries*>(chart.findChild<ChartView*>()->chart()->series().front());
        QCOMPARE(series->count(), 42);
        chart.hide();
        chart.showLosses(fallingLosses(60));
        QCOMPARE(series->count(), 42); // no work while nobody looks
        chart.show();
        QCOMPARE(series->count(), 60);
        chart.hide();
        chart.showLosses({});
        QCOMPARE(series->count(), 0);
    }

    void zerosAndNegativesDoNotBlankTheLogarithmicCurve()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        auto losses = fallingLosses(42);
        losses[20].loss = 0;
        losses[21].loss = -1;
        losses[22].loss = std::numeric_limits<double>::quiet_NaN();
        chart.showLosses(losses);
        QTest::mouseClick(chart.findChild<QAbstractButton*>(QStringLiteral("lossLogarithmic")), Qt::LeftButton);
        QVERIFY(pixelsOf(chart, Role::Opened) > 200);
    }

    void theTableIsReachedByKeysAndCopied()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        chart.showLosses(fallingLosses(3));
        auto* plot = chart.findChild<ChartView*>();
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_T, Qt::ControlModifier);
        auto* table = chart.findChild<QTableView*>(QStringLiteral("chartTable"));
        QVERIFY(table != nullptr && table->isVisible());
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTest::mouseClick(chart.findChild<QAbstractButton*>(QStringLiteral("copyTable")), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("step\tloss\n0\t1.02\n1\t0.927\n2\t0.85\n"));
    }

    void aChangeOfPaletteIsAChangeOfTheme()
    {
        ShownLossChart shown;
        LossChart& chart = shown.chart;
        chart.setPalette(Theme::of(ui::Appearance::Dark).palette());
        QVERIFY(pixelsOf(chart, Role::Panel) > 1000);
        QCOMPARE(Theme::of(*chart.findChild<ChartView*>()).appearance(), ui::Appearance::Dark);
    }
};

QTEST_MAIN(ChartsTest)
#include "charts_test.moc"
