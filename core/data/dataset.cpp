// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include <algorithm>
#include <cmath>

namespace cg::data {

namespace {

constexpr std::size_t kMaxNumbers = kMaxRows * kMaxColumns;

base::Error bad(const std::string& what)
{
    return {base::ErrorCode::BadData, "the table cannot be used: " + what};
}

base::Result<void> checkFinite(const std::vector<double>& numbers, std::size_t columns, const std::string& kind)
{
    const auto found =
        std::find_if(numbers.begin(), numbers.end(), [](double number) { return !std::isfinite(number); });
    if (found != numbers.end()) {
        const auto at = static_cast<std::size_t>(found - numbers.begin());
        return bad(kind + " " + std::to_string(at % columns + 1) + " of row " + std::to_string(at / columns + 1) +
                   " is not finite");
    }
    return {};
}

base::Result<void> checkShape(const Dataset& data)
{
    if (data.inputCount == 0 || data.targetCount == 0) {
        return bad("it needs at least one input and one target");
    }
    // Each alone first: their sum could wrap.
    if (data.inputCount > kMaxColumns || data.targetCount > kMaxColumns ||
        data.inputCount + data.targetCount > kMaxColumns) {
        return bad("it has more than " + std::to_string(kMaxColumns) + " columns");
    }
    if (data.inputs.size() % data.inputCount != 0 || data.targets.size() % data.targetCount != 0 ||
        data.inputs.size() / data.inputCount != data.targets.size() / data.targetCount) {
        return bad(std::to_string(data.inputs.size()) + " inputs and " + std::to_string(data.targets.size()) +
                   " targets make no rows of " + std::to_string(data.inputCount) + " and " +
                   std::to_string(data.targetCount));
    }
    if (data.rows() == 0) {
        return bad("it has no rows");
    }
    if (data.rows() > kMaxRows) {
        return bad("it has " + std::to_string(data.rows()) + " rows where at most " + std::to_string(kMaxRows) +
                   " may stand");
    }
    return {};
}

} // namespace

base::Result<void> Dataset::check() const
{
    if (name.size() > kMaxNameBytes) {
        return bad("its name has more than " + std::to_string(kMaxNameBytes) + " bytes");
    }
    CG_CHECK(checkShape(*this));
    CG_CHECK(checkFinite(inputs, inputCount, "input"));
    return checkFinite(targets, targetCount, "target");
}

Dataset selectRows(const Dataset& data, std::span<const std::size_t> rows)
{
    Dataset selected{data.name, data.inputCount, data.targetCount, {}, {}};
    selected.inputs.reserve(rows.size() * data.inputCount);
    selected.targets.reserve(rows.size() * data.targetCount);
    for (const std::size_t row : rows) {
        CG_EXPECTS(row < data.rows());
        const auto input = data.input(row);
        const auto target = data.target(row);
        selected.inputs.insert(selected.inputs.end(), input.begin(), input.end());
        selected.targets.insert(selected.targets.end(), target.begin(), target.end());
    }
    return selected;
}

// Layout: text name, u32 inputCount, u32 targetCount, numbers inputs, numbers targets.
void encode(const Dataset& dataset, base::ByteWriter& writer)
{
    CG_EXPECTS(dataset.check().hasValue());
    writer.text(dataset.name);
    writer.u32(static_cast<std::uint32_t>(dataset.inputCount));
    writer.u32(static_cast<std::uint32_t>(dataset.targetCount));
    writer.numbers(dataset.inputs);
    writer.numbers(dataset.targets);
}

base::Result<Dataset> decodeDataset(base::ByteReader& reader)
{
    Dataset data;
    CG_TRY(data.name, reader.text(kMaxNameBytes));
    CG_TRY(data.inputCount, reader.u32());
    CG_TRY(data.targetCount, reader.u32());
    CG_TRY(data.inputs, reader.numbers(kMaxNumbers));
    CG_TRY(data.targets, reader.numbers(kMaxNumbers));
    if (const auto checked = data.check(); !checked) {
        return reader.damaged(checked.error().message);
    }
    return data;
}

} // namespace cg::data
