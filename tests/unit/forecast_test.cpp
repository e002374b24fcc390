// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/noise_model.h"
#include "support/plain_training.h"
#include "support/tracing_model.h"
#include "train/forecast.h"

#include <QtTest/QTest>

using namespace cg;
using base::SchemeId;
using he::OpKind;
using testing::TracingModel;
using testing::valueOf;
using train::Packing;
using train::StepForecast;

using Tracing = he::simulated::Backend<TracingModel>;

static_assert(he::HeBackend<Tracing>);
static_assert(!he::StorableBackend<Tracing>);
static_assert(he::simulated::NoiseModel<he::vhe::NoiseModel>);
static_assert(!he::simulated::NoiseModel<int>);

namespace {

constexpr std::size_t kSlots = 16;

he::vhe::NoiseModel vheModel()
{
    return he::vhe::NoiseModel(he::vhe::Params::standard());
}

Packing packingOf(const testing::SharedPlan& plan)
{
    return Packing::choose(plan->network, plan->rowsPerStep(), kSlots);
}

testing::SharedPlan presetPlan(const char* name)
{
    return testing::planOf(valueOf(model::findPreset(name)));
}

/// The ledger of step 0 in the clear.
std::vector<noise::LedgerEntry> realEntries(const testing::SharedPlan& plan)
{
    testing::PlainBackend plain(kSlots);
    noise::NoiseLedger ledger;
    noise::Metered metered(plain, ledger);
    const Packing packing = packingOf(plan);
    auto trainer = valueOf(train::Trainer<decltype(metered)>::create(metered, plan, packing, {}));
    const auto state = testing::startState(metered, *plan, packing, testing::drawnWeights(plan->network, 1));
    ledger.beginStep();
    (void)valueOf(trainer.step(state, 0));
    return ledger.entries();
}

} // namespace

class ForecastTest : public QObject {
    Q_OBJECT

private slots:
    void everySimulatedOperationUsesItsOwnFormula()
    {
        Tracing backend(TracingModel(), SchemeId::Vhe);
        const std::array<double, 2> numbers{-3.0, 1.0};
        const auto a = valueOf(backend.encrypt(numbers, {base::Purpose::Encrypt}));
        const auto b = valueOf(backend.prepare(std::array{2.0}, {base::Purpose::Prepare}));
        const Tracing::Ciphertext* const as[] = {&a, &b};
        const Tracing::Ciphertext* const bs[] = {&b, &b};
        const std::vector<std::pair<base::Result<Tracing::Ciphertext>, std::string>> expected{
            {a, "fresh(3)"},
            {b, "fresh(2)"},
            {backend.add(a, b), "(fresh(3)+fresh(2))"},
            {backend.subtract(a, b), "(fresh(3)+fresh(2))"},
            {backend.negate(a), "fresh(3)"},
            {backend.addPlain(a, numbers), "(fresh(3)+plain(3))"},
            {backend.multiplyScalar(a, 0.5), "scalar(fresh(3),0.5)"},
            {backend.absorb(a, -0.5), "absorb(fresh(3),-0.5)"},
            {backend.multiply(a, b), "products(fresh(3)*fresh(2);)"},
            {backend.multiplyPlain(a, b), "products(fresh(3)*fresh(2);)"},
            {backend.multiplyAccumulate(as, bs), "products(fresh(3)*fresh(2);fresh(2)*fresh(2);)"},
            {backend.multiplyPlainAccumulate(as, bs), "products(fresh(3)*fresh(2);fresh(2)*fresh(2);)"},
            {backend.sumBlocks(a, {{4, 2, 2}, he::SumAxis::OverRows}), "sum(fresh(3),4)"},
            {backend.rotate(a, 3), "rotate(fresh(3))"},
            {backend.linearMap(a, {1, 1, {2.0}}), "map(fresh(3),1)"},
            {backend.remask(a), "remask(fresh(3))"},
        };
        for (const auto& [result, text] : expected) {
            QCOMPARE(result->term.text, text);
        }
    }

    void declarationsChangeTheRangeAndTheReferenceStartsTheNoiseAnew()
    {
        const Tracing backend(TracingModel(), SchemeId::Vhe);
        Tracing writable = backend;
        const auto a = valueOf(writable.encrypt({}, {base::Purpose::Encrypt}));
        const auto narrowed = backend.declareRange(a, {5.0, 1.0});
        QVERIFY((backend.info(narrowed).range == he::MessageRange{5.0, 1.0}));
        QVERIFY(backend.info(narrowed).noise == backend.info(a).noise);
        const auto reference = backend.declareReference(a, {6.0, 2.0});
        QVERIFY((backend.info(reference).range == he::MessageRange{6.0, 2.0}));
        QVERIFY(backend.info(reference).noise == he::NoiseEstimate{});
        QCOMPARE(backend.info(a).bytes, std::size_t{100});
        QCOMPARE(backend.room(a), he::kUnlimitedRoom);
        QVERIFY(backend.scheme() == SchemeId::Vhe);
    }

