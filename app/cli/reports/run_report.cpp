// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/run_report.h"

#include "cli/exit_codes.h"
#include "cli/output.h"
#include "cli/process_memory.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "data/quote.h"
#include "model/metrics.h"
#include "security/badge.h"

#include <algorithm>

namespace cg::cli {

namespace {

using base::SchemeId;
using session::StartKind;

Json noiseJson(const std::optional<WeightNoiseReport>& noise)
{
    if (!noise) {
        return nullptr;
    }
    return {{"worst_bits", noise->worst.bits()},
            {"estimate_bits", noise->estimate.bits()},
            {"measured_bits", orNull(bitsOf(noise->measured))},
            {"drift_bits", noise->drift.bits()}};
}

Json runJson(const RunReport& report)
{
    const double rate = report.stepsPerSecond();
    const auto rows = static_cast<double>(report.spec.plan.rowsPerStep());
    return {{"scheme", base::nameOf(report.spec.scheme)},
            {"badge", security::nameOf(session::badgeOf(report.spec))},
            {"start", session::nameOf(report.start)},
            {"demo_key", report.demoKey},
            {"preset", report.spec.preset},
            {"seed", orNull(report.seed)},
            {"steps", report.steps},
            {"seconds", report.seconds},
            {"steps_per_second", rate},
            {"rows_per_second", rate * rows},
            {"final_loss", report.opened ? Json(report.opened->loss) : Json(nullptr)},
            {"accuracy", orNull(report.accuracy)},
            {"predictions", report.opened ? predictionsJson(report.opened->predictions) : Json(nullptr)},
            {"noise", noiseJson(report.noise)},
            {"peak_rss_bytes", peakMemory()},
            {"key_holder_peak_rss_bytes", orNull(report.keyHolderMemory)},
            {"stopped_by", report.stoppedBy ? Json(session::nameOf(*report.stoppedBy)) : Json(nullptr)},
            {"new_steps", report.newSteps},
            {"step_seconds", report.stepTime ? Json(report.stepTime->encrypted.count()) : Json(nullptr)},
            {"plain_step_seconds", report.stepTime ? Json(report.stepTime->plain.count()) : Json(nullptr)},
            {"network", report.spec.plan.network.text()},
            {"data", report.spec.plan.data.name},
            {"rows", report.spec.plan.data.rows()},
            {"key_id", report.keyId ? Json(report.keyId->text()) : Json(nullptr)},
            {"out", orNull(report.savedTo)}};
}

std::string startText(const RunReport& report)
{
    if (report.start == StartKind::Sealed) {
        return "sealed: drawn and encrypted by the key holder, who tells nobody";
    }
    return "KNOWN START" + (report.seed ? ", from the number " + std::to_string(*report.seed) : std::string());
}

std::string stopText(const RunReport& report)
{
    switch (*report.stoppedBy) {
    case session::StopReason::Steps:
        if (report.newSteps == 0) {
            return report.steps == 0 ? "not trained yet" : "none of them new";
        }
        return "all steps done";
    case session::StopReason::TargetLoss:
        return "stopped: the loss is below the target";
    case session::StopReason::Interrupt:
        return "interrupted";
    case session::StopReason::Noise:
        return "stopped: noise exhausted";
    case session::StopReason::Diverged:
        return "stopped: diverged";
    case session::StopReason::Levels:
        return "stopped: levels exhausted";
    case session::StopReason::Failed:
        return "stopped by a failure";
    }
    base::contractViolated("a known reason", __FILE__, __LINE__);
}

std::string noiseText(const WeightNoiseReport& noise)
{
    std::string text = "at most " + bitsText(noise.worst) + ", estimated " + bitsText(noise.estimate);
    if (noise.measured) {
        text += ", measured " + bitsText(*noise.measured);
    }
    return text + " (last step); " + bitsText(noise.drift) + " over all steps";
}

/// What the trainer sees of this run; the words come from the run itself, so that they cannot promise too much.
std::string trustText(const RunReport& report)
{
    const security::Badge badge = session::badgeOf(report.spec);
    if (report.spec.scheme == SchemeId::Plain) {
        return "Control run: the trainer sees everything, because nothing is encrypted.\n";
    }
    std::string text =
        "The trainer knows the data, the labels and the circuit. It cannot read the weights, the loss or "
        "the predictions";
    text += report.start == StartKind::Known
                ? "\nfrom the ciphertexts, yet it could compute this run in the clear: the start is known.\n"
                : ".\nIt could train a network of its own on this data.\n";
    if (badge == security::Badge::Broken) {
        text += "That is what the scheme was meant to give. It is BROKEN: " + std::string(security::reasonFor(badge)) +
                ",\nand then reads everything.\n";
    }
    if (report.targetLoss) {
        text += "The key holder told it after each step whether the loss is below the target: " +
                std::to_string(report.newSteps) + (report.newSteps == 1 ? " bit.\n" : " bits.\n");
    }
    return text;
}

void addRunFacts(const RunReport& report, FactList& facts)
{
    const train::TrainingPlan& plan = report.spec.plan;
    facts.add("scheme", schemeText(report.spec.scheme, session::badgeOf(report.spec)));
    facts.add("network", plan.network.text());
    facts.add("data", data::shown(plan.data.name) + ", " + std::to_string(plan.data.rows()) + " rows, " +
                          std::to_string(plan.rowsPerStep()) + " in a step");
    facts.add("start", startText(report));
    if (report.keyId) {
        facts.add("key",
                  report.keyId->text() + (report.demoKey ? "  DEMO KEY: made from a number, hides nothing" : ""));
    }
    facts.add("steps", std::to_string(report.steps) + (report.stoppedBy ? ", " + stopText(report) : std::string()));
    if (report.newSteps > 0) {
        const double rate = report.stepsPerSecond();
        facts.add("time", durationText(std::chrono::duration<double>(report.seconds)) + ", " + rateText(rate) +
                              " steps/s, " + rateText(rate * static_cast<double>(plan.rowsPerStep())) + " rows/s");
    }
    if (report.stepTime) {
        facts.add("a step", stepTimeText(*report.stepTime));
    }
}

void addResultFacts(const RunReport& report, FactList& facts)
{
    if (report.opened) {
        facts.add("loss", numberText(report.opened->loss));
        facts.add("accuracy", numberText(report.accuracy.value_or(0.0)));
    } else {
        facts.add("loss", "not opened");
    }
    if (report.noise && report.newSteps > 0) {
        facts.add("noise", noiseText(*report.noise));
    }
    facts.add("memory",
              bytesText(peakMemory()) +
                  (report.keyHolderMemory ? ", key holder " + bytesText(*report.keyHolderMemory) : std::string()));
    if (report.savedTo) {
        facts.add("saved", *report.savedTo);
    }
}

std::string runText(const RunReport& report)
{
    FactList facts;
    addRunFacts(report, facts);
    addResultFacts(report, facts);
    std::string text = facts.text();
    if (report.opened) {
        text += "\n" + predictionsTable(report.opened->predictions, report.spec.plan.data).text();
    }
    return text + "\n" + trustText(report);
}

} // namespace

double RunReport::stepsPerSecond() const
{
    return seconds > 0.0 ? static_cast<double>(newSteps) / seconds : 0.0;
}

bool isWorthReporting(const RunReport& report, const base::Error& error, OutputFormat format)
{
    const ExitCode code = exitCodeOf(error.code);
    const bool isRunEnd = code == ExitCode::Noise || code == ExitCode::Interrupted || code == ExitCode::KeyHolderLost;
    return isRunEnd && !report.spec.plan.network.layers.empty() && format == OutputFormat::Json;
}

void describe(const session::TrainingSession& session, RunReport& report)
{
    report.spec = session.spec();
    report.start = session.start();
    report.seed = session.seed();
    report.demoKey = session.demoKey();
    if (report.spec.scheme != SchemeId::Plain) {
        report.keyId = session.keyId();
    }
}

void describeStepTime(RunReport& report)
{
    if (report.spec.scheme == SchemeId::Plain || report.newSteps == 0) {
        return;
    }
    // Nought where the twin in the clear diverges before it can be timed.
    if (const auto plain = session::plainStepTime(report.spec); plain && plain->count() > 0) {
        report.stepTime = {*plain, session::Seconds(report.seconds) / static_cast<double>(report.newSteps)};
    }
}

base::Result<void> openResults(session::TrainingSession& session, RunReport& report)
{
    CG_TRY(report.opened, session.openEvaluation());
    const data::Dataset& data = report.spec.plan.data;
    std::vector<double> outputs;
    for (const std::vector<double>& row : report.opened->predictions) {
        outputs.insert(outputs.end(), row.begin(), row.end());
    }
    report.accuracy = model::accuracy({outputs, data.targets, data.targetCount});
    return {};
}

void describeNoise(session::TrainingSession& session, RunReport& report)
{
    if (report.spec.scheme == SchemeId::Plain) {
        return;
    }
    if (const auto noise = session.weightNoise()) {
        report.noise = {noise->lastStep.worst, noise->lastStep.typical, noise->expected, noise->measured};
        return;
    }
    // Only the measurement needs anybody else.
    const session::SnapshotPtr snapshot = session.snapshot();
    report.noise = {snapshot->weightNoise.worst, snapshot->weightNoise.typical, snapshot->drift, std::nullopt};
}

base::Result<void> print(const RunReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return runJson(report); }, [&] { return runText(report); });
}

} // namespace cg::cli
