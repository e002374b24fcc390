// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/metrics.h"
#include "support/plain_training.h"
#include "train/state_codec.h"

#include <QtTest/QTest>

#include <map>
#include <set>

using namespace cg;
using base::ErrorCode;
using he::OpKind;
using testing::errorOf;
using testing::PlainBackend;
using testing::PlainState;
using testing::SharedPlan;
using testing::valueOf;
using testing::valuesIn;
using train::Packing;

using PlainTrainer = train::Trainer<PlainBackend>;
using MeteredPlain = noise::Metered<PlainBackend>;
using MeteredTrainer = train::Trainer<MeteredPlain>;

namespace {

/// The plain backend without one operation.
class NoBackend : public PlainBackend {
public:
    using PlainBackend::PlainBackend;
    void remask(const Ciphertext&) = delete;
};

template <typename B>
concept CanTrainOn = requires { typename train::Trainer<B>; };
static_assert(CanTrainOn<PlainBackend>);
static_assert(!CanTrainOn<NoBackend>);
static_assert(!CanTrainOn<int>);
static_assert(!CanTrainOn<const PlainBackend>);

constexpr std::uint64_t kSeed = 20'240'612;

base::SeededRandom randomFor(const char* test)
{
    qInfo("seed %llu, %s", static_cast<unsigned long long>(kSeed), test);
    return {base::seedFromNumber(kSeed, test), {base::Purpose::Encrypt}};
}

/// A plan on the plain backend with a metered trainer.
struct Metered {
    SharedPlan plan;
    Packing packing;
    PlainBackend plain;
    noise::NoiseLedger ledger;
    MeteredPlain backend;
    MeteredTrainer trainer;

    explicit Metered(SharedPlan thePlan, std::size_t slotCount = 16, noise::OperationGate* gate = nullptr)
        : plan(std::move(thePlan)),
          packing(Packing::choose(plan->network, plan->rowsPerStep(), slotCount)),
          plain(slotCount),
          backend(plain, ledger, gate),
          trainer(valueOf(MeteredTrainer::create(backend, plan, packing, {})))
    {}

    [[nodiscard]] auto start(std::uint64_t number)
    {
        return testing::startState(backend, *plan, packing, testing::drawnWeights(plan->network, number));
    }
};

SharedPlan xorPlan(double momentum = 0.0, std::size_t batchSize = 0)
{
    train::TrainingPlan plan = *testing::planOf(valueOf(model::findPreset("xor")));
    plan.optimizer.momentum = momentum;
    plan.batchSize = batchSize;
    return std::make_shared<train::TrainingPlan>(std::move(plan));
}

std::map<OpKind, std::size_t> countsOf(const noise::NoiseLedger& ledger)
{
    std::map<OpKind, std::size_t> counts;
    for (const noise::LedgerEntry& entry : ledger.entries()) {
        ++counts[entry.kind];
    }
    return counts;
}

/// Refuses every operation after the first `allowed`.
class ClosingGate final : public noise::OperationGate {
public:
    base::Result<void> enter(OpKind) override
    {
        if (allowed == 0) {
            return base::Error{ErrorCode::Cancelled, "stopped"};
        }
        --allowed;
        return {};
    }

    std::size_t allowed = std::numeric_limits<std::size_t>::max();
};

/// The plain backend, remembering the addresses of what it prepares; it never encrypts.
class AddressedBackend : public PlainBackend {
public:
    using PlainBackend::PlainBackend;

    base::Result<Prepared> prepare(std::span<const double> values, base::StreamAddress address)
    {
        addresses.push_back(address);
        return PlainBackend::prepare(values, address);
    }
    base::Result<Ciphertext> encrypt(std::span<const double> values, base::StreamAddress address)
    {
        ++encryptions;
        return PlainBackend::encrypt(values, address);
    }

