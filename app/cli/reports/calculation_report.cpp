// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/calculation_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "security/badge.h"

#include <chrono>

namespace cg::cli {

namespace {

using session::StatementResult;

Json resultJson(const StatementResult& result, RawIntegers raw)
{
    Json json{{"expr", result.text},
              {"name", orNull(result.name)},
              {"opened", orNull(result.opened)},
              {"noise_estimate_bits", result.noise.typical.bits()},
              {"noise_worst_bits", result.noise.worst.bits()},
              {"noise_measured_bits", orNull(bitsOf(result.measured))},
              {"since_refresh", result.isSinceRefresh},
              {"ms", std::chrono::duration<double, std::milli>(result.time).count()}};
    if (raw == RawIntegers::Show) {
        json["raw"] = result.integers.empty() ? Json(result.numbers) : Json(result.integers);
    }
    return json;
}

Json calculationJson(const CalculationReport& report)
{
    Json json{{"scheme", base::nameOf(report.scheme)},
              {"badge", security::nameOf(report.badge)},
              {"demo_key", report.demoKey},
              {"results", Json::array()}};
    for (const StatementResult& result : report.results) {
        json["results"].push_back(resultJson(result, report.raw));
    }
    return json;
}

std::string openedText(const StatementResult& result)
{
    if (!result.opened) {
        return "not opened: there is no key";
    }
    std::string text = "[";
    for (const double value : *result.opened) {
        text += (text.size() == 1 ? "" : ", ") + numberText(value);
    }
    return text + "]";
}

std::string rawText(const StatementResult& result)
{
    std::string text = "  raw:";
    for (const std::int64_t integer : result.integers) {
        text += " " + std::to_string(integer);
    }
    for (const double number : result.numbers) {
        text += " " + numberText(number);
    }
    return text + "\n";
}

std::string noiseText(const StatementResult& result)
{
    return std::string(result.isSinceRefresh ? ", since the refresh noise" : ", noise") + " at most " +
           bitsText(result.noise.worst) + ", estimated " + bitsText(result.noise.typical) +
           (result.measured ? ", measured " + bitsText(*result.measured) : std::string());
}

std::string calculationText(const CalculationReport& report)
{
    std::string text = schemeText(report.scheme, report.badge) +
                       (report.demoKey ? "\nDEMO KEY: made from a number, hides nothing\n\n" : "\n\n");
    for (const StatementResult& result : report.results) {
        text += result.text + "\n  = " + openedText(result) + "\n  " + durationText(result.time) +
                (result.integers.empty() ? std::string() : noiseText(result)) + "\n";
        if (report.raw == RawIntegers::Show && !(result.integers.empty() && result.numbers.empty())) {
            text += rawText(result);
        }
    }
    return text;
}

} // namespace

base::Result<void> print(const CalculationReport& report, OutputFormat format)
{
    return writeReport(format, [&] { return calculationJson(report); }, [&] { return calculationText(report); });
}

} // namespace cg::cli
