// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/noise_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "security/badge.h"

#include <algorithm>

namespace cg::cli {

namespace {

using session::MeasuredOperation;

/// "#12"; prepared operands, which are numbered apart, "p3".
std::string operandName(std::uint32_t id)
{
    constexpr std::uint32_t kFirstPrepared = noise::NoiseLedger::kFirstPreparedId;
    return id >= kFirstPrepared ? "p" + std::to_string(id - kFirstPrepared) : "#" + std::to_string(id);
}

Json operationJson(const MeasuredOperation& operation)
{
    const noise::LedgerEntry& entry = operation.entry;
    Json operands = Json::array();
    for (const std::uint32_t id : entry.operands) {
        if (id != 0) {
            operands.push_back(operandName(id));
        }
    }
    const double microseconds = std::chrono::duration<double, std::micro>(entry.time).count();
    return {{"op", he::nameOf(entry.kind)},
            {"worst_bits", entry.after.worst.bits()},
            {"estimate_bits", entry.after.typical.bits()},
            {"measured_bits", orNull(bitsOf(operation.measured))},
            {"operands", std::move(operands)},
            {"operand_count", entry.operandCount},
            {"result", operandName(entry.result)},
            {"microseconds", microseconds},
            {"bytes", entry.bytes}};
}

Json noiseJson(const NoiseReport& report)
{
    Json json{{"scheme", base::nameOf(report.spec.scheme)},
              {"badge", security::nameOf(session::badgeOf(report.spec))},
              {"source", report.source == NoiseSource::Forecast ? "forecast" : "step"},
              {"demo_key", report.demoKey},
              {"preset", report.spec.preset},
              {"step", report.step},
              {"operations", Json::array()}};
    for (const MeasuredOperation& operation : report.operations) {
        json["operations"].push_back(operationJson(operation));
    }
    if (report.weights) {
        json["weights"] = {{"worst_bits", report.weights->worst.bits()},
                           {"estimate_bits", report.weights->typical.bits()}};
    }
    if (report.source == NoiseSource::Forecast) {
        json["expected"] = Json::array();
        for (const ExpectedNoise& expected : report.expected) {
            json["expected"].push_back({{"steps", expected.steps}, {"bits", expected.noise.bits()}});
        }
        json["multiply_accumulates_per_step"] = orNull(report.costPerStep);
        json["steps_between_refreshes"] = orNull(report.stepsBetweenRefreshes);
        if (report.stepTime) {
            json["estimated_step_seconds"] = report.stepTime->encrypted.count();
            json["plain_step_seconds"] = report.stepTime->plain.count();
        }
        if (report.keys) {
            json["evaluation_keys"] = report.keys->evaluationKeys;
            json["key_memory_bytes"] = report.keys->memoryBytes;
        }
    }
    return json;
}

std::string operandsText(const noise::LedgerEntry& entry)
{
    std::string text;
    for (const std::uint32_t id : entry.operands) {
        text += id == 0 ? "" : (text.empty() ? "" : " ") + operandName(id);
    }
    const auto shown = static_cast<std::uint32_t>(
        std::count_if(entry.operands.begin(), entry.operands.end(), [](std::uint32_t id) { return id != 0; }));
    return entry.operandCount > shown ? text + " and " + std::to_string(entry.operandCount - shown) + " more" : text;
}

std::string operationsTable(const NoiseReport& report)
{
    Table table({"operation", "of", "gives", "worst", "estimate", "measured", "time", "bytes"});
    for (const MeasuredOperation& operation : report.operations) {
        const noise::LedgerEntry& entry = operation.entry;
        table.addRow({std::string(he::nameOf(entry.kind)), operandsText(entry), operandName(entry.result),
                      bitsText(entry.after.worst), bitsText(entry.after.typical),
                      operation.measured ? bitsText(*operation.measured) : "-",
                      entry.time.count() > 0 ? durationText(entry.time) : "-", std::to_string(entry.bytes)});
    }
    return table.text();
}

std::string noiseText(const NoiseReport& report)
{
    FactList facts;
    facts.add("scheme", schemeText(report.spec.scheme, session::badgeOf(report.spec)));
    facts.add("network", report.spec.plan.network.text());
    facts.add("step",
              std::to_string(report.step) +
                  (report.source == NoiseSource::Forecast ? ", forecast: no key, no data in it" : ", done once"));
    if (report.weights) {
        facts.add("weights", "one step adds at most " + bitsText(report.weights->worst) + ", estimated " +
                                 bitsText(report.weights->typical));
    }
    for (const ExpectedNoise& expected : report.expected) {
        facts.add("after " + std::to_string(expected.steps) + " steps", bitsText(expected.noise));
    }
    if (report.costPerStep) {
        facts.add("cost", numberText(*report.costPerStep) + " multiply-accumulates a step");
    }
    if (report.stepTime) {
        facts.add("a step", "about " + stepTimeText(*report.stepTime) + ": an estimate for this machine");
    }
    if (report.keys) {
        facts.add("keys", keysText(*report.keys));
    }
    if (report.stepsBetweenRefreshes) {
        const std::uint64_t steps = *report.stepsBetweenRefreshes;
        facts.add("refresh", "by the key holder after " + (steps == 1 ? std::string("every step")
                                                                      : "every " + std::to_string(steps) + " steps"));
    }
    return facts.text() + "\nError of each result relative to 1.0, largest slot:\n" + operationsTable(report);
}

} // namespace

base::Result<void> print(const NoiseReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return noiseJson(report); }, [&] { return noiseText(report); });
}

} // namespace cg::cli