    std::vector<base::StreamAddress> addresses;
    int encryptions = 0;
};

/// The plain backend, always out of room.
class CrampedBackend : public PlainBackend {
public:
    using PlainBackend::PlainBackend;
    [[nodiscard]] static int room(const Ciphertext&) { return 0; }
};

/// Every slot of a weight ciphertext that must be zero is, and every row in use is equal in all columns.
bool isClean(const train::TrainingPlan& plan, const Packing& packing,
             const std::vector<he::plain::Ciphertext>& ciphertexts)
{
    const auto expected = train::packWeights(plan.network, packing, testing::openedWeights(plan, packing, ciphertexts));
    for (std::size_t c = 0; c < ciphertexts.size(); ++c) {
        std::vector<double> whole = expected[c];
        whole.resize(valuesIn(ciphertexts[c]).size());
        if (whole != valuesIn(ciphertexts[c])) {
            return false;
        }
    }
    return true;
}

/// Trains in both ways and returns the largest difference of the final weights.
double differenceAfter(const SharedPlan& plan, std::size_t slotCount, Packing::Gap gap, std::uint64_t steps)
{
    const base::Seed shuffle = base::seedFromNumber(kSeed, "shuffle");
    const Packing packing = Packing::choose(plan->network, plan->rowsPerStep(), slotCount, gap);
    PlainBackend backend(slotCount);
    PlainTrainer trainer = valueOf(PlainTrainer::create(backend, plan, packing, shuffle));
    const model::Weights weights = testing::drawnWeights(plan->network, steps + slotCount);
    PlainState state = testing::startState(backend, *plan, packing, weights);
    model::DescentState reference = model::startDescent(plan->network, weights);
    for (std::uint64_t step = 0; step < steps; ++step) {
        const std::vector<std::size_t> rows = train::rowsOfStep(*plan, shuffle, step);
        reference = model::descend(plan->network, reference, {plan->optimizer.rate, plan->optimizer.momentum},
                                   plan->data, rows);
        state = valueOf(trainer.step(state, step)).state;
        if (!isClean(*plan, packing, state.weights) ||
            (!state.velocity.empty() && !isClean(*plan, packing, state.velocity))) {
            return HUGE_VAL;
        }
    }
    const model::Weights trained = testing::openedWeights(*plan, packing, valueOf(trainer.finalWeights(state)));
    return testing::largestDifference(trained, reference.weights);
}

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

private slots:
    void smallRandomNetworksTrainAsInTheClearAndUnusedCellsStayZero()
    {
        base::SeededRandom random = randomFor("small networks");
        constexpr std::array<std::size_t, 5> kSlotCounts{16, 32, 5, 4, 1024};
        for (int i = 0; i < 150; ++i) {
            const auto plan = std::make_shared<train::TrainingPlan>(testing::randomPlan(random, 4, 9, 14));
            const std::size_t slotCount = kSlotCounts[random.below(kSlotCounts.size())];
            const auto gap = random.below(2) == 0 ? Packing::Gap::None : Packing::Gap::Full;
            const double difference = differenceAfter(plan, slotCount, gap, 40);
            QVERIFY2(difference < 1e-9,
                     (testing::describe(*plan, slotCount) + ", " + std::to_string(difference)).c_str());
        }
    }

    void largeRandomNetworksTrainAsInTheClear()
    {
        base::SeededRandom random = randomFor("large networks");
        for (const std::size_t slotCount : {16U, 32U, 1024U}) {
            for (int i = 0; i < 4; ++i) {
                const auto plan = std::make_shared<train::TrainingPlan>(testing::randomPlan(random, 4, 64, 60));
                const double difference = differenceAfter(plan, slotCount, Packing::Gap::None, 4);
                QVERIFY2(difference < 1e-9,
                         (testing::describe(*plan, slotCount) + ", " + std::to_string(difference)).c_str());
            }
        }
    }

    void theDeepestNetworkTrainsAsInTheClear()
    {
        base::SeededRandom random = randomFor("deepest network");
        train::TrainingPlan plan;
        plan.network.inputs = 3;
        plan.network.initScale = 0.7;
        for (std::size_t layer = 0; layer < model::kMaxLayers; ++layer) {
            plan.network.layers.push_back({2 + layer % 3, model::Activation::sqx(), true});
        }
        plan.optimizer = {0.1, 0.8};
        plan.data = testing::randomData(random, 3, plan.network.outputs(), 7);
        const double difference =
            differenceAfter(std::make_shared<train::TrainingPlan>(plan), 16, Packing::Gap::None, 30);
        QVERIFY2(difference < 1e-9, std::to_string(difference).c_str());
    }

