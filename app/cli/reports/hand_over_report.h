#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "session/public_bundle.h"
#include "session/session_file.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace cg::cli {

/// What `keys export` tells: the file and what it is for.
struct BundleReport {
    session::PublicBundle bundle;
    std::string network; ///< that the evaluation keys are for
    std::string path;
    std::size_t bytes = 0; ///< of the file
};

/// What `rekey` tells.
struct RekeyReport {
    session::ExperimentSpec from;
    base::KeyId fromKey;             ///< all zeros under plain
    std::uint64_t steps = 0;         ///< of the old session
    std::uint64_t lossesLeftOut = 0; ///< that only the old key opens
    std::uint64_t numbers = 0;       ///< of the network, velocities included
    session::ExperimentSpec to;
    base::KeyId toKey;
    session::StartKind start = session::StartKind::Sealed;
    bool demoKey = false;
    std::size_t ciphertexts = 0;
    std::string path;
};

[[nodiscard]] base::Result<void> print(const BundleReport& report, OutputFormat format);
[[nodiscard]] base::Result<void> print(const RekeyReport& report, OutputFormat format);

} // namespace cg::cli
