// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/disclosure_ledger.h"

#include "base/contract.h"
#include "base/file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>

namespace cg::trust {

namespace {

constexpr std::size_t kMaxLedgerBytes = std::size_t{256} << 20;
constexpr std::size_t kTimeLetters = 20;
constexpr std::array<std::string_view, kDisclosureKinds> kNames{
    "loss",       "predictions",           "prediction",     "network",
    "calculator", "stop-signal",           "measured-noise", "release",
    "hand-over",  "unchecked-stop-signal", "refresh",        "policy"};

std::string now()
{
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, kTimeLetters + 1> text{};
    const std::size_t letters = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    CG_ENSURES(letters == kTimeLetters);
    return {text.data(), letters};
}

std::string hexOf(const base::Seed& hash)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : hash) {
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 15U]);
    }
    return text;
}

/// An entry's line without its hash.
std::string contentOf(const LedgerEntry& entry)
{
    return std::to_string(entry.number) + ' ' + entry.time + ' ' + std::string(nameOf(entry.charge.kind)) + ' ' +
           std::to_string(entry.charge.answers) + ' ' + std::to_string(entry.charge.numbers) + ' ' +
           std::to_string(entry.charge.bits) + ' ';
}

base::Seed hashAfter(const base::Seed& before, const LedgerEntry& entry)
{
    base::ByteWriter writer;
    writer.raw(before);
    writer.raw(base::viewOf(contentOf(entry)));
    return base::hashOf(writer.bytes());
}

/// The words of a line, which are separated by one space each.
std::vector<std::string_view> wordsOf(std::string_view line)
{
    std::vector<std::string_view> words;
    for (std::size_t space = line.find(' '); space != std::string_view::npos; space = line.find(' ')) {
        words.push_back(line.substr(0, space));
        line.remove_prefix(space + 1);
    }
    words.push_back(line);
    return words;
}

std::optional<std::uint64_t> numberOf(std::string_view word)
{
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool isWhole = failure == std::errc{} && end == word.data() + word.size();
    return isWhole ? std::optional(number) : std::nullopt;
}

std::optional<base::Seed> hashOfHex(std::string_view word)
{
    base::Seed hash{};
    if (word.size() != 2 * hash.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < hash.size(); ++i) {
        const char* digits = word.data() + 2 * i;
        const auto [end, failure] = std::from_chars(digits, digits + 2, hash[i], 16);
        if (failure != std::errc{} || end != digits + 2) {
            return std::nullopt;
        }
    }
    return hash;
}

std::optional<LedgerEntry> parsed(std::string_view line)
{
    constexpr std::size_t kWords = 7;
    const std::vector<std::string_view> words = wordsOf(line);
    if (words.size() != kWords || words[1].size() != kTimeLetters) {
        return std::nullopt;
    }
    const auto number = numberOf(words[0]);
    const auto kind = std::ranges::find(kNames, words[2]);
    const auto answers = numberOf(words[3]);
    const auto numbers = numberOf(words[4]);
    const auto bits = numberOf(words[5]);
    const auto hash = hashOfHex(words[6]);
    if (!number || kind == kNames.end() || !answers || !numbers || !bits || !hash) {
        return std::nullopt;
    }
    return LedgerEntry{*number,
                       std::string(words[1]),
                       {static_cast<DisclosureKind>(kind - kNames.begin()), *answers, *numbers, *bits},
                       *hash};
}

/// A sum that never wraps around to a small number: whoever can write the ledger could otherwise set a counter back.
std::uint64_t sumOf(std::uint64_t a, std::uint64_t b)
{
    return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

/// Reads the lines from the first to the first wrong one.
class LedgerReader {
public:
    LedgerReader(const base::KeyId& id, const KeyAccount& account)
        : m_before(newAccount(id).ledgerHead), m_account(account)
    {}

    /// Whether the line follows from the ones before.
    bool take(std::string_view line)
    {
        std::optional<LedgerEntry> entry = parsed(line);
        if (!entry || entry->number <= m_last) {
            return false;
        }
        // Where entries are missing the chain cannot be followed; the state will say so.
        const bool isGap = entry->number != m_last + 1;
        if (!isGap && hashAfter(m_before, *entry) != entry->hash) {
            return false;
        }
        m_hasGap = m_hasGap || isGap;
        m_last = entry->number;
        m_isForeign = m_isForeign || (entry->number == m_account.entries && entry->hash != m_account.ledgerHead);
        m_before = entry->hash;
        m_checked.entries.push_back(std::move(*entry));
        return true;
    }

    CheckedLedger finish(std::optional<std::size_t> wrongLine, std::size_t wholeBytes)
    {
        m_checked.wholeBytes = wholeBytes;
        m_checked.wrongLine = wrongLine;
        m_checked.state = wrongLine                                ? LedgerState::Damaged
                          : m_isForeign                            ? LedgerState::Foreign
                          : m_hasGap || m_last < m_account.entries ? LedgerState::Short
                          : m_last > m_account.entries             ? LedgerState::Ahead
                                                                   : LedgerState::Complete;
        return std::move(m_checked);
    }

private:
    base::Seed m_before;
    const KeyAccount& m_account;
    CheckedLedger m_checked;
    std::uint64_t m_last = 0; ///< number of the last entry
    bool m_hasGap = false;
    bool m_isForeign = false;
};

} // namespace