    void xorIsLearntFromManyStarts()
    {
        const SharedPlan plan = xorPlan();
        const model::Preset preset = valueOf(model::findPreset("xor"));
        for (std::uint64_t number = 1; number <= 20; ++number) {
            Metered run(plan);
            auto state = run.start(number);
            for (std::uint64_t step = 0; step < preset.steps; ++step) {
                run.ledger.beginStep();
                state = valueOf(run.trainer.step(state, step)).state;
            }
            const auto evaluation = valueOf(run.trainer.evaluate(state));
            QVERIFY(valuesIn(evaluation.loss)[0] < 0.01);
            for (std::size_t row = 0; row < 4; ++row) {
                const train::PredictionPlace place = train::predictionPlace(plan->network, run.packing, row, 0);
                const double prediction = valuesIn(evaluation.predictions[place.ciphertext])[place.slot];
                QCOMPARE(prediction > 0.5, plan->data.target(row)[0] > 0.5);
            }
        }
    }

    void lossAndPredictionsAreThoseOfTheNetworkInTheClear()
    {
        base::SeededRandom random = randomFor("evaluation");
        for (int i = 0; i < 60; ++i) {
            train::TrainingPlan plan = testing::randomPlan(random, 4, 6, 11);
            if (i % 2 == 0) {
                plan.batchSize = 0;
            }
            Metered run(std::make_shared<train::TrainingPlan>(plan), 16);
            auto state = run.start(kSeed + static_cast<std::uint64_t>(i));
            for (std::uint64_t step = 0; step < 3; ++step) {
                state = valueOf(run.trainer.step(state, step)).state;
            }
            const model::Weights weights =
                testing::openedWeights(plan, run.packing, valueOf(run.trainer.finalWeights(state)));
            const std::vector<double> outputs = model::forward(plan.network, weights, plan.data.inputs).outputs();
            const double loss = model::meanSquaredError({outputs, plan.data.targets, plan.network.outputs()});
            const auto evaluation = valueOf(run.trainer.evaluate(state));
            QVERIFY(std::abs(valuesIn(evaluation.loss)[0] - loss) < 1e-9 * (1.0 + loss));
            for (std::size_t row = 0; row < plan.data.rows(); ++row) {
                for (std::size_t output = 0; output < plan.network.outputs(); ++output) {
                    const train::PredictionPlace place = train::predictionPlace(plan.network, run.packing, row, output);
                    const double actual = valuesIn(evaluation.predictions[place.ciphertext])[place.slot];
                    QVERIFY(std::abs(actual - outputs[row * plan.network.outputs() + output]) < 1e-9);
                }
            }
        }
    }

    void theLossOfAStepIsThatBeforeTheUpdateOverItsRows()
    {
        base::SeededRandom random = randomFor("loss");
        for (int i = 0; i < 40; ++i) {
            train::TrainingPlan plan = testing::randomPlan(random, 3, 6, 11);
            plan.optimizer.momentum = 0.0;
            Metered run(std::make_shared<train::TrainingPlan>(plan), 32);
            const auto state = run.start(kSeed + static_cast<std::uint64_t>(i));
            const data::Dataset used = data::selectRows(plan.data, train::rowsOfStep(plan, {}, 5));
            const model::Weights weights = testing::openedWeights(plan, run.packing, state.weights);
            const std::vector<double> outputs = model::forward(plan.network, weights, used.inputs).outputs();
            const double loss = model::meanSquaredError({outputs, used.targets, plan.network.outputs()});
            QVERIFY(std::abs(valuesIn(valueOf(run.trainer.step(state, 5)).loss)[0] - loss) < 1e-9 * (1.0 + loss));
        }
    }

