#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "cli/options.h"
#include "session/training_session.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::cli {

/// What `info` tells of a session file.
struct InfoReport {
    session::ExperimentSpec spec;
    session::StartKind start = session::StartKind::Sealed;
    std::optional<std::uint64_t> seed;
    bool demoKey = false;
    std::optional<base::KeyId> keyId; ///< nothing under plain
    std::uint64_t steps = 0;
    std::uint64_t losses = 0;       ///< loss ciphertexts kept
    std::uint64_t lossStride = 1;   ///< one kept every so many steps
    std::size_t publicKeyBytes = 0; ///< in the file, with the evaluation keys
    session::KeySizes keys;
    std::uintmax_t bytes = 0;                  ///< of the file
    std::optional<session::TrustRecord> trust; ///< nothing: not recorded
    std::optional<std::vector<session::TrainingSession::RawCiphertext>> ciphertexts;
};

[[nodiscard]] base::Result<void> print(const InfoReport& report, OutputFormat format);

} // namespace cg::cli
