#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "trust/release_policy.h"

#include <cstdint>
#include <optional>

namespace cg::trust {

/// What has left under a key and what its owner allows: lies in the header of the key file, authenticated with it.
/// Nothing in it is secret.
///
/// A copy of an old key file has an old account. Putting it back cannot be prevented, only noticed: by the ledger
/// beside the key file, whose entries go on where the account ends (disclosure_ledger.h).
struct KeyAccount {
    std::optional<ReleasePolicy> policy; ///< none: releases are off
    std::uint64_t releases = 0;          ///< that left, of policy->releases
    std::uint64_t uncheckedBits = 0;     ///< told of numbers that the key holder could not compute itself
    std::uint64_t entries = 0;           ///< of the ledger
    base::Seed ledgerHead{};             ///< hash of its last entry

    /// Of a malicious trainer's choice, more bits than these would be worth a search for the key.
    static constexpr std::uint64_t kMostUncheckedBits = 64;

    friend bool operator==(const KeyAccount&, const KeyAccount&) = default;
};

void encode(const KeyAccount& account, base::ByteWriter& writer);
/// FileDamaged for a policy out of range.
[[nodiscard]] base::Result<KeyAccount> decodeAccount(base::ByteReader& reader);

} // namespace cg::trust