    void oneStepOfXorTakes9ProductsAnd7Sums()
    {
        Metered run(xorPlan());
        const auto state = run.start(1);
        run.ledger.beginStep();
        (void)valueOf(run.trainer.step(state, 0));
        const std::map<OpKind, std::size_t> expected{
            {OpKind::MultiplyPlain, 3}, {OpKind::Multiply, 6}, {OpKind::SumBlocks, 7}, {OpKind::Add, 2},
            {OpKind::Subtract, 5},      {OpKind::AddPlain, 3}, {OpKind::Absorb, 8}};
        QVERIFY(countsOf(run.ledger) == expected);
        QCOMPARE(run.ledger.entries().size(), std::size_t{34});
    }

    void momentumAddsNoProductsOfCiphertextsAndNoSums()
    {
        Metered run(xorPlan(0.8));
        const auto state = run.start(1);
        run.ledger.beginStep();
        (void)valueOf(run.trainer.step(state, 0));
        const std::map<OpKind, std::size_t> expected{
            {OpKind::MultiplyPlain, 3}, {OpKind::Multiply, 6}, {OpKind::SumBlocks, 7}, {OpKind::Add, 7},
            {OpKind::Subtract, 10},     {OpKind::AddPlain, 3}, {OpKind::Absorb, 18},   {OpKind::MultiplyScalar, 5}};
        QVERIFY(countsOf(run.ledger) == expected);
    }

    void theProductsOfAnActivationAreAsFewAsItsDegreeAllows()
    {
        // Products of φ and φ′ together beyond those of the same network with the identity.
        const std::map<std::string, std::size_t> expected{
            {"identity", 0},        {"sigmoid:taylor:1@3", 0}, {"sqx", 1},
            {"exp:taylor:2@1", 1},  {"sigmoid:taylor:3@3", 2}, {"exp:taylor:3@1", 2},
            {"exp:taylor:4@1", 4},  {"tanh:taylor:5@1", 3},    {"tanh:taylor:7@1", 4},
            {"tanh:taylor:9@1", 5}, {"exp:taylor:9@1", 6}};
        const auto products = [](const std::string& activation) {
            train::TrainingPlan plan = *xorPlan();
            plan.network.layers[0].activation = valueOf(model::Activation::parse(activation));
            Metered run(std::make_shared<train::TrainingPlan>(plan));
            const auto state = run.start(1);
            run.ledger.beginStep();
            (void)valueOf(run.trainer.step(state, 0));
            return countsOf(run.ledger)[OpKind::Multiply];
        };
        const std::size_t withIdentity = products("identity");
        for (const auto& [activation, count] : expected) {
            // A slope that is no constant is one product more, δ = signal · φ′.
            const bool isLinear = activation == "identity" || activation == "sigmoid:taylor:1@3";
            QVERIFY2(products(activation) == withIdentity + count + (isLinear ? 0 : 1), activation.c_str());
        }
    }

    void theOperationsAreTheSameWhateverTheNumbers()
    {
        base::SeededRandom random = randomFor("operations");
        for (int i = 0; i < 20; ++i) {
            train::TrainingPlan plan = testing::randomPlan(random, 4, 9, 14);
            const auto operations = [&](std::uint64_t number) {
                train::TrainingPlan other = plan;
                other.data = testing::randomData(random, plan.network.inputs, plan.network.outputs(), plan.data.rows());
                Metered run(std::make_shared<train::TrainingPlan>(other));
                const auto state = run.start(number);
                run.ledger.beginStep();
                (void)valueOf(run.trainer.step(state, 0));
                std::vector<std::array<std::uint64_t, 5>> found;
                for (const noise::LedgerEntry& entry : run.ledger.entries()) {
                    found.push_back({static_cast<std::uint64_t>(entry.kind), entry.operands[0], entry.operands[1],
                                     entry.operandCount, entry.result});
                }
                return found;
            };
            QVERIFY(operations(1) == operations(2));
        }
    }

    void anotherPartOfTheSameRunGivesTheSameStates()
    {
        const SharedPlan plan = xorPlan(0.8, 3);
        Metered whole(plan);
        auto state = whole.start(4);
        std::vector<base::Bytes> halfway;
        for (std::uint64_t step = 0; step < 12; ++step) {
            if (step == 7) {
                halfway = train::encodeState(whole.backend, state);
            }
            state = valueOf(whole.trainer.step(state, step)).state;
        }
        Metered resumed(plan);
        auto again = valueOf(train::decodeState(resumed.backend, *plan, resumed.packing, halfway));
        for (std::uint64_t step = 7; step < 12; ++step) {
            again = valueOf(resumed.trainer.step(again, step)).state;
        }
        QVERIFY(train::encodeState(resumed.backend, again) == train::encodeState(whole.backend, state));
    }

