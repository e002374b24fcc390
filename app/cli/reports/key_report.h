#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "base/scheme.h"
#include "cli/options.h"
#include "security/badge.h"

#include <cstdint>
#include <string>

namespace cg::cli {

/// What `keys new` and `keys info` tell: the public part of a key file.
struct KeyReport {
    std::string path;
    base::KeyId id;
    base::SchemeId scheme = base::SchemeId::Vhe;
    security::Badge badge = security::Badge::Broken;
    std::uint64_t publicBytes = 0; ///< of the public key
    std::uint64_t bytes = 0;       ///< of the file
};

[[nodiscard]] base::Result<void> print(const KeyReport& report, OutputFormat format);

} // namespace cg::cli
