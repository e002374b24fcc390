#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "train/circuit.h"
#include "train/packing.h"
#include "train/plan.h"
#include "train/state.h"

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

namespace cg::train {

/// Trains a network on ciphertexts: arithmetic of the contract only, no clock, no file, no randomness of its own, and
/// no way to name a key. Data are in the clear; what is multiplied is prepared (encrypted) by the backend.
///
/// Where levels are scarce (CircuitTraits) a step is arranged to be flat: one hidden layer of degree 2 or 3 takes four
/// levels. The state then has fewer levels after each step, until one fails with LevelsExhausted; `refresh.h`.
///
/// The operations of a step are the same for the same plan, whatever the numbers, so that a forecast is the same code
/// on the simulated backend. The one exception comes at the very end of a step: a weight whose `room` ran out is
/// re-masked, and room may depend on the (public) integers of a ciphertext.
///
/// The bodies are in trainer_inl.h, for the few files that instantiate this.
template <he::HeBackend B>
class Trainer {
public:
    using Ciphertext = typename B::Ciphertext;
    using Prepared = typename B::Prepared;

    /// Chooses nothing: `packing` must be the one the state was packed with. `backend` must outlive the trainer.
    /// Prepares the data of a full batch once, at the addresses (Prepare, 0, i); mini-batches are prepared in each step
    /// at (Prepare, step + 1, i). InvalidArgument if the plan is not sound or the grid does not fit the slots.
    static base::Result<Trainer> create(B& backend, std::shared_ptr<const TrainingPlan> plan, Packing packing,
                                        base::Seed shuffleSeed, DeclaredRanges ranges = {});

    /// Update number `step` (0, 1, …). On failure the state is what it was. The weights come back re-masked where their
    /// room ran out. `state` must have the shape of the plan's network. With a full batch, steps after the first
    /// allocate nothing here but the lists of the state that they return.
    base::Result<StepResult<Ciphertext>> step(const NetworkState<Ciphertext>& state, std::uint64_t step);

    /// Loss and predictions of the final weights w = u − μv over all rows. The data of a mini-batch plan are prepared
    /// by the first call, at the addresses (Prepare, 0, i).
    base::Result<Evaluation<Ciphertext>> evaluate(const NetworkState<Ciphertext>& state);

    /// The weights w = u − μv.
    base::Result<std::vector<Ciphertext>> finalWeights(const NetworkState<Ciphertext>& state);

    /// Ciphertexts of weights, and as many of velocity where there is momentum.
    [[nodiscard]] std::size_t stateSize() const;

private:
    Trainer(B& backend, std::shared_ptr<const TrainingPlan> plan, Packing packing, const base::Seed& shuffleSeed,
            DeclaredRanges ranges);

    [[nodiscard]] Circuit<B> circuit() { return {*m_backend, *m_plan, m_packing, m_layouts, m_ranges, *m_memory}; }
    [[nodiscard]] bool isFlat() const { return m_backend->traits().levelsAreScarce; }
    base::Result<StepResult<Ciphertext>> deepStep(NetworkState<Ciphertext> state, const PreparedBatch<Prepared>& batch);
    base::Result<StepResult<Ciphertext>> flatStep(NetworkState<Ciphertext> state, const PreparedBatch<Prepared>& batch);
    base::Result<Evaluation<Ciphertext>> deepEvaluation(const NetworkState<Ciphertext>& state);
    base::Result<Evaluation<Ciphertext>> flatEvaluation(const NetworkState<Ciphertext>& state);
    [[nodiscard]] bool hasShapeOf(const NetworkState<Ciphertext>& state) const;
    base::Result<PreparedBatch<Prepared>> prepare(std::span<const std::size_t> rows, std::uint64_t addressStep,
                                                  std::pmr::memory_resource& memory);
    base::Result<void> prepareAllRows();
    /// From here on noise is counted from what the state decrypts to now.
    [[nodiscard]] NetworkState<Ciphertext> declared(const NetworkState<Ciphertext>& state) const;

    B* m_backend; ///< not owned
    std::shared_ptr<const TrainingPlan> m_plan;
    Packing m_packing;
    std::vector<LayerLayout> m_layouts;
    BatchOrder m_order;
    DeclaredRanges m_ranges;
    std::unique_ptr<StepMemory> m_memory; ///< none of it is in use between two steps
    std::optional<PreparedBatch<Prepared>> m_allRows;
};

} // namespace cg::train
