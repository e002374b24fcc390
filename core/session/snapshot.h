#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "noise/ledger.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace cg::session {

/// What the training thread is doing.
enum class RunState : std::uint8_t { Idle, Training, Paused, Stopped };

/// Why a run came to its end.
enum class StopReason : std::uint8_t { Steps, TargetLoss, Interrupt, Noise, Diverged, Levels, Failed };

[[nodiscard]] std::string_view nameOf(StopReason reason);

/// A moment of a run, never changed after it was made; shared between threads.
struct TrainingSnapshot {
    RunState state = RunState::Idle;
    std::uint64_t steps = 0;                 ///< updates done in all
    std::uint64_t operations = 0;            ///< homomorphic operations done by this session object
    std::chrono::duration<double> trained{}; ///< time spent training by this session object
    double stepsPerSecond = 0.0;
    he::NoiseEstimate weightNoise;          ///< of the last step, largest of the weights
    base::Log2 drift;                       ///< expected error of the weights since the start
    std::vector<noise::LedgerEntry> ledger; ///< the last whole step
    std::optional<StopReason> stopped;
    std::optional<base::Error> failure; ///< with Noise, Diverged, Levels or Failed
};
using SnapshotPtr = std::shared_ptr<const TrainingSnapshot>;

} // namespace cg::session
