#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/key_id.h"
#include "base/result.h"
#include "keyholder/vault.h"
#include "trust/disclosure_ledger.h"

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace cg::keyholder {

/// The account and the ledger of the present key: in its file and beside it, or in memory for a key without one.
/// Move-only.
///
/// What leaves for others is charged: it is on the disk before the answer goes. What only the owner sees, and what
/// tells nothing, is counted: such answers come by the thousand, and one entry for all of a kind is written within
/// kLongestWait, when the key changes hands or at the end; a process that is killed loses at most so much of it.
class AccountKeeper {
public:
    static constexpr std::chrono::seconds kLongestWait{10};

    /// Of a key that lies in no file.
    explicit AccountKeeper(const base::KeyId& id);
    /// Of an unlocked file. The errors of UnlockedFile::account; FileUnreadable for the ledger.
    [[nodiscard]] static base::Result<AccountKeeper> ofFile(const base::KeyId& id, UnlockedFile file);
    AccountKeeper(AccountKeeper&& other) noexcept : AccountKeeper(other.m_id) { *this = std::move(other); }
    AccountKeeper& operator=(AccountKeeper&& other) noexcept;
    AccountKeeper(const AccountKeeper&) = delete;
    AccountKeeper& operator=(const AccountKeeper&) = delete;
    ~AccountKeeper();

    [[nodiscard]] const trust::KeyAccount& account() const { return m_account; }
    /// How the ledger stood when it was last read or written.
    [[nodiscard]] trust::LedgerState state() const { return m_state; }
    /// All of it for the owner, what was counted included.
    [[nodiscard]] trust::AccountReport report();
    /// The path of the key's file.
    [[nodiscard]] std::optional<std::string> path() const;

    /// Enters what is about to leave, and all that was counted before. If it fails nothing may leave: FileNotWritable,
    /// FileInUse and the errors of UnlockedFile::account.
    [[nodiscard]] base::Result<void> charge(const trust::Charge& charge);
    void count(const trust::Charge& charge);
    /// Sets the policy of releases. The errors of charge().
    [[nodiscard]] base::Result<void> setPolicy(const trust::ReleasePolicy& policy);
    /// Enters what was counted. A failure is seen in state(); it is tried again.
    void settle();
    /// The key's file was sealed anew, with the same account.
    void useFile(UnlockedFile file) { m_file = std::move(file); }
    /// From now on account and ledger lie in this file, which was written with account(), and beside it.
    [[nodiscard]] base::Result<void> moveInto(UnlockedFile file);

private:
    /// Brings account and file together with these entries behind the others.
    [[nodiscard]] base::Result<void> enter(const std::vector<trust::Charge>& charges,
                                           const std::optional<trust::ReleasePolicy>& policy = std::nullopt);
    [[nodiscard]] base::Result<void> enterInFile(const std::vector<trust::Charge>& charges,
                                                 const std::optional<trust::ReleasePolicy>& policy);
    /// The account in the file, brought up to the ledger and never behind what this process knows.
    [[nodiscard]] trust::KeyAccount presentAccount(const trust::KeyAccount& inFile, const trust::CheckedLedger& ledger);
    [[nodiscard]] std::vector<trust::Charge> counted() const;
    void keep(const std::vector<trust::LedgerEntry>& entries);

    base::KeyId m_id;
    trust::KeyAccount m_account;
    trust::LedgerState m_state = trust::LedgerState::Complete;
    bool m_wasPutBack = false; ///< while this process had the key
    std::optional<UnlockedFile> m_file;
    std::vector<trust::LedgerEntry> m_entries; ///< all while there is no file, then the last ones
    std::array<trust::Charge, trust::kDisclosureKinds> m_counted{};
    std::optional<std::chrono::steady_clock::time_point> m_countedSince; ///< set while m_counted holds anything
};

} // namespace cg::keyholder
