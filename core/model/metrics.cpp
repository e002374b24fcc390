// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/metrics.h"

#include "base/contract.h"

#include <algorithm>
#include <cmath>

namespace cg::model {

namespace {

std::size_t checkedRows(const Comparison& comparison)
{
    CG_EXPECTS(comparison.columns > 0 && !comparison.outputs.empty());
    CG_EXPECTS(comparison.outputs.size() == comparison.targets.size());
    CG_EXPECTS(comparison.outputs.size() % comparison.columns == 0);
    return comparison.outputs.size() / comparison.columns;
}

std::size_t classOf(std::span<const double> row)
{
    if (row.size() == 1) {
        return row.front() >= 0.5 ? 1 : 0;
    }
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

bool isRight(std::span<const double> output, std::span<const double> target)
{
    return std::all_of(output.begin(), output.end(), [](double value) { return std::isfinite(value); }) &&
           classOf(output) == classOf(target);
}

} // namespace

double meanSquaredError(const Comparison& comparison)
{
    const std::size_t rows = checkedRows(comparison);
    double sum = 0.0;
    for (std::size_t i = 0; i < comparison.outputs.size(); ++i) {
        const double difference = comparison.outputs[i] - comparison.targets[i];
        sum += difference * difference;
    }
    return sum / static_cast<double>(rows);
}

double accuracy(const Comparison& comparison)
{
    const std::size_t rows = checkedRows(comparison);
    std::size_t right = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t begin = row * comparison.columns;
        if (isRight(comparison.outputs.subspan(begin, comparison.columns),
                    comparison.targets.subspan(begin, comparison.columns))) {
            ++right;
        }
    }
    return static_cast<double>(right) / static_cast<double>(rows);
}

} // namespace cg::model