    void stoppingBetweenAnyTwoOperationsLeavesTheStateAsItWas()
    {
        for (const SharedPlan& plan : {xorPlan(), xorPlan(0.8), xorPlan(0.8, 3)}) {
            ClosingGate gate;
            Metered run(plan, 16, &gate);
            const auto state = run.start(2);
            const std::vector<base::Bytes> before = train::encodeState(run.backend, state);
            run.ledger.beginStep();
            const auto next = train::encodeState(run.backend, valueOf(run.trainer.step(state, 1)).state);
            const std::size_t operations = run.ledger.entries().size();
            QVERIFY(operations >= 34);
            for (std::size_t allowed = 0; allowed < operations; ++allowed) {
                gate.allowed = allowed;
                QCOMPARE(errorOf(run.trainer.step(state, 1)), ErrorCode::Cancelled);
                QVERIFY(train::encodeState(run.backend, state) == before);
            }
            gate.allowed = operations;
            QVERIFY(train::encodeState(run.backend, valueOf(run.trainer.step(state, 1)).state) == next);
        }
    }

    void stoppedPreparationAndEvaluationFailAsCancelled()
    {
        ClosingGate gate;
        Metered run(xorPlan(0.8, 3), 16, &gate);
        const auto state = run.start(2);
        gate.allowed = 0;
        QCOMPARE(errorOf(run.trainer.evaluate(state)), ErrorCode::Cancelled);
        QCOMPARE(errorOf(run.trainer.finalWeights(state)), ErrorCode::Cancelled);
        QCOMPARE(errorOf(MeteredTrainer::create(run.backend, xorPlan(), run.packing, {})), ErrorCode::Cancelled);
        gate.allowed = 1'000;
        QVERIFY(run.trainer.evaluate(state).hasValue());
    }

    void dataArePreparedOnceForAFullBatchAndAtAddressesOfTheirOwn()
    {
        AddressedBackend backend(16);
        const SharedPlan plan = xorPlan();
        const Packing packing{{4, 3, 3}}; // two tiles, the second with one example: 4 inputs and a mask
        auto trainer = valueOf(train::Trainer<AddressedBackend>::create(backend, plan, packing, {}));
        const auto state = testing::startState(backend, *plan, packing, testing::drawnWeights(plan->network, 1));
        const int encryptions = backend.encryptions;
        (void)valueOf(trainer.step(state, 0));
        (void)valueOf(trainer.step(state, 1));
        (void)valueOf(trainer.evaluate(state));
        QCOMPARE(backend.addresses.size(), std::size_t{5});
        QCOMPARE(backend.encryptions, encryptions);
        for (std::size_t i = 0; i < backend.addresses.size(); ++i) {
            QVERIFY(backend.addresses[i].purpose == base::Purpose::Prepare);
            QCOMPARE(backend.addresses[i].step, std::uint64_t{0});
            QCOMPARE(backend.addresses[i].index, std::uint64_t{i});
        }
    }

    void miniBatchesArePreparedInEachStepAtItsAddresses()
    {
        AddressedBackend backend(16);
        const SharedPlan plan = xorPlan(0.0, 3);
        const Packing packing = Packing::choose(plan->network, 3, 16);
        auto trainer = valueOf(train::Trainer<AddressedBackend>::create(backend, plan, packing, {}));
        const auto state = testing::startState(backend, *plan, packing, testing::drawnWeights(plan->network, 1));
        QVERIFY(backend.addresses.empty());
        (void)valueOf(trainer.step(state, 6));  // three rows: two inputs
        (void)valueOf(trainer.step(state, 7));  // the row that is left: two inputs and a mask
        (void)valueOf(trainer.evaluate(state)); // all rows: two tiles of two inputs, and a mask
        (void)valueOf(trainer.evaluate(state));
        std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
        for (const base::StreamAddress& address : backend.addresses) {
            found.emplace_back(address.step, address.index);
        }
        const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected{{7, 0}, {7, 1}, {8, 0}, {8, 1}, {8, 2},
                                                                            {0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}};
        QVERIFY(found == expected);
    }

