// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/key_report.h"

#include "base/contract.h"
#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "security/badge.h"

namespace cg::cli {

namespace {

std::string_view nameOf(trust::LedgerState state)
{
    switch (state) {
    case trust::LedgerState::Complete:
        return "complete";
    case trust::LedgerState::Ahead:
        return "ahead";
    case trust::LedgerState::Short:
        return "short";
    case trust::LedgerState::Foreign:
        return "foreign";
    case trust::LedgerState::Damaged:
        return "damaged";
    case trust::LedgerState::Unwritten:
        return "unwritten";
    }
    base::contractViolated("a known state of a ledger", __FILE__, __LINE__);
}

Json policyJson(const std::optional<trust::ReleasePolicy>& policy)
{
    if (!policy) {
        return nullptr;
    }
    return {{"numbers", policy->numbers},
            {"largest", policy->largest},
            {"releases", policy->releases},
            {"security_bits", policy->securityBits},
            {"bits_lost", policy->bitsLost()}};
}

Json keyJson(const KeyReport& report)
{
    return {{"key_id", report.id.text()},
            {"scheme", base::nameOf(report.scheme)},
            {"badge", security::nameOf(report.badge)},
            {"security_bits", security::securityBits(report.badge)},
            {"bytes", report.bytes},
            {"public_key_bytes", report.publicBytes},
            {"file", report.path},
            {"policy", policyJson(report.account.policy)},
            {"releases", report.account.releases},
            {"unchecked_bits", report.account.uncheckedBits},
            {"ledger_entries", report.account.entries},
            {"ledger", nameOf(report.ledger.state)}};
}

Json entryJson(const trust::LedgerEntry& entry)
{
    return {{"number", entry.number},
            {"time", entry.time},
            {"kind", trust::nameOf(entry.charge.kind)},
            {"answers", entry.charge.answers},
            {"numbers", entry.charge.numbers},
            {"bits", entry.charge.bits}};
}

Json ledgerJson(const KeyReport& report)
{
    Json entries = Json::array();
    for (const trust::LedgerEntry& entry : report.ledger.entries) {
        entries.push_back(entryJson(entry));
    }
    return {{"key_id", report.id.text()},
            {"file", trust::ledgerPathOf(report.path)},
            {"state", nameOf(report.ledger.state)},
            {"wrong_line", orNull(report.ledger.wrongLine)},
            {"entries", std::move(entries)}};
}

std::string policyText(const trust::KeyAccount& account)
{
    if (!account.policy) {
        return "off: no policy is set";
    }
    const trust::ReleasePolicy& policy = *account.policy;
    return std::to_string(account.releases) + " of " + std::to_string(policy.releases) + ", each of up to " +
           std::to_string(policy.numbers) + " numbers within ±" + numberText(policy.largest) + " at " +
           std::to_string(policy.securityBits) + " bits, which costs " + numberText(policy.bitsLost()) + " bits";
}

std::string ledgerText(const KeyReport& report)
{
    Table table({"entry", "time", "what", "answers", "numbers", "bits"});
    for (const trust::LedgerEntry& entry : report.ledger.entries) {
        const trust::Charge& charge = entry.charge;
        table.addRow({std::to_string(entry.number), entry.time, std::string(trust::nameOf(charge.kind)),
                      std::to_string(charge.answers), std::to_string(charge.numbers), std::to_string(charge.bits)});
    }
    const std::string sentence = trust::sentenceOf(report.ledger.state);
    return table.text() + "\n" + (sentence.empty() ? "the ledger is whole" : sentence) + "\n";
}

std::string keyText(const KeyReport& report)
{
    FactList facts;
    facts.add("key", report.id.text());
    facts.add("scheme", schemeText(report.scheme, report.badge));
    facts.add("security", std::to_string(security::securityBits(report.badge)) + " bits claimed");
    facts.add("public key", bytesText(report.publicBytes));
    facts.add("file", report.path + ", " + bytesText(report.bytes));
    facts.add("releases", policyText(report.account));
    const std::string sentence = trust::sentenceOf(report.ledger.state);
    facts.add("ledger",
              std::to_string(report.account.entries) + " entries" + (sentence.empty() ? "" : "; " + sentence));
    return facts.text();
}

std::string listText(const std::vector<KeyReport>& reports)
{
    Table table({"file", "key", "scheme", "badge", "releases"});
    for (const KeyReport& report : reports) {
        table.addRow({report.path, report.id.text(), std::string(base::nameOf(report.scheme)),
                      std::string(security::nameOf(report.badge)), std::to_string(report.account.releases)});
    }
    return table.text();
}

} // namespace

base::Result<void> print(const KeyReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return keyJson(report); }, [&] { return keyText(report); });
}

base::Result<void> print(const std::vector<KeyReport>& reports, OutputFormat format)
{
    const auto json = [&] {
        Json keys = Json::array();
        for (const KeyReport& report : reports) {
            keys.push_back(keyJson(report));
        }
        return Json{{"keys", std::move(keys)}};
    };
    return writeReport(format, json, [&] { return listText(reports); });
}

base::Result<void> printLedger(const KeyReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return ledgerJson(report); }, [&] { return ledgerText(report); });
}

} // namespace cg::cli
