#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "base/random.h"
#include "base/result.h"
#include "base/scheme.h"
#include "trust/disclosed.h"
#include "trust/disclosure_ledger.h"
#include "trust/release.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cg::trust {

/// Where a secret key comes from. Session: random, in the key holder's memory only. Demo: from a number, so that a
/// lecture repeats exactly; it hides nothing.
enum class KeyOrigin : std::uint8_t { Session = 0, Demo = 1, File = 2 };

/// Where the key holder finds the passphrase of a key file. With a path it reads that file itself (one trailing
/// newline is not part of the passphrase); without one it asks on the controlling terminal.
struct PassphraseSource {
    std::optional<std::string> file;
};

/// What the key holder does with its key for whoever asks. Armed: it makes public keys, seals starts and refreshes, and
/// lets nothing out. StopSignal: it also tells whether a loss is below a number. Open: it also opens and measures.
enum class Access : std::uint8_t { Armed = 0, StopSignal = 1, Open = 2 };

/// What key to make: for a scheme and, where the scheme has several, a parameter set by its name (empty: the scheme's
/// usual one).
struct KeyKind {
    KeyKind(base::SchemeId theScheme, std::string theSet = {}) // NOLINT(google-explicit-constructor): most have no set
        : scheme(theScheme), set(std::move(theSet))
    {}

    base::SchemeId scheme;
    std::string set;
};

/// What anybody may know of a key.
struct KeyDescription {
    base::KeyId id;
    base::SchemeId scheme = base::SchemeId::Vhe;
    base::Bytes parameters; ///< in the scheme's byte form
    KeyOrigin origin = KeyOrigin::Session;
    std::uint64_t publicBytes = 0; ///< of the public key
    bool memoryLocked = false;     ///< false: the secret key may reach the swap file, and the user must be told
};

/// One ciphertext in the scheme's byte form, with the slots of it that are wanted (each below the slot count).
struct OpenItem {
    base::Bytes ciphertext;
    std::vector<std::uint32_t> slots;
};

/// What an opening is for; written to the ledger of disclosures.
enum class OpenPurpose : std::uint8_t { Loss = 0, Predictions = 1, Prediction = 2, Network = 3, Calculator = 4 };

/// A network's state whose levels have run out, with the losses since it was fresh (train/refresh.h).
struct NetworkRefresh {
    std::vector<base::Bytes> state;
    std::vector<base::Bytes> losses;
    std::uint32_t packedCount = 0;
    base::Bytes packed; ///< empty while packedCount is 0
};

/// The same numbers, encrypted anew, and all losses in one ciphertext.
struct RefreshedNetwork {
    std::vector<base::Bytes> state;
    std::uint32_t packedCount = 0;
    base::Bytes packed;
};

/// A network that is to go on under another key, whose owner need not be here: all of it is public.
struct NetworkHandOver {
    base::Bytes plan;               ///< train::encode(TrainingPlan)
    std::vector<base::Bytes> state; ///< ciphertexts of the network in train's order
    base::SchemeId receiverScheme = base::SchemeId::Vhe;
    base::Bytes receiverKeys;       ///< the receiver's public keys in that scheme's byte form
    std::uint64_t receiverRows = 0; ///< of a training step there, for which the network is packed
};

/// One training step to be compared with its plain twin, or nothing but public data in it.
struct MeasureRequest {
    base::Bytes plan;               ///< train::encode(TrainingPlan)
    std::uint64_t step = 0;         ///< number of the step (it selects the mini-batch)
    base::Seed shuffleSeed{};       ///< of the mini-batches
    std::vector<base::Bytes> state; ///< ciphertexts of the network before the step, in train's order
    /// Ciphertext of each ledger entry of the step, in the ledger's order. Where the ledger began before the trainer
    /// was made, the preparations of a full batch come first.
    std::vector<base::Bytes> results;
    /// A step ends with as many re-maskings as there is need of, and its plain twin has none. For each of them, in
    /// order: which entry of `results` holds the ciphertext that was re-masked.
    std::vector<std::uint32_t> remasked;
};

/// The key holder as the trainer's side sees it: a process of its own behind a socket. Every parameter and every
/// answer is a value that can be written as bytes; no secret type occurs. A method may block for seconds (Argon2id)
/// and fails with `KeyHolderLost` when the process is gone. One object may be used from one thread at a time.
class KeyHolder {
public:
    KeyHolder() = default;
    KeyHolder(const KeyHolder&) = delete;
    KeyHolder& operator=(const KeyHolder&) = delete;
    virtual ~KeyHolder() = default;

    /// A fresh random key that lives in the key holder's memory and dies with it. Unsupported for a scheme without
    /// keys, InvalidArgument for an unknown parameter set: here and below.
    virtual base::Result<KeyDescription> createSessionKey(const KeyKind& kind) = 0;
    /// The key that `number` determines.
    virtual base::Result<KeyDescription> createDemoKey(const KeyKind& kind, std::uint64_t number) = 0;
    /// A fresh random key, written to a new `.cgkey` file. FileExists, FileNotWritable, NoKey (no passphrase to be
    /// had), InvalidArgument (empty passphrase).
    virtual base::Result<KeyDescription> createKeyFile(const KeyKind& kind, const std::string& path,
                                                       const PassphraseSource& passphrase) = 0;
    /// Unlocks a `.cgkey` file. FileMissing, FileDamaged, FileForeign, FileNewer, WrongPassphrase, NoKey.
    virtual base::Result<KeyDescription> loadKeyFile(const std::string& path, const PassphraseSource& passphrase) = 0;

