#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "train/batch.h"
#include "train/packing.h"
#include "train/plan.h"
#include "train/state.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cg::train {

/// What every piece of the training circuit needs to know. Views only: the trainer owns all of it.
template <he::HeBackend B>
struct Circuit {
    B& backend;
    const TrainingPlan& plan;
    const Packing& packing;
    const std::vector<LayerLayout>& layouts;
    const DeclaredRanges& ranges;
    std::pmr::memory_resource& memory; ///< for the lists of a step

    /// An empty list with room for `count`.
    template <typename T>
    [[nodiscard]] StepList<T> list(std::size_t count) const
    {
        return stepList<T>(count, memory);
    }
    /// A table without items, with room for those of `parts` parts.
    template <typename T>
    [[nodiscard]] TileTable<T> table(std::size_t parts, std::size_t tiles) const
    {
        return TileTable<T>::roomFor(parts, tiles, memory);
    }
    [[nodiscard]] const model::Activation& activation(std::size_t layer) const
    {
        return plan.network.layers[layer].activation;
    }
    [[nodiscard]] std::size_t lastLayer() const { return layouts.size() - 1; }
    /// The sum along one axis of the grid; an axis of length 1 costs nothing.
    base::Result<typename B::Ciphertext> sum(const typename B::Ciphertext& a, he::SumAxis axis) const
    {
        const he::SlotGrid& grid = packing.grid;
        if ((axis == he::SumAxis::OverRows ? grid.rows : grid.columns) == 1) {
            return a;
        }
        return backend.sumBlocks(a, {grid, axis});
    }
};

/// BatchSlots as operands of a backend.
template <typename Prepared>
struct PreparedBatch {
    std::size_t rows = 0;
    TileTable<Prepared> inputs;
    TileTable<BatchSlots::Slots> negatedTargets;
    std::optional<Prepared> mask; ///< of the last tile, if some of it is not in use
    StepList<Prepared> masks;     ///< of every tile, for a flat circuit
};

/// f·a by absorption; a itself where f is 1.
template <he::HeBackend B>
base::Result<typename B::Ciphertext> scaledBy(B& backend, const typename B::Ciphertext& a, double factor)
{
    if (factor == 1.0) {
        return a;
    }
    return backend.absorb(a, factor);
}

/// A cell of a TileTable.
struct TilePlace {
    std::size_t part;
    std::size_t tile;
};

/// The inputs of a layer: public and prepared (layer 0), or the results of the layer before. A view.
template <he::HeBackend B>
class LayerInputs {
public:
    using Ciphertext = typename B::Ciphertext;
    using Prepared = typename B::Prepared;

    [[nodiscard]] static LayerInputs prepared(const TileTable<Prepared>& table) { return {&table, nullptr}; }
    [[nodiscard]] static LayerInputs encrypted(const TileTable<Ciphertext>& table) { return {nullptr, &table}; }

    [[nodiscard]] std::size_t tiles() const { return m_prepared != nullptr ? m_prepared->tiles : m_encrypted->tiles; }

    /// Σᵢ factors[i] · input at places[i], with one key switch.
    base::Result<Ciphertext> accumulate(const Circuit<B>& circuit, std::span<const Ciphertext* const> factors,
                                        std::span<const TilePlace> places) const
    {
        if (m_prepared != nullptr) {
            return circuit.backend.multiplyPlainAccumulate(factors, pointers(circuit, *m_prepared, places));
        }
        return circuit.backend.multiplyAccumulate(factors, pointers(circuit, *m_encrypted, places));
    }

private:
    LayerInputs(const TileTable<Prepared>* prepared, const TileTable<Ciphertext>* encrypted)
        : m_prepared(prepared), m_encrypted(encrypted)
    {}

    template <typename T>
    static StepList<const T*> pointers(const Circuit<B>& circuit, const TileTable<T>& table,
                                       std::span<const TilePlace> places)
    {
        auto found = circuit.template list<const T*>(places.size());
        for (const TilePlace place : places) {
            found.push_back(&table.at(place.part, place.tile));
        }
        return found;
    }

    const TileTable<Prepared>* m_prepared;
    const TileTable<Ciphertext>* m_encrypted;
};

} // namespace cg::train
