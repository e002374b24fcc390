// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/key_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "security/badge.h"

namespace cg::cli {

namespace {

Json keyJson(const KeyReport& report)
{
    return {{"key_id", report.id.text()},
            {"scheme", base::nameOf(report.scheme)},
            {"badge", security::nameOf(report.badge)},
            {"security_bits", security::securityBits(report.badge)},
            {"bytes", report.bytes},
            {"public_key_bytes", report.publicBytes},
            {"file", report.path}};
}

std::string keyText(const KeyReport& report)
{
    FactList facts;
    facts.add("key", report.id.text());
    facts.add("scheme", schemeText(report.scheme, report.badge));
    facts.add("security", std::to_string(security::securityBits(report.badge)) + " bits claimed");
    facts.add("public key", bytesText(report.publicBytes));
    facts.add("file", report.path + ", " + bytesText(report.bytes));
    return facts.text();
}

} // namespace

base::Result<void> print(const KeyReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return keyJson(report); }, [&] { return keyText(report); });
}

} // namespace cg::cli
