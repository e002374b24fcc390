// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table.h"
#include "ui/support/grab.h"
#include "ui/support/sample_states.h"
#include "ui/widgets/loss_strip.h"
#include "ui/widgets/network_text.h"
#include "ui/widgets/network_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPointer>
#include <QSignalSpy>
#include <QtTest/QTest>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

model::NetworkSpec networkOf(std::size_t inputs, std::size_t units)
{
    const model::LayerSpec layer{units, model::Activation::sqx(), true};
    return {inputs, {layer, {1, model::Activation::identity(), false}}, 1.0};
}

/// Asks for the context menu, which must not hold up whoever asks: the caller goes on while it is open.
QMenu* contextMenuOf(QWidget& widget)
{
    const QPoint place = widget.rect().center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, widget.mapToGlobal(place));
    QApplication::sendEvent(&widget, &event);
    return widget.findChild<QMenu*>();
}

/// Opens the menu twice, to leave it and to choose its only entry: both times it goes, and the second time the table
/// comes.
void checkTableMenu(QWidget& widget)
{
    for (const Qt::Key key : {Qt::Key_Escape, Qt::Key_Return}) {
        QPointer<QMenu> menu = contextMenuOf(widget);
        QVERIFY(menu);
        QVERIFY(menu->isVisible());
        QCOMPARE(menu->actions().size(), 1);
        menu->setActiveAction(menu->actions().front());
        QTest::keyClick(menu, key);
        QTRY_VERIFY(!menu);
        const auto* table = widget.findChild<ChartTableDialog*>();
        QCOMPARE(table != nullptr, key == Qt::Key_Return);
    }
}

} // namespace

class NetworkViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<NetworkElement>(); }
    void init() { failOnWarnings(); }

    void tilesNeitherOverlapNorLeaveTheirPlace_data()
    {
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("units");
        QTest::newRow("xor") << 2 << 4;
        QTest::newRow("eight units") << 3 << 8;
        QTest::newRow("sixty-four units") << 20 << 64;
    }
    void tilesNeitherOverlapNorLeaveTheirPlace()
    {
        QFETCH(const int, inputs);
        QFETCH(const int, units);
        const QRectF area(0, 0, 390, 120);
        const NetworkLayout layout(networkOf(static_cast<std::size_t>(inputs), static_cast<std::size_t>(units)), area);
        for (const NetworkLayout::Column& column : layout.columns()) {
            double bottom = column.bias.isNull() ? 0.0 : column.bias.bottom();
            for (const QRectF& tile : column.units) {
                QVERIFY(tile.top() >= bottom);
                QVERIFY(area.contains(tile));
                QVERIFY(tile.width() >= 8.0);
                bottom = tile.bottom();
            }
        }
    }

    void noMoreThanEightUnitsAreDrawnAndTheOthersCounted()
    {
        const NetworkLayout layout(networkOf(20, 64), QRectF(0, 0, 400, 200));
        QCOMPARE(layout.columns()[0].units.size(), std::size_t{8});
        QCOMPARE(layout.columns()[0].notShown, std::size_t{12});
        QCOMPARE(layout.columns()[1].notShown, std::size_t{56});
        QVERIFY(!layout.columns()[1].note.isNull());
    }

    void everyWeightAndBiasHasALink()
    {
        const NetworkLayout layout(samples::spec()->plan.network, QRectF(0, 0, 400, 200));
        QCOMPARE(layout.links().size(), std::size_t{4 * 3 + 1 * 5});
    }

    void bytesOfALayerAreSharedOutWithoutOverlap()
    {
        const auto bytes = bytesOfLayer(*samples::pictures(1), 0);
        QCOMPARE(bytes.size(), 3 * session::kPictureBytes);
        const auto first = bytesOfUnit(bytes, 0, 4);
        const auto second = bytesOfUnit(bytes, 1, 4);
        QCOMPARE(first.size(), bytes.size() / 4);
        QVERIFY(first.data() + first.size() == second.data());
        QVERIFY(bytesOfUnit(bytes, 4, 4).empty());
    }

    void theTrainersSideTakesNothingThatWasOpened()
    {
        NetworkView view(NetworkView::Side::Trainer, nullptr);
        view.resize(400, 220);
        view.showState(samples::openXor());
        QCOMPARE(amberPixels(view), 0);
        const NetworkLayout layout = view.currentLayout();
        QVERIFY(!layout.links().empty());
        for (const NetworkLayout::Link& link : layout.links()) {
            const QString text = view.textOf(link.element);
            QVERIFY2(text.contains(QStringLiteral("ciphertext")), qPrintable(text));
        }
    }

    void theKeyHoldersSideSaysTheWeightUnderThePointer()
    {
        NetworkView view(NetworkView::Side::KeyHolder, nullptr);
        view.resize(400, 220);
        view.showState(samples::openXor());
        QCOMPARE(view.textOf({0, 0, 1}), QStringLiteral("Weight from input x₂ to unit 1 of layer 1: 0.739"));
        QCOMPARE(view.textOf({0, 1, 2}), QStringLiteral("Bias of unit 2 of layer 1: -0.464"));
        QVERIFY(amberPixels(view) > 100);
        view.showState(samples::lockedXor());
        QVERIFY(!view.textOf({0, 0, 1}).contains(QStringLiteral("0.739")));
        QCOMPARE(amberPixels(view), 0);
    }

    /// A state that says locked and brings values all the same must not show them.
    void valuesOfALockedKeyAreNotShown()
    {
        SessionState state = samples::openXor();
        state.key = KeyState::Armed;
        NetworkView view(NetworkView::Side::KeyHolder, nullptr);
        view.resize(400, 220);
        view.showState(state);
        QVERIFY(!view.textOf({0, 0, 1}).contains(QStringLiteral("0.739")));
        QCOMPARE(amberPixels(view), 0);
    }

    void thePointerAndTheArrowKeysNameTheSameElements()
    {
        NetworkView view(NetworkView::Side::Trainer, nullptr);
        view.resize(400, 220);
        view.showState(samples::lockedXor());
        view.show();
        QSignalSpy spy(&view, &NetworkView::elementHovered);
        const QPointF middle = view.currentLayout().tileOf({0, 1, NetworkElement::kNone}).center();
        QTest::mouseMove(&view, middle.toPoint());
        QTRY_COMPARE(view.highlighted(), (NetworkElement{0, 1, NetworkElement::kNone}));
        QVERIFY(!spy.isEmpty());
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.highlighted(), (NetworkElement{0, 2, NetworkElement::kNone}));
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.highlighted(), (NetworkElement{1, 0, NetworkElement::kNone}));
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.highlighted(), (NetworkElement{1, 0, NetworkElement::kNone}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.highlighted().isNone());
    }

    void aPointOnALinkIsItsWeight()
    {
        const NetworkLayout layout(samples::spec()->plan.network, QRectF(0, 0, 400, 220));
        const NetworkLayout::Link& first = layout.links().front();
        QCOMPARE(layout.elementAt(first.line.pointAt(0.06)).layer, first.element.layer);
        QVERIFY(layout.elementAt(first.line.pointAt(0.06)).isWeight());
        QVERIFY(layout.elementAt(QPointF(1, 1)).isNone());
    }

    void theLossStripHasAColumnAStepAndNoLevel()
    {
        LossStrip strip;
        strip.resize(400, 110);
        strip.showPictures(nullptr);
        QCOMPARE(strip.columns(), std::size_t{0});
        strip.showPictures(samples::pictures(41));
        QCOMPARE(strip.columns(), std::size_t{41});
        QCOMPARE(strip.axisEnd(), std::uint64_t{50});
        QVERIFY(strip.textTwin().contains(QStringLiteral("41")));
        QCOMPARE(amberPixels(strip), 0);
    }

    void theAxisOfTheLossGrowsInFewSteps()
    {
        LossStrip strip;
        QSet<std::uint64_t> ends;
        for (std::uint64_t step = 1; step <= 256; ++step) {
            strip.showPictures(samples::pictures(step));
            QVERIFY(strip.axisEnd() >= step);
            ends.insert(strip.axisEnd());
        }
        QCOMPARE(ends.size(), 6);
    }

    void theContextMenuShowsTheTableWithoutHoldingUpTheWindow()
    {
        LossStrip strip;
        strip.showPictures(samples::pictures(41));
        strip.show();
        checkTableMenu(strip);
        NetworkView view(NetworkView::Side::Trainer, nullptr);
        view.showState(samples::lockedXor());
        view.show();
        checkTableMenu(view);
    }
};

QTEST_MAIN(NetworkViewTest)
#include "network_view_test.moc"
