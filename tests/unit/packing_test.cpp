// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/plain_training.h"
#include "train/batch.h"
#include "train/packing.h"

#include <QtTest/QTest>

#include <map>
#include <set>

using namespace cg;
using train::Packing;

namespace {

constexpr std::uint64_t kSeed = 7;

model::NetworkSpec networkOf(std::size_t inputs, const std::vector<std::size_t>& units)
{
    model::NetworkSpec spec{inputs, {}, 1.0};
    for (const std::size_t count : units) {
        spec.layers.push_back({count, model::Activation::sqx(), true});
    }
    return spec;
}

/// A network, a number of examples and a packing for it, chosen at random.
struct RandomCase {
    train::TrainingPlan plan;
    std::size_t slotCount;
    Packing packing;

    explicit RandomCase(base::RandomSource& random)
        : plan(testing::randomPlan(random, 4, 20, 40)),
          slotCount(std::size_t{4} << random.below(8)),
          packing(Packing::choose(plan.network, plan.rowsPerStep(), slotCount,
                                  random.below(2) == 0 ? Packing::Gap::None : Packing::Gap::Full))
    {}
};

base::SeededRandom randomFor(const char* test)
{
    qInfo("seed %llu, %s", static_cast<unsigned long long>(kSeed), test);
    return {base::seedFromNumber(kSeed, test), {base::Purpose::Encrypt}};
}

} // namespace

class PackingTest : public QObject {
    Q_OBJECT

private slots:
    void xorFillsOneTileOfFourByFour()
    {
        const Packing packing = Packing::choose(networkOf(2, {4, 1}), 4, 16);
        QVERIFY((packing.grid == he::SlotGrid{4, 4, 4}));
        QCOMPARE(train::weightSlots(networkOf(2, {4, 1}), packing).size(), std::size_t{5});
    }

    void aGapLeavesAsManySlotsFreeBehindEachRow()
    {
        const Packing packing = Packing::choose(networkOf(2, {4, 1}), 4, 32, Packing::Gap::Full);
        QVERIFY((packing.grid == he::SlotGrid{4, 4, 8}));
    }

    void columnsAreEvenedOutSoThatNoTileStaysHalfEmpty()
    {
        // 9 examples in tiles of at most 4 make 3 tiles: of 3 each, with nothing left over.
        const Packing packing = Packing::choose(networkOf(2, {4, 1}), 9, 16);
        QCOMPARE(packing.grid.columns, std::size_t{3});
    }

    void aPackingAlwaysFitsItsSlots()
    {
        base::SeededRandom random = randomFor("fits");
        for (int i = 0; i < 300; ++i) {
            const RandomCase example(random);
            const he::SlotGrid& grid = example.packing.grid;
            QVERIFY(grid.rows > 0 && grid.columns > 0 && grid.columns <= grid.rowStride);
            QVERIFY(grid.slot(grid.rows - 1, grid.rowStride - 1) < example.slotCount);
            QVERIFY(grid.columns <= example.plan.rowsPerStep());
        }
    }

