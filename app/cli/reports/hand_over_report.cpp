// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/hand_over_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"

namespace cg::cli {

namespace {

std::string keyText(const base::KeyId& id, bool isDemo)
{
    return id.text() + (isDemo ? "  DEMO KEY: made from a number, hides nothing" : "");
}

Json bundleJson(const BundleReport& report)
{
    const session::PublicBundle& bundle = report.bundle;
    return {{"key_id", bundle.keyId.text()},
            {"scheme", base::nameOf(bundle.scheme)},
            {"badge", security::nameOf(badgeOf(bundle))},
            {"demo_key", bundle.demoNumber.has_value()},
            {"network", report.network},
            {"rows_per_step", bundle.rowsPerStep},
            {"public_key_bytes", bundle.publicKeys.size()},
            {"bytes", report.bytes},
            {"file", report.path}};
}

std::string bundleText(const BundleReport& report)
{
    const session::PublicBundle& bundle = report.bundle;
    FactList facts;
    facts.add("key", keyText(bundle.keyId, bundle.demoNumber.has_value()));
    facts.add("scheme", schemeText(bundle.scheme, badgeOf(bundle)));
    facts.add("for", report.network + ", " + std::to_string(bundle.rowsPerStep) + " rows a step");
    facts.add("file", report.path + ", " + bytesText(report.bytes) + "; nothing in it is secret");
    return facts.text();
}

Json rekeyJson(const RekeyReport& report)
{
    const bool wasPlain = report.from.scheme == base::SchemeId::Plain;
    return {{"scheme", base::nameOf(report.to.scheme)},
            {"badge", security::nameOf(session::badgeOf(report.to))},
            {"start", session::nameOf(report.start)},
            {"demo_key", report.demoKey},
            {"key_id", report.toKey.text()},
            {"from_scheme", base::nameOf(report.from.scheme)},
            {"from_key_id", wasPlain ? Json(nullptr) : Json(report.fromKey.text())},
            {"steps", report.steps},
            {"losses_left_out", report.lossesLeftOut},
            {"numbers", report.numbers},
            {"ciphertexts", report.ciphertexts},
            {"rows_per_step", report.to.plan.rowsPerStep()},
            {"out", report.path}};
}

std::string rekeyText(const RekeyReport& report)
{
    FactList facts;
    facts.add("from", std::string(base::nameOf(report.from.scheme)) +
                          (report.from.scheme == base::SchemeId::Plain ? "" : ", key " + report.fromKey.text()) +
                          ", at step " + std::to_string(report.steps));
    facts.add("to key", keyText(report.toKey, report.demoKey));
    facts.add("scheme", schemeText(report.to.scheme, session::badgeOf(report.to)));
    facts.add("start", report.start == session::StartKind::Sealed ? "sealed" : "KNOWN START");
    facts.add("network", std::to_string(report.numbers) + " numbers in " + std::to_string(report.ciphertexts) +
                             " fresh ciphertexts, packed for " + std::to_string(report.to.plan.rowsPerStep()) +
                             " rows a step");
    const bool wasPlain = report.from.scheme == base::SchemeId::Plain;
    facts.add("left out", std::to_string(report.lossesLeftOut) +
                              (wasPlain ? " losses" : " losses, which only the old key opens") +
                              "; the data; the number of steps");
    facts.add("saved to", report.path);
    return facts.text();
}

} // namespace

base::Result<void> print(const BundleReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return bundleJson(report); }, [&] { return bundleText(report); });
}

base::Result<void> print(const RekeyReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return rekeyJson(report); }, [&] { return rekeyText(report); });
}

} // namespace cg::cli
