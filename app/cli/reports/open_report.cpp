// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/open_report.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"

namespace cg::cli {

namespace {

void addValues(const session::OpenedLosses& losses, Json& json)
{
    json["values"] = losses.values;
    json["steps"] = losses.steps;
}

void addValues(const OpenedPredictions& predictions, Json& json)
{
    json["values"] = predictionsJson(predictions.rows);
}

void addValues(const OpenedRow& row, Json& json)
{
    json["row"] = row.row;
    json["value"] = predictionsJson({row.outputs}).front();
}

void addValues(const model::Weights& layers, Json& json)
{
    json["layers"] = Json::array();
    for (const model::LayerWeights& layer : layers) {
        json["layers"].push_back({{"weights", layer.weights}, {"bias", layer.bias}});
    }
}

std::string textOf(const session::OpenedLosses& losses)
{
    if (losses.values.empty()) {
        return "There is no loss before the first step.\n";
    }
    Table table({"step", "loss"});
    for (std::size_t i = 0; i < losses.values.size(); ++i) {
        table.addRow({std::to_string(losses.steps[i]), numberText(losses.values[i])});
    }
    return table.text();
}

std::string textOf(const OpenedPredictions& predictions)
{
    return predictionsTable(predictions.rows, predictions.data).text();
}

std::string textOf(const OpenedRow& row)
{
    std::string text = "row " + std::to_string(row.row) + ":";
    for (const double output : row.outputs) {
        text += " " + numberText(output);
    }
    return text + "\n";
}

std::string textOf(const model::Weights& layers)
{
    std::string text;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        std::vector<std::string> header{"layer " + std::to_string(l + 1)};
        for (std::size_t input = 0; input < layers[l].weights.front().size(); ++input) {
            header.push_back("input " + std::to_string(input));
        }
        if (!layers[l].bias.empty()) {
            header.emplace_back("bias");
        }
        Table table(std::move(header));
        for (std::size_t unit = 0; unit < layers[l].weights.size(); ++unit) {
            std::vector<std::string> row{"unit " + std::to_string(unit)};
            for (const double weight : layers[l].weights[unit]) {
                row.push_back(numberText(weight));
            }
            if (!layers[l].bias.empty()) {
                row.push_back(numberText(layers[l].bias[unit]));
            }
            table.addRow(std::move(row));
        }
        text += (l == 0 ? "" : "\n") + table.text();
    }
    return text;
}

} // namespace

base::Result<void> print(const OpenReport& report, OutputFormat format)
{
    const auto json = [&] {
        Json object{{"what", report.what}};
        std::visit([&](const auto& values) { addValues(values, object); }, report.values);
        return object;
    };
    const auto text = [&] { return std::visit([](const auto& values) { return textOf(values); }, report.values); };
    return writeReport(format, json, text);
}

} // namespace cg::cli