    void theForecastHasTheOperationsOfTheRealStepInTheSameOrder()
    {
        for (const std::string& name : model::presetNames()) {
            const testing::SharedPlan plan = presetPlan(name.c_str());
            const StepForecast forecast =
                valueOf(train::forecastStep(vheModel(), SchemeId::Vhe, plan, packingOf(plan)));
            const auto real = realEntries(plan);
            QCOMPARE(forecast.entries.size(), real.size());
            for (std::size_t i = 0; i < real.size(); ++i) {
                QVERIFY(forecast.entries[i].kind == real[i].kind);
                QCOMPARE(forecast.entries[i].operandCount, real[i].operandCount);
                QVERIFY(forecast.entries[i].operands == real[i].operands);
                QCOMPARE(forecast.entries[i].result, real[i].result);
                QVERIFY(forecast.entries[i].time.count() == 0);
            }
        }
    }

    void costsAddUpOverTheOperations()
    {
        const testing::SharedPlan plan = presetPlan("xor");
        const StepForecast forecast =
            valueOf(train::forecastStep(TracingModel(), SchemeId::Vhe, plan, packingOf(plan)));
        // 34 operations: 9 sums of products with 10 products in all (two inputs share one), 7 sums, 18 others.
        QCOMPARE(forecast.entries.size(), std::size_t{34});
        QCOMPARE(forecast.cost, 10.0 * 10 + 7 * 7 + 18);
        QCOMPARE(forecast.stateCiphertexts, std::size_t{5});
        QCOMPARE(forecast.ciphertextBytes, std::size_t{100});
        QCOMPARE(forecast.weightNoise.worst.bits(), -20.0);
        QCOMPARE(forecast.lossNoise.typical.bits(), -22.0);
    }

    void xorUnderVheGainsAFewMillionthsAStep()
    {
        const testing::SharedPlan plan = presetPlan("xor");
        const StepForecast forecast = valueOf(train::forecastStep(vheModel(), SchemeId::Vhe, plan, packingOf(plan)));
        // A fresh ciphertext has 2^-18.5 and a product 2^-16.5 (docs/vhe.md); the update takes rate/B = 0.075 of a
        // sum of some products.
        QVERIFY(forecast.weightNoise.typical.bits() > -26.0);
        QVERIFY(forecast.weightNoise.typical.bits() < -12.0);
        QVERIFY(forecast.weightNoise.worst > forecast.weightNoise.typical);
        QVERIFY(forecast.lossNoise.typical.bits() < -8.0);
        QVERIFY(forecast.cost > 0.0);
    }

    void theLineOverStepsGrowsWithTheRootOfTheirNumber()
    {
        const testing::SharedPlan plan = presetPlan("xor");
        const StepForecast forecast = valueOf(train::forecastStep(vheModel(), SchemeId::Vhe, plan, packingOf(plan)));
        QVERIFY(forecast.expectedAfter(0).isZero());
        QVERIFY(forecast.expectedAfter(1) == forecast.weightNoise.typical);
        QVERIFY(std::abs(forecast.expectedAfter(256).bits() - forecast.weightNoise.typical.bits() - 4.0) < 1e-12);
    }

    void momentumCarriesTheErrorsOfTheVelocityOn()
    {
        train::TrainingPlan plan = *presetPlan("xor");
        plan.optimizer.momentum = 0.75;
        const auto shared = std::make_shared<train::TrainingPlan>(plan);
        const StepForecast forecast =
            valueOf(train::forecastStep(TracingModel(), SchemeId::Vhe, shared, packingOf(shared)));
        // Every term of this model has σ = 2^-22; 1/(1 − μ) = 4.
        QCOMPARE(forecast.drift.bits(), -20.0);
        QCOMPARE(forecast.expectedAfter(4).bits(), -19.0);
    }

    void momentumDoublesTheState()
    {
        train::TrainingPlan plan = *presetPlan("xor");
        plan.optimizer.momentum = 0.8;
        const auto shared = std::make_shared<train::TrainingPlan>(plan);
        const StepForecast forecast =
            valueOf(train::forecastStep(vheModel(), SchemeId::Vhe, shared, packingOf(shared)));
        QCOMPARE(forecast.stateCiphertexts, std::size_t{10});
    }

    void aPlanThatIsNotSoundOrAGridThatDoesNotFitIsRefused()
    {
        train::TrainingPlan plan = *presetPlan("xor");
        plan.optimizer.rate = -1.0;
        const auto shared = std::make_shared<train::TrainingPlan>(plan);
        QCOMPARE(testing::errorOf(train::forecastStep(vheModel(), SchemeId::Vhe, shared, packingOf(shared))),
                 base::ErrorCode::InvalidArgument);
        QCOMPARE(
            testing::errorOf(train::forecastStep(vheModel(), SchemeId::Vhe, presetPlan("xor"), Packing{{4, 5, 5}})),
            base::ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(ForecastTest)
#include "forecast_test.moc"
