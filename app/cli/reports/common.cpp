// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/common.h"

#include "security/badge.h"

#include <algorithm>
#include <span>

namespace cg::cli {

std::optional<double> bitsOf(const std::optional<base::Log2>& magnitude)
{
    return magnitude ? std::optional(magnitude->bits()) : std::nullopt;
}

std::string schemeText(base::SchemeId scheme, security::Badge badge)
{
    return std::string(base::nameOf(scheme)) + "  " + std::string(security::nameOf(badge)) + ": " +
           std::string(security::reasonFor(badge));
}

Json predictionsJson(const std::vector<std::vector<double>>& predictions)
{
    Json rows = Json::array();
    for (const std::vector<double>& row : predictions) {
        rows.push_back(row.size() == 1 ? Json(row.front()) : Json(row));
    }
    return rows;
}

std::string valuesText(std::span<const double> values)
{
    std::string text;
    for (const double value : values) {
        text += (text.empty() ? "" : " ") + numberText(value);
    }
    return text;
}

std::string keysText(const session::KeySizes& keys)
{
    return std::to_string(keys.evaluationKeys) + " evaluation keys, " + bytesText(keys.memoryBytes) + " in memory";
}

std::string stepTimeText(const session::StepTime& time)
{
    return durationText(time.encrypted) + ", " + rateText(time.slowdown()) + " × slower than plain";
}

Table predictionsTable(const std::vector<std::vector<double>>& predictions, const data::Dataset& data)
{
    constexpr std::size_t kShownRows = 20;
    Table table({"row", "target", "prediction"});
    const std::size_t shown = std::min(predictions.size(), kShownRows);
    for (std::size_t row = 0; row < shown; ++row) {
        table.addRow({std::to_string(row), valuesText(data.target(row)), valuesText(predictions[row])});
    }
    if (shown < predictions.size()) {
        table.addRow({"and " + std::to_string(predictions.size() - shown) + " more", "", ""});
    }
    return table;
}

} // namespace cg::cli
