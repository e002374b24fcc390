#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "data/dataset.h"
#include "model/network_spec.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cg::train {

/// The learning rates that a plan may have: beyond any that learns, and far from overflow of a scale that absorbs one.
inline constexpr double kLeastRate = 1e-9;
inline constexpr double kMaxRate = 1000.0;
/// The least momentum that is not nought, for the same reason.
inline constexpr double kLeastMomentum = 1e-3;

/// Gradient descent: g = (1/B) Σ_b ∂(½‖y_b − t_b‖²)/∂w at u = w + μv; v ← μv − rate·g; w ← w + v.
struct Optimizer {
    double rate = 0.3;     ///< in [kLeastRate, kMaxRate]
    double momentum = 0.0; ///< Nesterov's μ in [kLeastMomentum, 1), or 0: plain gradient descent
};

/// Everything public that determines the updates of a network, the start excepted.
struct TrainingPlan {
    model::NetworkSpec network;
    Optimizer optimizer;
    std::size_t batchSize = 0; ///< rows of a mini-batch; 0: all of them (full batch)
    data::Dataset data;

    /// Rows used in one step (the last mini-batch of an epoch may be shorter).
    [[nodiscard]] std::size_t rowsPerStep() const;
    [[nodiscard]] bool isFullBatch() const { return rowsPerStep() == data.rows(); }
    /// InvalidArgument where the data do not fit the network or a number is out of range; BadData where the data
    /// themselves are wrong.
    [[nodiscard]] base::Result<void> check() const;
};

/// Byte form (protocol, session file). Decoding checks everything that `check` does.
void encode(const TrainingPlan& plan, base::ByteWriter& writer);
[[nodiscard]] base::Result<TrainingPlan> decodePlan(base::ByteReader& reader);

/// Which rows each step uses: all rows in order for a full batch; otherwise the rows are shuffled anew in each epoch
/// (Fisher–Yates with the stream at (Shuffle, epoch, 0)), and the last mini-batch of an epoch may be shorter. Keeps the
/// order of the epoch that was asked for last, so that its steps cost one shuffle together.
class BatchOrder {
public:
    BatchOrder(const TrainingPlan& plan, const base::Seed& shuffleSeed);
    /// The rows of step `step` (0, 1, …), in order; valid until the next call.
    [[nodiscard]] std::span<const std::size_t> rowsOf(std::uint64_t step);

private:
    void shuffle(std::uint64_t epoch);

    base::Seed m_seed;
    std::size_t m_rowsPerStep;
    std::vector<std::size_t> m_order;
    std::optional<std::uint64_t> m_epoch; ///< of m_order; none before the first shuffle
};

/// The rows of one step alone: shuffles its whole epoch.
[[nodiscard]] std::vector<std::size_t> rowsOfStep(const TrainingPlan& plan, const base::Seed& shuffleSeed,
                                                  std::uint64_t step);

} // namespace cg::train