std::string_view nameOf(DisclosureKind kind)
{
    return kNames[static_cast<std::size_t>(kind)];
}

std::string ledgerPathOf(const std::string& keyFile)
{
    return keyFile + ".ledger";
}

KeyAccount newAccount(const base::KeyId& id)
{
    KeyAccount account;
    account.ledgerHead = base::hashOf(id.bytes);
    return account;
}

LedgerEntry nextEntry(const KeyAccount& account, const Charge& charge)
{
    LedgerEntry entry{account.entries + 1, now(), charge, {}};
    entry.hash = hashAfter(account.ledgerHead, entry);
    return entry;
}

KeyAccount entered(KeyAccount account, const LedgerEntry& entry)
{
    CG_EXPECTS(entry.number == account.entries + 1);
    account.entries = entry.number;
    account.ledgerHead = entry.hash;
    if (entry.charge.kind == DisclosureKind::Release) {
        account.releases = sumOf(account.releases, entry.charge.answers);
    } else if (entry.charge.kind == DisclosureKind::UncheckedLossBelow) {
        account.uncheckedBits = sumOf(account.uncheckedBits, entry.charge.bits);
    }
    return account;
}

std::string lineOf(const LedgerEntry& entry)
{
    return contentOf(entry) + hexOf(entry.hash) + '\n';
}

std::string sentenceOf(LedgerState state)
{
    switch (state) {
    case LedgerState::Complete:
        return {};
    case LedgerState::Ahead:
        return "the ledger goes on behind the key file: an older copy of the key file was put back, or the program was "
               "killed between two writings; the entries of the ledger count";
    case LedgerState::Short:
        return "entries of the ledger are missing: the file was lost or an older copy of it was put back; the counts "
               "of the key file hold";
    case LedgerState::Foreign:
        return "ledger and key file do not belong together: an older copy of one of them was put back and then used; "
               "more may have left than the key file counts";
    case LedgerState::Damaged:
        return "the ledger is damaged: a line of it does not follow from the one before; the counts of the key file "
               "hold";
    case LedgerState::Unwritten:
        return "what was counted last could not be written into the key file and its ledger";
    }
    base::contractViolated("a known state of a ledger", __FILE__, __LINE__);
}

CheckedLedger checkLedger(const base::KeyId& id, const KeyAccount& account, base::ByteView text)
{
    LedgerReader reader(id, account);
    std::string_view rest(reinterpret_cast<const char*>(text.data()), text.size());
    rest = rest.substr(0, rest.rfind('\n') + 1); // nothing where there is no whole line
    const std::size_t wholeBytes = rest.size();
    for (std::size_t line = 1;; ++line) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            return reader.finish(std::nullopt, wholeBytes);
        }
        if (!reader.take(rest.substr(0, end))) {
            return reader.finish(line, wholeBytes);
        }
        rest.remove_prefix(end + 1);
    }
}

base::Result<CheckedLedger> readLedger(const std::string& keyFile, const base::KeyId& id, const KeyAccount& account)
{
    auto text = base::readFile(ledgerPathOf(keyFile), kMaxLedgerBytes);
    if (!text && text.error().code != base::ErrorCode::FileMissing) {
        return text.error();
    }
    return checkLedger(id, account, text ? base::ByteView(*text) : base::ByteView{});
}

KeyAccount caughtUp(KeyAccount account, const CheckedLedger& ledger)
{
    if (ledger.state != LedgerState::Ahead) {
        return account;
    }
    for (const LedgerEntry& entry : ledger.entries) {
        if (entry.number > account.entries) {
            account = entered(account, entry);
        }
    }
    return account;
}

} // namespace cg::trust
