// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/noise_towers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bit_towers.h"

#include <QApplication>
#include <QtTest/QTest>

using namespace cg;
using ui::BitTower;
using ui::BitTowers;
using ui::Role;
using ui::Theme;

namespace {

BitTower towerWith(double noiseBits)
{
    BitTower tower;
    tower.label = QStringLiteral("×");
    tower.name = QStringLiteral("operation 1: multiply");
    tower.topBits = 4;
    tower.messageFloorBits = -10;
    tower.noiseBits = noiseBits;
    return tower;
}

int pixelsOf(const QWidget& widget, Role role)
{
    const QImage image = const_cast<QWidget&>(widget).grab().toImage();
    const QRgb wanted = Theme::of(widget).color(role).rgb();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixel(x, y) == wanted ? 1 : 0;
        }
    }
    return count;
}

noise::LedgerEntry entryOf(he::OpKind kind, double before, double after)
{
    noise::LedgerEntry entry;
    entry.kind = kind;
    entry.before.typical = base::Log2::ofBits(before);
    entry.after.typical = base::Log2::ofBits(after);
    entry.after.worst = base::Log2::ofBits(after + 15);
    return entry;
}

} // namespace

class BitTowersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bitsLeftAreThoseOfTheWorstTower()
    {
        BitTowers towers;
        QVERIFY(!towers.bitsLeft());
        towers.showTowers({towerWith(-30), towerWith(-14.5), towerWith(-20)});
        QCOMPARE(towers.bitsLeft().value(), 4.5);
        QVERIFY(towers.textTwin().contains(QStringLiteral("4 bits left")));
    }

    void theTextSaysHowManyProductsThereIsRoomFor()
    {
        BitTowers towers;
        towers.showTowers({towerWith(-34)}, 3);
        QVERIFY(towers.textTwin().contains(QStringLiteral("24 bits left, room for about 3 more ×")));
        QCOMPARE(towers.accessibleDescription(), towers.textTwin());
        towers.showTowers({});
        QVERIFY(!towers.textTwin().contains(QStringLiteral("bits left")));
        QCOMPARE(towers.accessibleDescription(), towers.textTwin());
    }

    void noiseInTheMessageIsSaidAndNeverCountedAsNegativeRoom()
    {
        BitTowers towers;
        towers.showTowers({towerWith(-3)}, 0);
        QVERIFY(towers.bitsLeft().value() < 0);
        QVERIFY(towers.textTwin().contains(QStringLiteral("no bits left")));
    }

    void moreNoiseTakesMoreOfTheBudget()
    {
        BitTowers towers;
        towers.resize(400, 200);
        towers.showTowers({towerWith(-20), towerWith(-20), towerWith(-20)});
        const int much = pixelsOf(towers, Role::Budget);
        towers.showTowers({towerWith(-20), towerWith(-12), towerWith(-12)});
        const int little = pixelsOf(towers, Role::Budget);
        QVERIFY(much > 0);
        QVERIFY(little < much);
        QVERIFY(pixelsOf(towers, Role::Noise) > 0);
    }

    void amberIsDrawnOnlyForWhatWasMeasured()
    {
        BitTowers towers;
        towers.resize(400, 200);
        towers.showTowers({towerWith(-20), towerWith(-14)});
        QCOMPARE(pixelsOf(towers, Role::Opened), 0);
        BitTower measured = towerWith(-14);
        measured.measuredBits = -17;
        towers.showTowers({towerWith(-20), measured});
        QVERIFY(pixelsOf(towers, Role::Opened) > 10);
        QVERIFY(towers.textTwin().contains(QStringLiteral("7 bits left (measured), estimate was 4")));
    }

    void aMergedTowerIsTheWorstOfItsGroup()
    {
        std::vector<BitTower> towers;
        for (int i = 0; i < 10; ++i) {
            towers.push_back(towerWith(-30.0 + i));
            towers.back().measuredBits = -31.0 - i;
        }
        const auto grouped = ui::groupedTowers(towers, 4);
        QCOMPARE(grouped.size(), std::size_t{4});
        QCOMPARE(grouped.front().noiseBits, -29.0);
        QCOMPARE(grouped.front().measuredBits.value(), -31.0);
        QCOMPARE(grouped.back().noiseBits, -21.0);
        QCOMPARE(ui::groupedTowers(towers, 100).size(), towers.size());
        QVERIFY(ui::groupedTowers({}, 3).empty());
    }

    void aHundredTowersFitANarrowWidget()
    {
        BitTowers towers;
        towers.resize(towers.minimumSizeHint());
        towers.showTowers(std::vector<BitTower>(100, towerWith(-18)));
        QVERIFY(pixelsOf(towers, Role::Budget) > 0);
        QCOMPARE(towers.towers().size(), std::size_t{100});
    }

    void theTipNamesTheOperationUnderThePointer()
    {
        BitTowers towers;
        towers.resize(400, 200);
        towers.showTowers({towerWith(-18)});
        towers.show();
        QVERIFY(QTest::qWaitForWindowExposed(&towers));
        QTest::mouseMove(&towers, {20, 60});
        QTRY_VERIFY(towers.toolTip().startsWith(QStringLiteral("operation 1: multiply")));
        QTest::mouseMove(&towers, {399, 199});
        QTRY_COMPARE(towers.toolTip(), towers.textTwin());
    }

    void aTowerShowsEightStandardDeviations()
    {
        const auto towers = ui::towersOf({entryOf(he::OpKind::Multiply, -20, -18), entryOf(he::OpKind::Add, -18, -17)});
        QCOMPARE(towers.size(), std::size_t{2});
        QCOMPARE(towers[0].noiseBits, -15.0);
        QCOMPARE(towers[0].bitsLeft(), 5.0);
        QCOMPARE(towers[1].label, QStringLiteral("+"));
        QVERIFY(towers[0].name.contains(QStringLiteral("multiply")));
        QVERIFY(!towers[0].measuredBits);
        QVERIFY(!towers[0].isForecast);
    }

    void anExactOperationLeavesAllTheRoom()
    {
        noise::LedgerEntry exact;
        exact.kind = he::OpKind::Add;
        QCOMPARE(ui::towersOf({exact}).front().noiseBits, base::Log2::kZeroBits);
    }

    void measurementsComeWithTheirTowers()
    {
        std::vector<session::MeasuredOperation> operations(2);
        operations[0].entry = entryOf(he::OpKind::Multiply, -20, -18);
        operations[0].measured = base::Log2::ofBits(-18.5);
        const auto towers = ui::towersOf(operations);
        QCOMPARE(towers[0].measuredBits.value(), -18.5);
        QVERIFY(!towers[1].measuredBits);
    }

    void forecastsAreGhosts()
    {
        QVERIFY(ui::forecastTowersOf({entryOf(he::OpKind::Add, -20, -20)}).front().isForecast);
    }

    void roomForProductsFollowsTheGreediestProduct()
    {
        // 10 bits below the message less 3 for the deviations: 4 bits left, 1.5 of which the second product takes.
        QCOMPARE(ui::productsLeft({entryOf(he::OpKind::Multiply, -18, -17.5), entryOf(he::OpKind::Multiply, -18.5, -17),
                                   entryOf(he::OpKind::SumBlocks, -20, -17)})
                     .value(),
                 2);
        QVERIFY(!ui::productsLeft({}));
        QVERIFY(!ui::productsLeft({entryOf(he::OpKind::SumBlocks, -20, -18)}));
        QCOMPARE(ui::productsLeft({entryOf(he::OpKind::Multiply, -14, -8)}).value(), 0);
    }

    void aProductOfAnExactOperandIsNoMeasureOfGrowth()
    {
        noise::LedgerEntry fresh = entryOf(he::OpKind::MultiplyPlain, -20, -20);
        fresh.before = {};
        QVERIFY(!ui::productsLeft({fresh}));
    }
};

QTEST_MAIN(BitTowersTest)
#include "bit_towers_test.moc"
