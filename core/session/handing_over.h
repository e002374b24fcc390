#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/public_bundle.h"
#include "session/session_file.h"
#include "trust/key_holder.h"

namespace cg::session {

/// The session of a network that goes on under the receiver's key, at step 0. Nothing of the old one is in it but the
/// numbers of the network, encrypted anew, its shape and optimizer, and whether (and from which seed) the start is
/// known: no ciphertext, key, loss or seed of the trainer, and no data (session_data.h). What the network was is not
/// said either, so that two receivers cannot tell that they got the same one.
///
/// `holder` has the key of the session in use and is Open; it may be null under plain only, whose network is encrypted
/// here: it counts as a sealed start, for whoever does not have the plain session. MissingEvaluationKey where the
/// bundle was exported for a network of another shape; LevelsExhausted where a step does not fit the receiver's levels;
/// FileDamaged where the record's ciphertexts are not those of its plan; the errors of trust::KeyHolder::handOver.
[[nodiscard]] base::Result<SessionRecord> handOver(const SessionRecord& record, const PublicBundle& receiver,
                                                   trust::KeyHolder* holder);

/// How many numbers of a network a session holds, velocities included.
[[nodiscard]] std::uint64_t numbersOf(const SessionRecord& record);

} // namespace cg::session
