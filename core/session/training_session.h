#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "noise/ledger.h"
#include "session/experiment.h"
#include "session/key_sizes.h"
#include "session/loss_history.h"
#include "session/mailbox.h"
#include "session/session_file.h"
#include "session/snapshot.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cg::session {

/// When a run ends by itself. Without a limit it goes on until it is stopped.
struct RunLimit {
    std::optional<std::uint64_t> steps; ///< that many more updates
    std::optional<double> targetLoss;   ///< until the key holder says that the loss is below (one bit a step)
};

/// A value opened by the key holder (or, under plain, read): loss, predictions[row][output].
struct OpenedEvaluation {
    double loss = 0.0;
    std::vector<std::vector<double>> predictions;
};

/// The losses kept: loss[i] belongs to step steps[i].
struct OpenedLosses {
    std::vector<std::uint64_t> steps;
    std::vector<double> values;
    std::optional<double> clampedAt = std::nullopt; ///< where some were larger: what is shown of them
};

/// One ledger entry with what the key holder measured of its result.
struct MeasuredOperation {
    noise::LedgerEntry entry;
    std::optional<base::Log2> measured; ///< largest slot error; nothing without a key holder
};

/// Estimates and, with a key holder, the measured error of the final weights' last step. Before the first step all are
/// those of the encryptions that the run starts from.
struct WeightNoise {
    he::NoiseEstimate lastStep;
    base::Log2 expected; ///< over all steps
    /// Of the last step; nothing if that was done elsewhere (a stored session, with or without steps).
    std::optional<base::Log2> measured;
};

/// A network in training: owns the training thread, the encrypted state and the loss history. Knows no scheme by name
/// outside its factory and no secret type at all.
///
/// Threads: all members may be called from one controlling thread. run, pause, resume, step, stepOperation, setSpeed
/// and stop return at once; the training thread answers between two homomorphic operations. The members below "While
/// nothing runs" require that wait() says so; a step that is paused in the middle stays as it is, and what they show
/// is the network before that step.
class TrainingSession {
public:
    using Wake = std::function<void()>;

    /// A new run. `holder` seals (or, for a known start, encrypts) the initial weights and makes the keys; it may be
    /// null under plain only, and must outlive the session. `key` describes the key that the holder has in use.
    static base::Result<std::unique_ptr<TrainingSession>> create(const ExperimentSpec& spec, const StartChoice& start,
                                                                 trust::KeyHolder* holder,
                                                                 const std::optional<trust::KeyDescription>& key,
                                                                 Wake wake = {});
    /// Goes on with a saved run. Without a holder it trains all the same; nothing can be opened. FileDamaged where
    /// the record's keys, ciphertexts or data cannot be used; WrongKey if `key` is not the session's.
    static base::Result<std::unique_ptr<TrainingSession>> restore(SessionRecord record, trust::KeyHolder* holder,
                                                                  const std::optional<trust::KeyDescription>& key,
                                                                  Wake wake = {});
    TrainingSession(const TrainingSession&) = delete;
    TrainingSession& operator=(const TrainingSession&) = delete;
    /// Stops and joins.
    virtual ~TrainingSession() = default;

    virtual void run(const RunLimit& limit) = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;
    /// One whole update, then Paused.
    virtual void step() = 0;
    /// One homomorphic operation, then Paused, as a rule in the middle of a step.
    virtual void stepOperation() = 0;
    /// At most so many operations a second (a finite number > 0); nothing: full speed.
    virtual void setSpeed(std::optional<double> operationsPerSecond) = 0;
    /// Ends the run after the operation in progress; a step that was begun is dropped.
    virtual void stop() = 0;
    /// Blocks until nothing runs (state Idle, Paused or Stopped) or `timeout` is over, whichever is first; true if
    /// nothing runs.
    virtual bool wait(std::chrono::milliseconds timeout) = 0;

    [[nodiscard]] virtual SnapshotMailbox& mailbox() = 0;
    /// The state as it is now, made on the spot.
    [[nodiscard]] virtual SnapshotPtr snapshot() const = 0;

    // --- While nothing runs ---
    [[nodiscard]] virtual const ExperimentSpec& spec() const = 0;
    [[nodiscard]] virtual StartKind start() const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> seed() const = 0;
    [[nodiscard]] virtual bool demoKey() const = 0;
    [[nodiscard]] virtual base::KeyId keyId() const = 0;
    [[nodiscard]] virtual KeySizes keySizes() const = 0;
    [[nodiscard]] virtual bool canOpen() const = 0;
    [[nodiscard]] virtual base::Result<SessionRecord> record() const = 0;

    /// One pass with the final weights, opened by the key holder. NoKey without one.
    virtual base::Result<OpenedEvaluation> openEvaluation() = 0;
    /// The prediction of one row only. OutOfRange rows are InvalidArgument.
    virtual base::Result<std::vector<double>> openPrediction(std::size_t row) = 0;
    /// Of the losses kept of step `first` and later, at most `atMost`, spread evenly with the last among them.
    virtual base::Result<OpenedLosses> openLosses(std::uint64_t first = 0,
                                                  std::size_t atMost = LossHistory::kCapacity) = 0;
    virtual base::Result<model::Weights> openNetwork() = 0;
    virtual base::Result<WeightNoise> weightNoise() = 0;
    /// Runs one step on the side (the session stays as it is), metered, and measured if there is a key holder.
    virtual base::Result<std::vector<MeasuredOperation>> measureStep() = 0;
    /// Name and raw integers (numbers under plain) of each ciphertext of the network.
    struct RawCiphertext {
        std::string name;
        std::vector<double> numbers;        ///< plain
        std::vector<std::int64_t> integers; ///< VHE
    };
    [[nodiscard]] virtual base::Result<std::vector<RawCiphertext>> rawCiphertexts() const = 0;

protected:
    TrainingSession() = default;
};

} // namespace cg::session
