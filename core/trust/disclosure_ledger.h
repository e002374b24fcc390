#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "base/random.h"
#include "base/result.h"
#include "trust/key_account.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cg::trust {

// The ledger of a key: everything that a key holder ever answered with the secret key. Beside `NAME.cgkey` lies the
// text file `NAME.cgkey.ledger`, one line an entry, to which lines are only ever added:
//
//   NUMBER TIME KIND ANSWERS NUMBERS BITS HASH
//
// NUMBER counts from 1, TIME is UTC, HASH is BLAKE2b-256 of the hash before it and of the line up to HASH, in
// hexadecimal; before the first entry stands the hash of the key's id. The key file's account holds number and hash of
// the last entry, authenticated under the passphrase: no entry can be changed or taken away without being noticed.

/// Why a value computed with the secret key left, or what else is counted.
enum class DisclosureKind : std::uint8_t {
    Loss = 0,
    Predictions = 1,
    Prediction = 2,
    Network = 3,
    Calculator = 4,
    LossBelow = 5,
    MeasuredNoise = 6,
    Release = 7,
    HandOver = 8,
    UncheckedLossBelow = 9, ///< of a loss that the key holder could not compute itself
    Refresh = 10,           ///< tells nothing: 0 bits
    Policy = 11,            ///< the owner set the policy of releases: 0 bits
};
inline constexpr std::size_t kDisclosureKinds = 12;

/// "loss", "stop-signal", "release" …: one word each.
[[nodiscard]] std::string_view nameOf(DisclosureKind kind);

/// What an answer, or several of one kind, told.
struct Charge {
    DisclosureKind kind;
    std::uint64_t answers = 0;
    std::uint64_t numbers = 0;
    std::uint64_t bits = 0;
};

struct LedgerEntry {
    std::uint64_t number = 0; ///< from 1
    std::string time;         ///< "2026-11-24T05:00:00Z"
    Charge charge{};
    base::Seed hash{};
};

/// The file beside a key file.
[[nodiscard]] std::string ledgerPathOf(const std::string& keyFile);

/// The account of a key that has never answered.
[[nodiscard]] KeyAccount newAccount(const base::KeyId& id);
/// The entry that follows the account's last one, with the present time.
[[nodiscard]] LedgerEntry nextEntry(const KeyAccount& account, const Charge& charge);
/// The account with one entry more. Requires the entry that follows its last one.
[[nodiscard]] KeyAccount entered(KeyAccount account, const LedgerEntry& entry);
/// The line of an entry, with its newline.
[[nodiscard]] std::string lineOf(const LedgerEntry& entry);

/// How a ledger stands to the account of its key file.
enum class LedgerState : std::uint8_t {
    Complete = 0,
    /// It goes on behind the account: the program was killed between two writings, or an older copy of the key file was
    /// put back. Its entries count.
    Ahead = 1,
    Short = 2,     ///< entries are missing: the file was lost, cut off, or an older copy of it was put back
    Foreign = 3,   ///< the account's last entry is another one: one of the two files was put back and then used
    Damaged = 4,   ///< a line is no entry, or does not follow from the one before
    Unwritten = 5, ///< what was counted last could not be written
};
/// One sentence for the owner, without a full stop; empty for Complete.
[[nodiscard]] std::string sentenceOf(LedgerState state);

/// A ledger that was read and checked.
struct CheckedLedger {
    LedgerState state = LedgerState::Complete;
    std::vector<LedgerEntry> entries;     ///< up to the first line that is wrong
    std::size_t wholeBytes = 0;           ///< of all lines but one that a crash has cut off
    std::optional<std::size_t> wrongLine; ///< from 1
};

/// Checks the bytes of a ledger against the account of the key `id`; an absent file is an empty one.
[[nodiscard]] CheckedLedger checkLedger(const base::KeyId& id, const KeyAccount& account, base::ByteView text);
/// The same for the file beside a key file. FileUnreadable.
[[nodiscard]] base::Result<CheckedLedger> readLedger(const std::string& keyFile, const base::KeyId& id,
                                                     const KeyAccount& account);
/// The account brought up to an Ahead ledger; unchanged otherwise.
[[nodiscard]] KeyAccount caughtUp(KeyAccount account, const CheckedLedger& ledger);

/// What the owner of a key is shown of its account.
struct AccountReport {
    KeyAccount account;
    LedgerState state = LedgerState::Complete;
    std::optional<std::string> file;  ///< of the key, with the ledger beside it
    std::vector<LedgerEntry> entries; ///< the last ones

    static constexpr std::size_t kMostEntries = 256;
};

} // namespace cg::trust