    /// Writes the present key, which was made without one, into a new `.cgkey` file; from then on it is a key of
    /// origin File. NoKey, InvalidArgument (a key that has a file, a demo key, an empty passphrase), FileExists,
    /// FileNotWritable.
    virtual base::Result<KeyDescription> keepKey(const std::string& path, const PassphraseSource& passphrase) = 0;

    /// Seals the key of a `.cgkey` file under another passphrase; the key stays the same, and so does the one in use.
    /// The file is replaced as a whole or not at all. Who has a copy of the old file and the old passphrase still has
    /// the key. The errors of loadKeyFile; FileNotWritable, FileInUse, InvalidArgument (an empty passphrase).
    virtual base::Result<KeyDescription> changePassphrase(const std::string& path, const PassphraseSource& present,
                                                          const PassphraseSource& fresh) = 0;

    /// What the key holder answers from now on; a key that was just made or loaded is Armed. NoKey.
    virtual base::Result<void> setAccess(Access access) = 0;

    /// The public key and the evaluation keys for `needs` (he::encode(CircuitNeeds)), in the scheme's byte form.
    virtual base::Result<base::Bytes> publicKeys(const base::Bytes& needs) = 0;
    /// Draws initial weights for `plan` (train::encode(TrainingPlan)), encrypts them and returns the ciphertexts in
    /// train's order. With the known seed of `start` the weights are the ones that the seed determines (a known start);
    /// with its label they are those of the key, the plan and the label, which nobody else learns.
    virtual base::Result<std::vector<base::Bytes>> sealStart(const base::Bytes& plan, const StartSource& start) = 0;
    /// Decrypts, clamps silently to ±`range` and encrypts afresh; always answers, and always alike. Under CKKS it is
    /// Refused unless Access is Open, for a slot vector as it came may have been made to depend on the key; who may
    /// have it opened learns no more by it. InvalidArgument for a range that a fresh encryption does not hold.
    virtual base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts,
                                                           double range) = 0;
    /// Encrypts the declared numbers of a network anew, clamped silently, and packs its losses; always answers, and
    /// always alike, whatever the ciphertexts hold. `plan` is train::encode(TrainingPlan). Unsupported for a scheme
    /// without levels, which has no need of it.
    virtual base::Result<RefreshedNetwork> refreshNetwork(const base::Bytes& plan, const NetworkRefresh& network) = 0;
    /// The wanted slots of each item, in order. Refused, here and below, where `Access` does not allow it.
    virtual base::Result<Disclosed<std::vector<std::vector<double>>>> open(OpenPurpose purpose,
                                                                           const std::vector<OpenItem>& items) = 0;
    /// Whether the loss of the last step of a training is below `threshold`: one bit, of the key holder's own run,
    /// which nothing that was handed in enters. InvalidArgument for no step or a threshold that is no number; the
    /// errors of the plan's decoder and of the start.
    virtual base::Result<Disclosed<bool>> ownLossBelow(const TrainingRun& run, double threshold) = 0;
    /// The same of a ciphertext, for a training whose start the key holder does not know: the loss is the sum of the
    /// item's slots. Whoever made the ciphertext chooses what the bit tells, so that it is Refused beyond
    /// KeyAccount::kMostUncheckedBits of a key; FileNotWritable, FileInUse where it cannot be entered into the account.
    virtual base::Result<Disclosed<bool>> lossBelow(const OpenItem& loss, double threshold) = 0;
    /// log2 of the largest slot error of each result against the plain twin of the step. Without plan and results: of
    /// each ciphertext of `state`, which must be the start that was sealed last.
    virtual base::Result<Disclosed<std::vector<double>>> measureNoise(const MeasureRequest& request) = 0;
    /// The declared numbers of a network, velocities included, clamped and encrypted anew under the receiver's public
    /// key with randomness that nobody else has: the receiver of two of them cannot tell that they are one network.
    /// Whoever brings a public key of his own gets the network, as if all of it had been opened to him: Refused unless
    /// Access is Open. Scheme and parameters of the receiver may be others than those of the present key.
    /// InvalidArgument where the state is not one of the plan, and for no rows or too many; FileDamaged for public keys
    /// that are none of the scheme; Unsupported for a scheme without keys; WrongKey as the decoders of ciphertexts.
    virtual base::Result<Disclosed<std::vector<base::Bytes>>> handOver(const NetworkHandOver& network) = 0;
    /// What the present key's policy leaves of predictions of `plan` after `steps` updates; discloses nothing. NoKey;
    /// the errors of the plan's decoder.
    virtual base::Result<ReleaseOutlook> foretellRelease(const base::Bytes& plan, std::uint64_t steps) = 0;
    /// Predictions that may go to anybody: clamped, flooded and rounded by the key's policy, and counted. The key
    /// holder computes them itself, in the clear, from the start that it drew; nothing that a trainer computed enters.
    /// Refused unless Access is Open, without a policy, where the policy leaves nothing of a number, and where its
    /// releases are used up; FileNotWritable, FileInUse where it cannot be entered into the account first;
    /// InvalidArgument for inputs that do not fit the network or the policy.
    virtual base::Result<Disclosed<Release>> release(const ReleaseRequest& request) = 0;
    /// The policy of the present key from now on, in its file too; releases are off until there is one. Refused unless
    /// Access is Open, and where releases left under another policy: the same answers would leave with other noise.
    /// InvalidArgument for a policy out of range; NoKey; FileNotWritable, FileInUse.
    virtual base::Result<void> setPolicy(const ReleasePolicy& policy) = 0;
    /// What has left under the present key, and what its owner allows; discloses nothing. NoKey.
    virtual base::Result<AccountReport> account() = 0;
    /// Largest resident memory of the key holder's process so far, in bytes.
    virtual base::Result<std::uint64_t> peakMemory() = 0;
};

} // namespace cg::trust
