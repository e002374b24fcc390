// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/account_keeper.h"

#include "base/file.h"

#include <algorithm>
#include <string>
#include <utility>

namespace cg::keyholder {

namespace {

using base::Result;

/// For another process that writes the same key file.
constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::size_t kReported = trust::AccountReport::kMostEntries;

/// Lines and account after `charges`.
struct Entered {
    trust::KeyAccount account;
    std::vector<trust::LedgerEntry> entries;
};

Entered entryAfterEntry(trust::KeyAccount account, const std::vector<trust::Charge>& charges)
{
    Entered entered{std::move(account), {}};
    for (const trust::Charge& charge : charges) {
        entered.entries.push_back(trust::nextEntry(entered.account, charge));
        entered.account = trust::entered(std::move(entered.account), entered.entries.back());
    }
    return entered;
}

std::string linesOf(const std::vector<trust::LedgerEntry>& entries)
{
    std::string lines;
    for (const trust::LedgerEntry& entry : entries) {
        lines += trust::lineOf(entry);
    }
    return lines;
}

} // namespace

AccountKeeper::AccountKeeper(const base::KeyId& id) : m_id(id), m_account(trust::newAccount(id)) {}

Result<AccountKeeper> AccountKeeper::ofFile(const base::KeyId& id, UnlockedFile file)
{
    AccountKeeper keeper(id);
    CG_TRY(keeper.m_account, file.account());
    CG_TRY(const trust::CheckedLedger ledger, trust::readLedger(file.path(), id, keeper.m_account));
    keeper.m_account = trust::caughtUp(keeper.m_account, ledger);
    keeper.m_state = ledger.state;
    keeper.keep(ledger.entries);
    keeper.m_file = std::move(file);
    return keeper;
}

AccountKeeper& AccountKeeper::operator=(AccountKeeper&& other) noexcept
{
    settle();
    m_id = other.m_id;
    m_account = std::move(other.m_account);
    m_state = other.m_state;
    m_wasPutBack = other.m_wasPutBack;
    m_file = std::move(other.m_file);
    m_entries = std::move(other.m_entries);
    m_counted = other.m_counted;
    m_countedSince = std::exchange(other.m_countedSince, std::nullopt);
    return *this;
}

AccountKeeper::~AccountKeeper()
{
    settle();
}

std::optional<std::string> AccountKeeper::path() const
{
    return m_file ? std::optional(m_file->path()) : std::nullopt;
}

std::vector<trust::Charge> AccountKeeper::counted() const
{
    std::vector<trust::Charge> charges;
    for (const trust::Charge& charge : m_counted) {
        if (charge.answers > 0) {
            charges.push_back(charge);
        }
    }
    return charges;
}

trust::AccountReport AccountKeeper::report()
{
    settle();
    const auto last = m_entries.end() - static_cast<std::ptrdiff_t>(std::min(m_entries.size(), kReported));
    return {m_account, m_state, path(), {last, m_entries.end()}};
}

void AccountKeeper::keep(const std::vector<trust::LedgerEntry>& entries)
{
    m_entries.insert(m_entries.end(), entries.begin(), entries.end());
    if (m_file && m_entries.size() > kReported) {
        m_entries.erase(m_entries.begin(), m_entries.end() - static_cast<std::ptrdiff_t>(kReported));
    }
}

Result<void> AccountKeeper::charge(const trust::Charge& charge)
{
    std::vector<trust::Charge> charges = counted();
    charges.push_back(charge);
    return enter(charges);
}

void AccountKeeper::count(const trust::Charge& charge)
{
    trust::Charge& sum = m_counted[static_cast<std::size_t>(charge.kind)];
    sum = {charge.kind, sum.answers + charge.answers, sum.numbers + charge.numbers, sum.bits + charge.bits};
    const auto now = std::chrono::steady_clock::now();
    if (!m_countedSince) {
        m_countedSince = now;
    } else if (now - *m_countedSince >= kLongestWait) {
        settle();
    }
}

Result<void> AccountKeeper::setPolicy(const trust::ReleasePolicy& policy)
{
    std::vector<trust::Charge> charges = counted();
    charges.push_back({trust::DisclosureKind::Policy, 1, 0, 0});
    return enter(charges, policy);
}

void AccountKeeper::settle()
{
    if (m_countedSince && !enter(counted())) {
        m_state = trust::LedgerState::Unwritten;
        m_countedSince = std::chrono::steady_clock::now();
    }
}

Result<void> AccountKeeper::moveInto(UnlockedFile file)
{
    CG_CHECK(base::writeFileFrom(trust::ledgerPathOf(file.path()), 0, base::viewOf(linesOf(m_entries))));
    m_file = std::move(file);
    return {};
}

Result<void> AccountKeeper::enter(const std::vector<trust::Charge>& charges,
                                  const std::optional<trust::ReleasePolicy>& policy)
{
    if (m_file) {
        CG_CHECK(enterInFile(charges, policy));
    } else {
        Entered after = entryAfterEntry(m_account, charges);
        m_account = std::move(after.account);
        m_account.policy = policy ? policy : m_account.policy;
        keep(after.entries);
    }
    m_counted = {};
    m_countedSince.reset();
    return {};
}

Result<void> AccountKeeper::enterInFile(const std::vector<trust::Charge>& charges,
                                        const std::optional<trust::ReleasePolicy>& policy)
{
    CG_TRY(const base::FileLock lock, base::FileLock::acquireWithin(m_file->path(), kPatience));
    CG_TRY(const trust::KeyAccount account, m_file->account()); // another process may have written it
    CG_TRY(const trust::CheckedLedger ledger, trust::readLedger(m_file->path(), m_id, account));
    Entered after = entryAfterEntry(presentAccount(account, ledger), charges);
    after.account.policy = policy ? policy : after.account.policy;
    // First the ledger: what is in it and not in the account counts, the other way round it would be missing.
    const std::string lines = linesOf(after.entries);
    CG_CHECK(base::writeFileFrom(trust::ledgerPathOf(m_file->path()), ledger.wholeBytes, base::viewOf(lines)));
    CG_CHECK(m_file->write(after.account));
    m_account = std::move(after.account);
    keep(after.entries);
    m_state = m_wasPutBack                                ? trust::LedgerState::Foreign
              : ledger.state == trust::LedgerState::Ahead ? trust::LedgerState::Complete
                                                          : ledger.state;
    return {};
}

trust::KeyAccount AccountKeeper::presentAccount(const trust::KeyAccount& inFile, const trust::CheckedLedger& ledger)
{
    trust::KeyAccount account = trust::caughtUp(inFile, ledger);
    m_wasPutBack = m_wasPutBack || account.entries < m_account.entries;
    account.releases = std::max(account.releases, m_account.releases);
    account.uncheckedBits = std::max(account.uncheckedBits, m_account.uncheckedBits);
    return account;
}

} // namespace cg::keyholder