    void weightsWithoutRoomAreRemaskedAtTheVeryEnd()
    {
        const SharedPlan plan = xorPlan(0.8);
        CrampedBackend cramped(16);
        noise::NoiseLedger ledger;
        noise::Metered<CrampedBackend> backend(cramped, ledger);
        const Packing packing = Packing::choose(plan->network, 4, 16);
        auto trainer = valueOf(train::Trainer<decltype(backend)>::create(backend, plan, packing, {}));
        const auto state = testing::startState(backend, *plan, packing, testing::drawnWeights(plan->network, 1));
        ledger.beginStep();
        (void)valueOf(trainer.step(state, 0));
        Metered roomy(plan);
        const auto roomyStart = roomy.start(1);
        roomy.ledger.beginStep();
        (void)valueOf(roomy.trainer.step(roomyStart, 0));
        const std::size_t before = roomy.ledger.entries().size();
        QCOMPARE(ledger.entries().size(), before + 10);
        for (std::size_t i = 0; i < ledger.entries().size(); ++i) {
            QCOMPARE(ledger.entries()[i].kind == OpKind::Remask, i >= before);
        }
    }

    void aPlanOrAPackingThatDoesNotFitIsRefused()
    {
        PlainBackend backend(16);
        train::TrainingPlan plan = *xorPlan();
        plan.optimizer.momentum = 2.0;
        const Packing packing{{4, 4, 4}};
        QCOMPARE(errorOf(PlainTrainer::create(backend, std::make_shared<train::TrainingPlan>(plan), packing, {})),
                 ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(PlainTrainer::create(backend, xorPlan(), Packing{{4, 4, 5}}, {})), ErrorCode::InvalidArgument);
        PlainBackend larger(32);
        QVERIFY(PlainTrainer::create(larger, xorPlan(), Packing{{4, 4, 5}}, {}).hasValue());
    }

    void theByteFormOfAStateIsExact()
    {
        for (const SharedPlan& plan : {xorPlan(), xorPlan(0.8)}) {
            Metered run(plan);
            const auto state = run.start(3);
            const std::vector<base::Bytes> items = train::encodeState(run.backend, state);
            QCOMPARE(items.size(), train::stateSizeOf(*plan, run.packing));
            const auto again = valueOf(train::decodeState(run.backend, *plan, run.packing, items));
            QCOMPARE(again.weights.size(), state.weights.size());
            QCOMPARE(again.velocity.size(), state.velocity.size());
            QVERIFY(train::encodeState(run.backend, again) == items);
        }
    }

    void aDamagedStateIsRefused()
    {
        const SharedPlan plan = xorPlan(0.8);
        Metered run(plan);
        const auto state = run.start(3);
        const std::vector<base::Bytes> sound = train::encodeState(run.backend, state);
        const auto refused = [&](const std::vector<base::Bytes>& items) {
            return errorOf(train::decodeState(run.backend, *plan, run.packing, items)) == ErrorCode::FileDamaged;
        };
        QVERIFY(!refused(sound));
        for (std::size_t c = 0; c < sound.size(); ++c) {
            std::vector<base::Bytes> shorter = sound;
            shorter[c].pop_back();
            QVERIFY(refused(shorter));
            std::vector<base::Bytes> longer = sound;
            longer[c].push_back(0);
            QVERIFY(refused(longer));
            std::vector<base::Bytes> fewer = sound;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(c));
            QVERIFY(refused(fewer));
        }
        QVERIFY(refused({}));
        std::vector<base::Bytes> more = sound;
        more.push_back(sound.front());
        QVERIFY(refused(more));
        // Half of it is what a plan without momentum has.
        QVERIFY(refused({sound.begin(), sound.begin() + 5}));
    }
};

QTEST_APPLESS_MAIN(TrainerTest)
#include "trainer_test.moc"
