#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/flat_backward_inl.h"
#include "train/trainer.h"
#include "train/update_inl.h"

#include <numeric>
#include <string>
#include <utility>

namespace cg::train {

template <he::HeBackend B>
Trainer<B>::Trainer(B& backend, std::shared_ptr<const TrainingPlan> plan, Packing packing,
                    const base::Seed& shuffleSeed, DeclaredRanges ranges)
    : m_backend(&backend),
      m_plan(std::move(plan)),
      m_packing(packing),
      m_layouts(layoutsOf(m_plan->network, m_packing)),
      m_order(*m_plan, shuffleSeed),
      m_ranges(ranges),
      m_memory(std::make_unique<StepMemory>())
{}

template <he::HeBackend B>
base::Result<Trainer<B>> Trainer<B>::create(B& backend, std::shared_ptr<const TrainingPlan> plan, Packing packing,
                                            base::Seed shuffleSeed, DeclaredRanges ranges)
{
    CG_EXPECTS(plan != nullptr);
    CG_CHECK(plan->check());
    const he::SlotGrid& grid = packing.grid;
    CG_EXPECTS(grid.cells() > 0 && grid.rowStride >= grid.columns);
    if (grid.slot(grid.rows - 1, grid.columns - 1) >= backend.slotCount()) {
        return base::Error{base::ErrorCode::InvalidArgument, "a grid of " + std::to_string(grid.rows) + " × " +
                                                                 std::to_string(grid.columns) + " does not fit into " +
                                                                 std::to_string(backend.slotCount()) + " slots"};
    }
    Trainer trainer(backend, std::move(plan), packing, shuffleSeed, ranges);
    if (trainer.m_plan->isFullBatch()) {
        CG_CHECK(trainer.prepareAllRows());
    }
    return trainer;
}

template <he::HeBackend B>
std::size_t Trainer<B>::stateSize() const
{
    return m_layouts.back().firstWeight + m_layouts.back().ciphertexts();
}

template <he::HeBackend B>
bool Trainer<B>::hasShapeOf(const NetworkState<Ciphertext>& state) const
{
    const std::size_t velocities = m_plan->optimizer.momentum == 0.0 ? 0 : stateSize();
    return state.weights.size() == stateSize() && state.velocity.size() == velocities;
}

template <he::HeBackend B>
base::Result<PreparedBatch<typename B::Prepared>>
Trainer<B>::prepare(std::span<const std::size_t> rows, std::uint64_t addressStep, std::pmr::memory_resource& memory)
{
    BatchSlots slots = layOutBatch(*m_plan, m_packing, rows, memory);
    const std::size_t tiles = slots.inputs.tiles;
    PreparedBatch<Prepared> batch{slots.rows, TileTable<Prepared>::roomFor(slots.inputs.parts(), tiles, memory),
                                  std::move(slots.negatedTargets), std::nullopt, stepList<Prepared>(tiles, memory)};
    base::StreamAddress address{base::Purpose::Prepare, addressStep, 0};
    for (const BatchSlots::Slots& input : slots.inputs.items) {
        CG_TRY(Prepared prepared, m_backend->prepare(input, address));
        batch.inputs.items.push_back(std::move(prepared));
        ++address.index;
    }
    const he::SlotGrid& grid = m_packing.grid;
    if (isFlat()) {
        for (std::size_t tile = 0; tile < tiles; ++tile, ++address.index) {
            const CellsInUse cells{grid.rows, columnsInUse(m_packing, rows.size(), tile)};
            CG_TRY(Prepared mask, m_backend->prepare(constantSlots(grid, cells, 1.0, memory), address));
            batch.masks.push_back(std::move(mask));
        }
    } else if (slots.mask) {
        CG_TRY(batch.mask, m_backend->prepare(*slots.mask, address));
    }
    return batch;
}

template <he::HeBackend B>
base::Result<void> Trainer<B>::prepareAllRows()
{
    std::vector<std::size_t> rows(m_plan->data.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    CG_TRY(m_allRows, prepare(rows, 0, *std::pmr::get_default_resource()));
    return {};
}

template <he::HeBackend B>
NetworkState<typename B::Ciphertext> Trainer<B>::declared(const NetworkState<Ciphertext>& state) const
{
    NetworkState<Ciphertext> result;
    result.weights.reserve(state.weights.size());
    result.velocity.reserve(state.velocity.size());
    for (const Ciphertext& weight : state.weights) {
        result.weights.push_back(m_backend->declareReference(weight, m_ranges.weight));
    }
    for (const Ciphertext& velocity : state.velocity) {
        result.velocity.push_back(m_backend->declareReference(velocity, m_ranges.weight));
    }
    return result;
}

template <he::HeBackend B>
base::Result<StepResult<typename B::Ciphertext>> Trainer<B>::step(const NetworkState<Ciphertext>& state,
                                                                  std::uint64_t step)
{
    CG_EXPECTS(hasShapeOf(state));
    std::optional<PreparedBatch<Prepared>> miniBatch;
    if (!m_plan->isFullBatch()) {
        CG_TRY(miniBatch, prepare(m_order.rowsOf(step), step + 1, *m_memory));
    }
    const PreparedBatch<Prepared>& batch = miniBatch ? *miniBatch : *m_allRows;
    return isFlat() ? flatStep(declared(state), batch) : deepStep(declared(state), batch);
}

template <he::HeBackend B>
base::Result<StepResult<typename B::Ciphertext>> Trainer<B>::deepStep(NetworkState<Ciphertext> state,
                                                                      const PreparedBatch<Prepared>& batch)
{
    const Circuit<B> circuit = this->circuit();
    const double rate = m_plan->optimizer.rate / static_cast<double>(batch.rows);
    CG_TRY(const auto pass, forward(circuit, state.weights, batch, PassKind::Training));
    CG_TRY(const auto errors, errorsOf(circuit, pass.values.back(), batch));
    CG_TRY(Ciphertext loss, lossOf(circuit, errors, batch.rows));
    CG_TRY(const auto gradients, backward(circuit, state.weights, batch, pass, errors));
    CG_CHECK(update<B>(circuit, state, gradients, rate));
    // Last of all, so that the operations before are the same on a backend that never runs out of room.
    CG_CHECK(restoreRoom(*m_backend, state.weights));
    CG_CHECK(restoreRoom(*m_backend, state.velocity));
    return StepResult<Ciphertext>{std::move(state), std::move(loss)};
}

template <he::HeBackend B>
base::Result<StepResult<typename B::Ciphertext>> Trainer<B>::flatStep(NetworkState<Ciphertext> state,
                                                                      const PreparedBatch<Prepared>& batch)
{
    const Circuit<B> circuit = this->circuit();
    const double rate = m_plan->optimizer.rate / static_cast<double>(batch.rows);
    CG_TRY(const auto pass, flatForward(circuit, {state.weights, {}}, batch, PassKind::Training));
    CG_TRY(const auto errors, flatErrors(circuit, pass.outputs, batch));
    CG_TRY(Ciphertext loss, flatLoss(circuit, errors, batch.rows));
    CG_TRY(const auto gradients, flatBackward(circuit, state.weights, batch, pass, errors, rate));
    CG_CHECK(update<B>(circuit, state, gradients, 1.0));
    return StepResult<Ciphertext>{std::move(state), std::move(loss)};
}

template <he::HeBackend B>
base::Result<Evaluation<typename B::Ciphertext>> Trainer<B>::evaluate(const NetworkState<Ciphertext>& state)
{
    CG_EXPECTS(hasShapeOf(state));
    if (!m_allRows) {
        CG_CHECK(prepareAllRows());
    }
    const NetworkState<Ciphertext> start = declared(state);
    return isFlat() ? flatEvaluation(start) : deepEvaluation(start);
}

/// Predictions by tile, then by output or tile of outputs.
template <typename Ciphertext>
Evaluation<Ciphertext> evaluationOf(Ciphertext loss, const TileTable<Ciphertext>& outputs)
{
    Evaluation<Ciphertext> evaluation{std::move(loss), {}};
    for (std::size_t tile = 0; tile < outputs.tiles; ++tile) {
        for (std::size_t part = 0; part < outputs.parts(); ++part) {
            evaluation.predictions.push_back(outputs.at(part, tile));
        }
    }
    return evaluation;
}

template <he::HeBackend B>
base::Result<Evaluation<typename B::Ciphertext>> Trainer<B>::deepEvaluation(const NetworkState<Ciphertext>& state)
{
    const Circuit<B> circuit = this->circuit();
    CG_TRY(const std::vector<Ciphertext> weights, finalWeights(state));
    CG_TRY(const auto pass, forward(circuit, weights, *m_allRows, PassKind::Evaluation));
    const TileTable<Ciphertext>& outputs = pass.values.back();
    CG_TRY(const auto errors, errorsOf(circuit, outputs, *m_allRows));
    CG_TRY(Ciphertext loss, lossOf(circuit, errors, m_allRows->rows));
    return evaluationOf(std::move(loss), outputs);
}

template <he::HeBackend B>
base::Result<Evaluation<typename B::Ciphertext>> Trainer<B>::flatEvaluation(const NetworkState<Ciphertext>& state)
{
    const Circuit<B> circuit = this->circuit();
    // Layer 0 takes u and −μv as they are: their difference might cost a level that it does not have.
    CG_TRY(std::vector<Ciphertext> weights, finalWeights(state));
    std::vector<Ciphertext> corrections;
    if (!state.velocity.empty()) {
        for (std::size_t i = 0; i < m_layouts.front().ciphertexts(); ++i) {
            weights[i] = state.weights[i];
            CG_TRY(Ciphertext correction, m_backend->absorb(state.velocity[i], -m_plan->optimizer.momentum));
            corrections.push_back(std::move(correction));
        }
    }
    CG_TRY(const auto pass, flatForward(circuit, {weights, std::move(corrections)}, *m_allRows, PassKind::Evaluation));
    CG_TRY(const auto errors, flatErrors(circuit, pass.outputs, *m_allRows));
    CG_TRY(Ciphertext loss, flatLoss(circuit, errors, m_allRows->rows));
    return evaluationOf(std::move(loss), pass.outputs);
}

template <he::HeBackend B>
base::Result<std::vector<typename B::Ciphertext>> Trainer<B>::finalWeights(const NetworkState<Ciphertext>& state)
{
    CG_EXPECTS(hasShapeOf(state));
    std::vector<Ciphertext> weights = state.weights;
    for (std::size_t i = 0; i < state.velocity.size(); ++i) {
        CG_TRY(const Ciphertext lead, m_backend->absorb(state.velocity[i], m_plan->optimizer.momentum));
        CG_TRY(weights[i], m_backend->subtract(state.weights[i], lead));
    }
    return weights;
}

} // namespace cg::train
