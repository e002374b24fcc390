#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "noise/ledger.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cg::session {

/// What the training thread is doing.
enum class RunState : std::uint8_t { Idle, Training, Paused, Stopped };

/// Why a run came to its end.
enum class StopReason : std::uint8_t { Steps, TargetLoss, Interrupt, Noise, Diverged, Levels, Failed };

[[nodiscard]] std::string_view nameOf(StopReason reason);
/// The reason for which an error of this kind ends a run.
[[nodiscard]] StopReason reasonOf(base::ErrorCode code);

/// The raw bytes of one ciphertext of the network, for people to look at: of each number as many low bytes as are
/// random, at most kPictureBytes in all.
struct CiphertextPicture {
    std::string name; ///< "layer 1 weight of input 2, units 1-4"
    std::size_t layer = 0;
    std::vector<std::uint8_t> bytes;
};
inline constexpr std::size_t kPictureBytes = 1024;
inline constexpr std::size_t kMostPictures = 64;

/// What the trainer's side has to show: ciphertexts of the weights (the first kMostPictures of them) and of the loss.
struct CiphertextPictures {
    std::vector<CiphertextPicture> weights;
    std::vector<std::uint64_t> lossSteps; ///< the losses shown, at most kMostLossColumns, spread over the history
    std::vector<std::uint8_t> lossBytes;  ///< kLossColumnBytes each, in that order
    bool arePacked = false;               ///< one ciphertext holds all losses, and the columns are its parts
};
inline constexpr std::size_t kLossColumnBytes = 48;
inline constexpr std::size_t kMostLossColumns = 256;

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
    std::vector<noise::LedgerEntry>
        stepInProgress; ///< operations done of a step that is not whole yet, where slow or paused
    std::shared_ptr<const CiphertextPictures> pictures; ///< null before the run is ready
    std::optional<StopReason> stopped;
    std::optional<base::Error> failure; ///< with Noise, Diverged, Levels or Failed
};
using SnapshotPtr = std::shared_ptr<const TrainingSnapshot>;

} // namespace cg::session
