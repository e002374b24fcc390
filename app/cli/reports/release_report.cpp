// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/release_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"

#include <algorithm>

namespace cg::cli {

namespace {

Json releaseJson(const ReleaseReport& report)
{
    const trust::ReleaseOutlook& outlook = report.outlook;
    return {{"scheme", base::nameOf(report.spec.scheme)},
            {"releasable", outlook.precision.isAnythingLeft()},
            {"allowed", outlook.isAllowed},
            {"bits_there", outlook.precision.bitsThere},
            {"bits_lost", outlook.precision.bitsLost},
            {"amplification_bits", outlook.precision.amplificationBits},
            {"digits", outlook.precision.digits},
            {"largest", outlook.policy.largest},
            {"numbers", outlook.policy.numbers},
            {"security_bits", outlook.policy.securityBits},
            {"releases", outlook.releases},
            {"releases_allowed", outlook.policy.releases},
            {"determining", outlook.determining},
            {"rows", report.rows},
            {"predictions", predictionsJson(report.predictions)}};
}

std::string gridText(const trust::ReleaseOutlook& outlook)
{
    if (!outlook.precision.isAnythingLeft()) {
        return "nothing is left of a number: this key cannot release";
    }
    return std::to_string(outlook.precision.digits) + " binary digits after the point, within ±" +
           numberText(outlook.policy.largest);
}

std::string releaseText(const ReleaseReport& report)
{
    const trust::ReleaseOutlook& outlook = report.outlook;
    FactList facts;
    facts.add("scheme", schemeText(report.spec.scheme, session::badgeOf(report.spec)));
    facts.add("bits there", numberText(outlook.precision.bitsThere) + " by the parameters");
    facts.add("bits lost", numberText(outlook.precision.bitsLost) + " by flooding for " +
                               std::to_string(outlook.policy.releases) + " releases at " +
                               std::to_string(outlook.policy.securityBits) + " bits, and " +
                               numberText(outlook.precision.amplificationBits) + " by the network's own amplification");
    facts.add("left", gridText(outlook));
    facts.add("releases", (outlook.isAllowed ? "" : "off until the owner of the key sets a policy; ") +
                              std::to_string(outlook.releases) + " of " + std::to_string(outlook.policy.releases) +
                              " under this key");
    facts.add("extraction",
              std::to_string(outlook.determining) + " exact predictions determine the whole network as a function");
    if (report.spec.scheme == base::SchemeId::Vhe) {
        facts.add("proof", "none: vhe hides nothing from whoever has its public keys");
    }
    if (report.predictions.empty()) {
        return facts.text();
    }
    Table table({"row", "released"});
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        table.addRow({std::to_string(report.rows[i]), valuesText(report.predictions[i])});
    }
    return facts.text() + "\n" + table.text();
}

} // namespace

base::Result<void> print(const ReleaseReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return releaseJson(report); }, [&] { return releaseText(report); });
}

} // namespace cg::cli
