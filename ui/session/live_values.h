#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/training_session.h"
#include "ui/session/opened_values.h"

#include <chrono>
#include <cstdint>
#include <memory>

namespace cg::ui {

/// Opens what is new in a session while the key is open, and keeps it until it is locked again.
class LiveValues {
public:
    /// How many numbers one update opened.
    struct Opened {
        std::uint64_t losses = 0;
        std::uint64_t weights = 0;
    };
    enum class Weights : std::uint8_t { WhenDue, Now };

    /// Opens the losses since the last call, and the network where that is due. Requires that nothing runs in the
    /// session (a step may be half done). The errors of opening.
    base::Result<Opened> update(session::TrainingSession& session, Weights weights);
    void setMeasured(std::vector<session::MeasuredOperation> operations, std::uint64_t step);
    /// Forgets everything.
    void clear() { *this = LiveValues(); }

    /// A copy for the panels.
    [[nodiscard]] std::shared_ptr<const OpenedValues> values() const;

private:
    base::Result<std::uint64_t> openLosses(session::TrainingSession& session);
    base::Result<std::uint64_t> openWeights(session::TrainingSession& session);

    OpenedValues m_values;
    std::uint64_t m_nextLoss = 0; ///< the first step whose loss was not opened yet
    bool m_hasWeights = false;
    std::chrono::steady_clock::time_point m_lastWeights;
};

} // namespace cg::ui
