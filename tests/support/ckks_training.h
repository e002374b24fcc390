#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder.
#include "keyholder/ckks/refresher.h"
#include "support/ckks_subject.h"
#include "support/plain_training.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cg::testing {

/// A key holder in the same process that does nothing but refresh.
class LocalRefresh final : public train::RefreshPort {
public:
    LocalRefresh(CkksKeys& keys, SharedPlan plan) : m_refresher(keys.secret(), keys.backend()), m_plan(std::move(plan))
    {}

    base::Result<train::RefreshAnswer> refresh(const train::RefreshRequest& request) override
    {
        base::SeededRandom random(base::seedFromNumber(7, "test refreshes"), {base::Purpose::Refresh, ++m_refreshes});
        return m_refresher.refresh(*m_plan, request, random);
    }

private:
    keyholder::ckks::Refresher m_refresher;
    SharedPlan m_plan;
    std::uint64_t m_refreshes = 0;
};

/// A known start trained under CKKS, with a refresh whenever the levels end.
class CkksTraining {
public:
    using Backend = he::ckks::Backend;
    using State = train::NetworkState<he::ckks::Ciphertext>;

    CkksTraining(const he::ckks::Params& params, SharedPlan plan, std::uint64_t number)
        : m_plan(std::move(plan)),
          m_packing(train::Packing::choose(m_plan->network, m_plan->rowsPerStep(), params.slotCount(),
                                           train::Packing::gapFor(Backend::traits()))),
          m_keys(params, train::needsOf(m_plan->network, m_packing), number),
          m_port(m_keys, m_plan),
          m_trainer(valueOf(train::Trainer<Backend>::create(m_keys.backend(), m_plan, m_packing, shuffleSeed()))),
          m_stepsBetweenRefreshes(*valueOf(
              train::stepsBetweenRefreshes(he::ckks::NoiseModel(params), base::SchemeId::Ckks, m_plan, m_packing))),
          m_state(startState(m_keys.backend(), *m_plan, m_packing, drawnWeights(m_plan->network, number)))
    {}

    [[nodiscard]] static base::Seed shuffleSeed() { return base::seedFromNumber(5, "shuffle"); }
    [[nodiscard]] const train::Packing& packing() const { return m_packing; }
    [[nodiscard]] CkksKeys& keys() { return m_keys; }
    [[nodiscard]] LocalRefresh& port() { return m_port; }
    [[nodiscard]] train::Trainer<Backend>& trainer() { return m_trainer; }
    [[nodiscard]] const State& state() const { return m_state; }
    [[nodiscard]] std::uint64_t stepsBetweenRefreshes() const { return m_stepsBetweenRefreshes; }
    /// Of the last step, before the refresh.
    [[nodiscard]] const train::StepResult<he::ckks::Ciphertext>& lastStep() const { return *m_lastStep; }

    void train(std::uint64_t steps)
    {
        for (std::uint64_t i = 0; i < steps; ++i, ++m_step) {
            m_lastStep = valueOf(m_trainer.step(m_state, m_step));
            m_state = m_lastStep->state;
            base::ByteWriter writer;
            m_keys.backend().encode(m_lastStep->loss, writer);
            m_losses.push_back(std::move(writer).take());
            if ((m_step + 1) % m_stepsBetweenRefreshes == 0) {
                refresh();
            }
        }
    }
    void refresh()
    {
        auto fresh = valueOf(train::refreshed(m_keys.backend(), *m_plan, m_packing, m_port, m_state,
                                              std::exchange(m_losses, {}), std::exchange(m_packed, {})));
        m_state = std::move(fresh.state);
        m_packed = std::move(fresh.packed);
    }

    /// Of the steps up to the last refresh.
    [[nodiscard]] std::vector<double> losses()
    {
        base::ByteReader reader(m_packed.ciphertext, "losses");
        std::vector<double> slots = m_keys.open(valueOf(m_keys.backend().decode(reader)));
        slots.resize(m_packed.count);
        return slots;
    }
    [[nodiscard]] model::Weights weights()
    {
        std::vector<std::vector<double>> cells;
        const auto ciphertexts = valueOf(m_trainer.finalWeights(m_state));
        const auto places = train::weightSlots(m_plan->network, m_packing);
        for (std::size_t c = 0; c < places.size(); ++c) {
            const std::vector<double> slots = m_keys.open(ciphertexts[c]);
            std::vector<double>& values = cells.emplace_back();
            for (const train::WeightSlots::Cell& cell : places[c].cells) {
                values.push_back(slots[cell.slot]);
            }
        }
        return train::unpackWeights(m_plan->network, m_packing, cells);
    }

private:
    SharedPlan m_plan;
    train::Packing m_packing;
    CkksKeys m_keys;
    LocalRefresh m_port;
    train::Trainer<Backend> m_trainer;
    std::uint64_t m_stepsBetweenRefreshes;
    State m_state;
    std::optional<train::StepResult<he::ckks::Ciphertext>> m_lastStep;
    std::vector<base::Bytes> m_losses;
    train::LossPack m_packed;
    std::uint64_t m_step = 0;
};

/// The same start trained in the clear.
[[nodiscard]] inline model::DescentState trainedInTheClear(const train::TrainingPlan& plan, std::uint64_t number,
                                                           std::uint64_t steps)
{
    model::DescentState state = model::startDescent(plan.network, drawnWeights(plan.network, number));
    for (std::uint64_t step = 0; step < steps; ++step) {
        state = model::descend(plan.network, state, {plan.optimizer.rate, plan.optimizer.momentum}, plan.data,
                               train::rowsOfStep(plan, CkksTraining::shuffleSeed(), step));
    }
    return state;
}

} // namespace cg::testing
