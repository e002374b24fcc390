#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/metered.h"
#include "session/packed_losses.h"
#include "session/session_file.h"
#include "session/training_session.h"
#include "train/packing.h"

#include <memory>
#include <optional>
#include <vector>

namespace cg::session {

/// The operations of one step with the ciphertext that each one gave, in the scheme's byte form.
struct StepTrace {
    std::vector<base::Bytes> state; ///< before the step
    std::uint64_t step = 0;
    std::vector<noise::LedgerEntry> entries;
    std::vector<base::Bytes> results;       ///< one an entry
    std::vector<std::size_t> weightEntries; ///< the entries whose results are the new weights
    std::vector<std::uint32_t> remasked;    ///< for each re-masking, the entry of what was re-masked
};

/// One pass with the final weights, in the scheme's byte form.
struct EncryptedEvaluation {
    base::Bytes loss;
    std::vector<base::Bytes> predictions;
};

/// A run under one scheme: the virtual seam between the session and the templates below it. Not thread-safe: the
/// session sees to it that one thread at a time uses it. While `step` waits at the gate, everything but `step` may be
/// used from another thread, and leaves the step that is half done as it is.
class SchemeRun {
public:
    SchemeRun() = default;
    SchemeRun(const SchemeRun&) = delete;
    SchemeRun& operator=(const SchemeRun&) = delete;
    virtual ~SchemeRun() = default;

    [[nodiscard]] virtual const train::Packing& packing() const = 0;
    /// Update number `step`; gives the loss before it. Where levels have run out, the key holder refreshes the state
    /// first. On failure no step was taken; the state may have been refreshed.
    virtual base::Result<base::Bytes> step(std::uint64_t step) = 0;
    /// Has the state refreshed where its levels are used up and there is a key holder.
    virtual base::Result<void> refreshIfUsedUp() = 0;
    /// The slots of a loss whose sum it is.
    [[nodiscard]] virtual std::vector<std::uint32_t> lossSlots() const = 0;
    /// The losses so far, where the key holder packs them; null where the session keeps each one.
    [[nodiscard]] virtual const PackedLosses* packedLosses() const = 0;
    /// Of the last step.
    [[nodiscard]] virtual const noise::NoiseLedger& ledger() const = 0;
    /// The largest estimate among the weights, counted since the beginning of the last step.
    [[nodiscard]] virtual he::NoiseEstimate weightNoise() const = 0;
    /// What the last step adds to the expected error of a weight for good.
    [[nodiscard]] virtual base::Log2 drift() const = 0;
    [[nodiscard]] virtual std::vector<base::Bytes> state() const = 0;
    virtual base::Result<EncryptedEvaluation> evaluate() = 0;
    virtual base::Result<std::vector<base::Bytes>> finalWeights() = 0;

    /// Update number `step` on the side, from the state as it is; nothing changes.
    virtual base::Result<StepTrace> traceNextStep(std::uint64_t step) = 0;
    /// The last update once more; nothing if none was done since the run was made.
    virtual base::Result<std::optional<StepTrace>> traceLastStep() = 0;

    /// What people may look at of the weights: of the state before the step that is under way.
    [[nodiscard]] virtual std::vector<CiphertextPicture> weightPictures() const = 0;
    /// The first `bytes` bytes of the same of one ciphertext in byte form, zeros behind its end.
    [[nodiscard]] virtual std::vector<std::uint8_t> pictureOf(base::ByteView ciphertext, std::size_t bytes) const = 0;

    /// The wanted slots, where the scheme hides nothing; nothing where it takes a key.
    [[nodiscard]] virtual base::Result<std::optional<std::vector<std::vector<double>>>>
    readInTheClear(const std::vector<trust::OpenItem>& items) const = 0;
    [[nodiscard]] virtual std::vector<TrainingSession::RawCiphertext> rawState() const = 0;
    [[nodiscard]] virtual KeySizes keySizes() const = 0;
};

/// The run that a record describes; the only place above the schemes that tells them apart. `gate` and `holder` (which
/// may be null: nothing is refreshed then) must outlive it. FileDamaged where keys or ciphertexts are not what the plan
/// needs.
[[nodiscard]] base::Result<std::unique_ptr<SchemeRun>> makeRun(const SessionRecord& record,
                                                               const base::Seed& trainerSeed,
                                                               noise::OperationGate& gate, trust::KeyHolder* holder);

/// The initial state under plain, in the clear.
[[nodiscard]] std::vector<base::Bytes> plainStart(const train::TrainingPlan& plan, std::uint64_t seed);

/// Slots of a ciphertext under plain: one tile for small problems, tiles of a bounded size for large ones.
[[nodiscard]] std::size_t plainSlots(const train::TrainingPlan& plan);

/// How the network of an experiment lies in the slots. Under CKKS it requires a parameter set.
[[nodiscard]] train::Packing packingOf(const ExperimentSpec& spec);

/// The byte form of the evaluation keys that training needs.
[[nodiscard]] he::CircuitNeeds needsOf(const ExperimentSpec& spec);

/// The seed of the order in which a run takes its examples.
[[nodiscard]] base::Seed shuffleSeedOf(const SessionRecord& record, const base::Seed& trainerSeed);

/// Random numbers of the trainer: `number` makes them known (demo keys), otherwise they are fresh.
[[nodiscard]] base::Seed trainerSeedFor(const StartChoice& start);

} // namespace cg::session
