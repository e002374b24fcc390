// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/info_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/reports/trust_report.h"
#include "cli/text.h"
#include "data/quote.h"
#include "security/badge.h"

namespace cg::cli {

namespace {

using RawCiphertext = session::TrainingSession::RawCiphertext;

Json ciphertextsJson(const std::vector<RawCiphertext>& ciphertexts)
{
    Json list = Json::array();
    for (const RawCiphertext& ciphertext : ciphertexts) {
        list.push_back(
            {{"name", ciphertext.name},
             {"entries", ciphertext.integers.empty() ? Json(ciphertext.numbers) : Json(ciphertext.integers)}});
    }
    return list;
}

Json infoJson(const InfoReport& report)
{
    const train::TrainingPlan& plan = report.spec.plan;
    Json json{{"scheme", base::nameOf(report.spec.scheme)},
              {"badge", security::nameOf(session::badgeOf(report.spec))},
              {"start", session::nameOf(report.start)},
              {"demo_key", report.demoKey},
              {"seed", orNull(report.seed)},
              {"preset", report.spec.preset},
              {"steps", report.steps},
              {"key_id", report.keyId ? Json(report.keyId->text()) : Json(nullptr)},
              {"bytes", report.bytes},
              {"public_key_bytes", report.publicKeyBytes},
              {"evaluation_keys", report.keys.evaluationKeys},
              {"key_memory_bytes", report.keys.memoryBytes},
              {"network", plan.network.text()},
              {"data", plan.data.name},
              {"rows", plan.data.rows()},
              {"rows_per_step", plan.rowsPerStep()},
              {"rate", plan.optimizer.rate},
              {"momentum", plan.optimizer.momentum},
              {"losses", report.losses},
              {"loss_stride", report.lossStride}};
    addTrust(json, report.trust);
    if (report.ciphertexts) {
        json["ciphertexts"] = ciphertextsJson(*report.ciphertexts);
    }
    return json;
}

std::string ciphertextsText(const std::vector<RawCiphertext>& ciphertexts)
{
    std::string text;
    for (const RawCiphertext& ciphertext : ciphertexts) {
        text += "\n" + ciphertext.name + ":";
        for (const std::int64_t entry : ciphertext.integers) {
            text += " " + std::to_string(entry);
        }
        for (const double number : ciphertext.numbers) {
            text += " " + numberText(number);
        }
        text += "\n";
    }
    return text;
}

std::string infoText(const InfoReport& report)
{
    const train::TrainingPlan& plan = report.spec.plan;
    FactList facts;
    facts.add("scheme", schemeText(report.spec.scheme, session::badgeOf(report.spec)));
    facts.add("start", report.start == session::StartKind::Sealed
                           ? "sealed"
                           : "KNOWN START" +
                                 (report.seed ? ", from the number " + std::to_string(*report.seed) : std::string()));
    if (report.keyId) {
        facts.add("key",
                  report.keyId->text() + (report.demoKey ? "  DEMO KEY: made from a number, hides nothing" : ""));
        facts.add("public keys", bytesText(report.publicKeyBytes) + " with " + keysText(report.keys));
    }
    facts.add("preset", data::shown(report.spec.preset));
    facts.add("network", plan.network.text());
    facts.add("data", data::shown(plan.data.name) + ", " + std::to_string(plan.data.rows()) + " rows, " +
                          std::to_string(plan.rowsPerStep()) + " in a step");
    facts.add("updates",
              "rate " + numberText(plan.optimizer.rate) + ", momentum " + numberText(plan.optimizer.momentum));
    facts.add("steps", std::to_string(report.steps));
    facts.add("losses", std::to_string(report.losses) +
                            (report.lossStride > 1 ? ", one every " + std::to_string(report.lossStride) + " steps"
                                                   : std::string()));
    addTrust(facts, report.trust);
    facts.add("file", bytesText(report.bytes));
    return facts.text() + (report.ciphertexts ? ciphertextsText(*report.ciphertexts) : std::string());
}

} // namespace

base::Result<void> print(const InfoReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return infoJson(report); }, [&] { return infoText(report); });
}

} // namespace cg::cli
