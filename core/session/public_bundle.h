#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "base/result.h"
#include "base/scheme.h"
#include "he/ckks/params.h"
#include "session/experiment.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cg::session {

/// What a `.cgpub` file holds: all that somebody needs to encrypt a network under a key and to have it trained there.
/// Nothing in it is secret.
struct PublicBundle {
    base::SchemeId scheme = base::SchemeId::Vhe;
    std::optional<he::ckks::Params> ring; ///< the parameter set of CKKS
    base::KeyId keyId;
    std::optional<std::uint64_t> demoNumber; ///< of a demo key: whoever reads it has the secret key
    std::uint64_t rowsPerStep = 0;           ///< of the training that the evaluation keys are for
    base::Bytes publicKeys;                  ///< in the scheme's byte form
};

[[nodiscard]] security::Badge badgeOf(const PublicBundle& bundle);

/// Has the key holder make the public and evaluation keys for an experiment, of which only the shape of the network and
/// the rows of a step matter. `key` describes the key that the holder has in use. WrongKey where that is of another
/// scheme or parameter set; the errors of trust::KeyHolder::publicKeys.
[[nodiscard]] base::Result<PublicBundle> exportBundle(const ExperimentSpec& spec, trust::KeyHolder& holder,
                                                      const trust::KeyDescription& key,
                                                      std::optional<std::uint64_t> demoNumber);

/// The bytes of a `.cgpub` file (persist::Container).
[[nodiscard]] base::Bytes encode(const PublicBundle& bundle);
/// `subject` names the file in messages. FileForeign, FileNewer, FileDamaged: also where the keys are not those that it
/// names.
[[nodiscard]] base::Result<PublicBundle> decodeBundle(base::ByteView bytes, const std::string& subject);
/// The bundle in the file at `path`. The errors of base::readFile() and decodeBundle().
[[nodiscard]] base::Result<PublicBundle> readBundle(const std::string& path);

} // namespace cg::session
