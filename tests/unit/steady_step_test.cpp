// SPDX-License-Identifier: GPL-3.0-or-later
// What a training step under CKKS allocates once the pools are filled, counted in `operator new`.
#include "base/task_pool.h"
#include "support/allocations.h"
#include "support/ckks_training.h"

#include <QtTest/QTest>

using namespace cg;
using testing::Allocations;
using testing::allocationsOf;
using testing::SharedPlan;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'130;

/// Training as a session does it: every operation recorded in a ledger, and a refresh after each step.
class MeteredTraining {
public:
    using Backend = noise::Metered<he::ckks::Backend>;

    explicit MeteredTraining(const SharedPlan& plan)
        : m_plan(plan),
          m_run(valueOf(he::ckks::namedParams("train-8192")), plan, kSeed),
          m_backend(m_run.keys().backend(), m_ledger),
          m_trainer(valueOf(
              train::Trainer<Backend>::create(m_backend, plan, m_run.packing(), testing::CkksTraining::shuffleSeed()))),
          m_state(valueOf(train::decodeState(m_backend, *plan, m_run.packing(),
                                             train::encodeState(m_run.keys().backend(), m_run.state()))))
    {}

    /// What the next step allocates.
    Allocations step()
    {
        m_ledger.beginStep();
        std::optional<train::StepResult<Backend::Ciphertext>> result;
        const Allocations allocations = allocationsOf([&] { result = valueOf(m_trainer.step(m_state, m_steps++)); });
        refresh(*result);
        return allocations;
    }

private:
    void refresh(const train::StepResult<Backend::Ciphertext>& result)
    {
        base::ByteWriter loss;
        m_backend.encode(result.loss, loss);
        const train::RefreshRequest request{train::encodeState(m_backend, result.state), {loss.bytes()}, {}};
        m_state = valueOf(train::refreshed(m_backend, *m_plan, m_run.packing(), m_run.port(), request)).state;
    }

    SharedPlan m_plan;
    testing::CkksTraining m_run;
    noise::NoiseLedger m_ledger;
    Backend m_backend;
    train::Trainer<Backend> m_trainer;
    train::NetworkState<Backend::Ciphertext> m_state;
    std::uint64_t m_steps = 0;
};

SharedPlan presetWith(const char* name, double momentum, std::size_t batchSize)
{
    auto plan = std::make_shared<train::TrainingPlan>(*testing::planOf(valueOf(model::findPreset(name))));
    plan->optimizer = {0.1, momentum};
    plan->batchSize = batchSize;
    return plan;
}

} // namespace

class SteadyStepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Several threads, whatever the machine: what each of them allocates counts.
    void initTestCase() { qputenv("CIPHERGRAD_THREADS", "3"); }

    /// Else the other tests would pass without looking.
    void blocksOfAllThreadsAreCounted()
    {
        constexpr std::size_t kTurns = 64;
        const auto turn = [](std::size_t index) {
            const std::vector<char> small(1 + index);
            const std::vector<char> large(std::size_t{1} << 16);
            QVERIFY(small.front() == large.back());
        };
        QVERIFY(base::TaskPool::shared().threads() > 1);
        QCOMPARE(allocationsOf([&] { base::TaskPool::shared().forEach(kTurns, turn); }), (Allocations{kTurns, kTurns}));
        QCOMPARE(allocationsOf([] {}), Allocations{});
    }

    void aSteadyStepAllocatesNothingButTheListsThatItReturns_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<double>("momentum");
        QTest::addColumn<qsizetype>("lists");
        QTest::newRow("xor") << "xor" << 0.0 << qsizetype{1};
        QTest::newRow("xor with momentum") << "xor" << 0.8 << qsizetype{2}; // the weights and the velocities
        QTest::newRow("xor-sigmoid") << "xor-sigmoid" << 0.0 << qsizetype{1};
        QTest::newRow("circles") << "circles" << 0.0 << qsizetype{1};
    }
    void aSteadyStepAllocatesNothingButTheListsThatItReturns()
    {
        QFETCH(const QString, preset);
        QFETCH(const double, momentum);
        QFETCH(const qsizetype, lists);
        MeteredTraining run(presetWith(preset.toUtf8().constData(), momentum, 0));
        const Allocations first = run.step();
        QVERIFY(first.small > 30 && first.large > 30);
        (void)run.step();
        for (int steady = 0; steady < 3; ++steady) {
            const Allocations allocations = run.step();
            QCOMPARE(allocations.large, std::size_t{0});
            QCOMPARE(allocations.small, static_cast<std::size_t>(lists));
        }
    }

    /// Its operands are made anew in each step: an owner and a table of encodings for each, two lists of layouts.
    void aSteadyStepWithAMiniBatchAllocatesNoPolynomialsAndNoSlots()
    {
        constexpr std::size_t kOperands = 4; // three inputs and a mask
        MeteredTraining run(presetWith("xor", 0.0, 2));
        const Allocations first = run.step();
        QVERIFY(first.small > 30 && first.large > 30);
        (void)run.step();
        for (int steady = 0; steady < 3; ++steady) {
            const Allocations allocations = run.step();
            QCOMPARE(allocations.large, std::size_t{0});
            QVERIFY(allocations.small <= 2 * kOperands + 3);
        }
    }
};

QTEST_APPLESS_MAIN(SteadyStepTest)
#include "steady_step_test.moc"
