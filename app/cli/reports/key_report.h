#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "base/scheme.h"
#include "cli/options.h"
#include "security/badge.h"
#include "trust/disclosure_ledger.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cg::cli {

/// What `keys new` and `keys info` tell: the public part of a key file.
struct KeyReport {
    std::string path;
    base::KeyId id;
    base::SchemeId scheme = base::SchemeId::Vhe;
    security::Badge badge = security::Badge::Broken;
    std::uint64_t publicBytes = 0; ///< of the public key
    std::uint64_t bytes = 0;       ///< of the file
    trust::KeyAccount account;
    trust::CheckedLedger ledger;
};

[[nodiscard]] base::Result<void> print(const KeyReport& report, OutputFormat format);
/// One line each.
[[nodiscard]] base::Result<void> print(const std::vector<KeyReport>& reports, OutputFormat format);
/// The entries of the ledger, and whether it is whole.
[[nodiscard]] base::Result<void> printLedger(const KeyReport& report, OutputFormat format);

} // namespace cg::cli
