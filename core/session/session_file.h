#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "noise/drift.h"
#include "session/experiment.h"
#include "session/loss_history.h"
#include "session/packed_losses.h"
#include "session/trust_record.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cg::session {

/// What a `.cgsession` file holds: everything the trainer has, nothing that is secret. At step 0 with a sealed start it
/// is the trainer's bundle.
struct SessionRecord {
    ExperimentSpec spec;
    StartKind start = StartKind::Sealed;
    std::optional<std::uint64_t> seed;    ///< of a known start
    std::optional<base::Seed> startLabel; ///< by which the key holder finds its sealed start again
    bool demoKey = false;
    /// The network was begun under another key, or on other data: nobody can repeat the training from its start.
    bool isFromElsewhere = false;
    bool lacksData = false;                ///< `spec.plan.data` stand for data that are not there
    base::KeyId keyId;                     ///< all zeros under plain
    base::Bytes publicKeys;                ///< the scheme's byte form; empty under plain
    std::optional<base::Seed> trainerSeed; ///< the trainer's randomness; drawn at its first step
    std::uint64_t steps = 0;
    std::vector<base::Bytes> state; ///< ciphertexts of the network in train's order
    LossHistory losses;
    PackedLosses packedLosses; ///< in the place of `losses` where the key holder packs them (CKKS)
    noise::NoiseDrift drift;
    std::optional<TrustRecord> trust; ///< nothing: it was not recorded what crossed the wall and what was opened
};

/// The section by which a bundle of public keys (public_bundle.h) is known.
inline constexpr const char* kBundleSection = "public bundle";

/// WrongKey unless the key is the one that the session was sealed with.
[[nodiscard]] base::Result<void> checkKey(const SessionRecord& record, const trust::KeyDescription& key);

/// Tells the states of a session file apart: the checksum at its end.
using FileMark = base::Seed;

/// The bytes of a session file (persist::Container).
[[nodiscard]] base::Bytes encode(const SessionRecord& record);
/// Of the bytes of a session file. Requires that they are one.
[[nodiscard]] FileMark markOf(base::ByteView file);
/// `subject` names the file in messages. FileForeign, FileNewer, FileDamaged. The scheme's own bytes (keys,
/// ciphertexts) are checked when the session is opened.
[[nodiscard]] base::Result<SessionRecord> decodeSession(base::ByteView bytes, const std::string& subject);

/// The bytes of a journal: the sections of the session file that training changes, and the mark of the file that they
/// belong to. No keys, no examples.
[[nodiscard]] base::Bytes encodeJournal(const SessionRecord& record, const FileMark& file);
/// The session with its journal's sections in the place of its own; nothing if the journal belongs to another state of
/// the file. Requires a session file; FileForeign, FileNewer, FileDamaged for the journal, whose name is `subject`.
[[nodiscard]] base::Result<std::optional<SessionRecord>> mergeJournal(base::ByteView file, base::ByteView journal,
                                                                      const std::string& subject);

} // namespace cg::session