    void everyNumberOfANetworkLiesInExactlyOnePlace()
    {
        base::SeededRandom random = randomFor("places");
        for (int i = 0; i < 100; ++i) {
            const RandomCase example(random);
            const model::NetworkSpec& spec = example.plan.network;
            std::set<std::array<std::size_t, 3>> numbers;
            std::size_t cells = 0;
            for (const train::WeightSlots& entry : train::weightSlots(spec, example.packing)) {
                std::set<std::size_t> places;
                for (const train::WeightSlots::Cell& cell : entry.cells) {
                    numbers.insert({entry.layer, cell.unit, cell.input});
                    places.insert(cell.slot);
                    ++cells;
                }
                QCOMPARE(places.size(), entry.cells.size());
            }
            std::size_t expected = 0;
            for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
                expected += spec.layers[layer].units * (spec.fanIn(layer) + (spec.layers[layer].bias ? 1 : 0));
            }
            QCOMPARE(numbers.size(), expected);
            QCOMPARE(cells, expected);
        }
    }

    void packedWeightsAreEqualInAllColumnsZeroElsewhereAndComeBackUnchanged()
    {
        base::SeededRandom random = randomFor("pack");
        for (int i = 0; i < 100; ++i) {
            const RandomCase example(random);
            const model::NetworkSpec& spec = example.plan.network;
            const he::SlotGrid& grid = example.packing.grid;
            model::Weights weights = model::drawWeights(spec, random);
            for (model::LayerWeights& layer : weights) {
                std::ranges::generate(layer.bias, [&] { return random.uniform() + 1.0; });
            }
            const auto packed = train::packWeights(spec, example.packing, weights);
            const auto places = train::weightSlots(spec, example.packing);
            std::vector<std::vector<double>> cells;
            for (std::size_t c = 0; c < places.size(); ++c) {
                std::map<std::size_t, double> rows;
                std::vector<double>& opened = cells.emplace_back();
                for (const train::WeightSlots::Cell& cell : places[c].cells) {
                    rows[cell.slot / grid.rowStride] = packed[c][cell.slot];
                    opened.push_back(packed[c][cell.slot]);
                }
                const bool isReplicated = places[c].cells.front().input == train::WeightSlots::kBias &&
                                          train::formOf(places[c].layer) == train::LayerForm::InputsInSlots;
                for (std::size_t s = 0; s < packed[c].size(); ++s) {
                    const std::size_t row = s / grid.rowStride;
                    const bool inGrid = s % grid.rowStride < grid.columns;
                    const double expected = !inGrid              ? 0.0
                                            : isReplicated       ? opened.front()
                                            : rows.contains(row) ? rows.at(row)
                                                                 : 0.0;
                    QCOMPARE(packed[c][s], expected);
                }
            }
            QVERIFY(train::unpackWeights(spec, example.packing, cells) == weights);
        }
    }

    void momentumAddsAZeroVelocityForEachWeight()
    {
        train::TrainingPlan plan = *testing::planOf(testing::valueOf(model::findPreset("xor")));
        const Packing packing = Packing::choose(plan.network, 4, 16);
        const model::Weights weights = testing::drawnWeights(plan.network, 1);
        QCOMPARE(train::packInitial(plan, packing, weights).size(), std::size_t{5});
        plan.optimizer.momentum = 0.5;
        const auto initial = train::packInitial(plan, packing, weights);
        QCOMPARE(initial.size(), std::size_t{10});
        for (std::size_t c = 5; c < 10; ++c) {
            QCOMPARE(initial[c], std::vector<double>(16, 0.0));
        }
    }

    void namesSayWhichNumbersACiphertextHolds()
    {
        const model::NetworkSpec spec = networkOf(2, {5, 2});
        const std::vector<std::string> names = train::weightNames(spec, Packing{{4, 4, 4}});
        const std::vector<std::string> expected{"layer 1 weight of input 1, units 1-4",
                                                "layer 1 weight of input 2, units 1-4",
                                                "layer 1 weight of input 1, unit 5",
                                                "layer 1 weight of input 2, unit 5",
                                                "layer 1 bias, units 1-4",
                                                "layer 1 bias, unit 5",
                                                "layer 2 weight of unit 1, inputs 1-4",
                                                "layer 2 weight of unit 1, input 5",
                                                "layer 2 weight of unit 2, inputs 1-4",
                                                "layer 2 weight of unit 2, input 5",
                                                "layer 2 bias, unit 1",
                                                "layer 2 bias, unit 2"};
        QCOMPARE(names, expected);
    }

    void aStepNeedsProductsRemaskingAndTheSumsAlongAxesLongerThanOne()
    {
        const model::NetworkSpec spec = networkOf(2, {4, 1});
        const he::CircuitNeeds needs = train::needsOf(spec, Packing{{4, 4, 4}});
        QVERIFY(needs.products && needs.remasking && needs.rotations.empty() && needs.maps.empty());
        QCOMPARE(needs.sums.size(), std::size_t{2});
        QCOMPARE(train::needsOf(spec, Packing{{1, 4, 4}}).sums.size(), std::size_t{1});
        QCOMPARE(train::needsOf(spec, Packing{{1, 1, 1}}).sums.size(), std::size_t{0});
    }

    void theBatchPutsEachExampleInOneColumnOfAllRows()
    {
        train::TrainingPlan plan;
        plan.network = networkOf(2, {2, 3});
        plan.data = {"counted", 2, 3, {1, 2, 3, 4, 5, 6}, {11, 12, 13, 21, 22, 23, 31, 32, 33}};
        const std::vector<std::size_t> rows{2, 0, 1};
        using Slots = train::BatchSlots::Slots;
        train::StepMemory memory;
        const train::BatchSlots batch = train::layOutBatch(plan, Packing{{2, 2, 3}}, rows, memory);
        QCOMPARE(batch.rows, std::size_t{3});
        // Row stride 3: slots 0, 1 are row 0, slots 3, 4 row 1.
        QCOMPARE(batch.inputs.at(0, 0), (Slots{5, 1, 0, 5, 1}));
        QCOMPARE(batch.inputs.at(1, 1), (Slots{4, 0, 0, 4, 0}));
        QCOMPARE(batch.negatedTargets.at(2, 0), (Slots{-33, -13, 0, -33, -13}));
        QCOMPARE(*batch.mask, (Slots{1, 0, 0, 1, 0}));
    }

    void aFullLastTileNeedsNoMask()
    {
        train::TrainingPlan plan;
        plan.network = networkOf(1, {1});
        plan.data = {"four", 1, 1, {1, 2, 3, 4}, {1, 2, 3, 4}};
        const std::vector<std::size_t> rows{0, 1, 2, 3};
        train::StepMemory memory;
        QVERIFY(!train::layOutBatch(plan, Packing{{1, 2, 2}}, rows, memory).mask.has_value());
    }

    void predictionsLieInTheColumnOfTheirExample()
    {
        const Packing packing{{2, 4, 4}};
        // Two layers: one ciphertext an output. One layer: outputs in the rows of tiles.
        const train::PredictionPlace unit = train::predictionPlace(networkOf(2, {2, 3}), packing, 6, 1);
        QCOMPARE(unit.ciphertext, std::size_t{4});
        QCOMPARE(unit.slot, std::size_t{2});
        const train::PredictionPlace row = train::predictionPlace(networkOf(2, {3}), packing, 6, 2);
        QCOMPARE(row.ciphertext, std::size_t{3});
        QCOMPARE(row.slot, std::size_t{2});
        QCOMPARE(train::predictionPlace(networkOf(2, {3}), packing, 6, 1).slot, std::size_t{6});
    }
};

QTEST_APPLESS_MAIN(PackingTest)
#include "packing_test.moc"
