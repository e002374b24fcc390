// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/slot_sums.h"

#include "base/contract.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <string>

namespace cg::he::ckks {

namespace {

/// Whether rotations wrap around the axis.
bool isCyclic(std::size_t length, std::size_t stride, std::size_t slotCount)
{
    return length * stride == slotCount && std::has_single_bit(length);
}

bool hasGap(const BlockSum& sum, std::size_t slotCount)
{
    const SlotGrid& grid = sum.grid;
    if (sum.axis == SumAxis::OverRows) {
        return 2 * grid.rows * grid.rowStride <= slotCount;
    }
    const std::size_t stride = grid.rows == 1 ? slotCount : grid.rowStride;
    // Behind the last row the slots go on to the end, and the window of the first row begins there.
    return stride >= 2 * grid.columns && (grid.rows - 1) * stride + 2 * grid.columns <= slotCount;
}

base::Error noGap(const BlockSum& sum)
{
    const bool overRows = sum.axis == SumAxis::OverRows;
    return {base::ErrorCode::Unsupported,
            "a sum over the " + std::string(overRows ? "rows" : "columns") + " of a table of " +
                std::to_string(sum.grid.rows) + " × " + std::to_string(sum.grid.columns) + " slots with rows " +
                std::to_string(sum.grid.rowStride) + " apart needs empty slots behind it under CKKS; " +
                (overRows ? "fill at most half of the slots with rows" : "keep rows two row lengths apart")};
}

} // namespace

void SumSteps::append(SumStep step)
{
    CG_EXPECTS(m_count < kMost);
    m_steps[m_count++] = step;
}

base::Result<SumSteps> sumSteps(const BlockSum& sum, std::size_t slotCount)
{
    const bool overRows = sum.axis == SumAxis::OverRows;
    const std::size_t length = overRows ? sum.grid.rows : sum.grid.columns;
    const std::size_t stride = overRows ? sum.grid.rowStride : 1;
    SumSteps steps;
    if (length == 1) {
        return steps;
    }
    const bool cyclic = isCyclic(length, stride, slotCount);
    if (!cyclic && !hasGap(sum, slotCount)) {
        return noGap(sum);
    }
    // The window grows to `length` cells, bit by bit from the second highest.
    std::size_t window = 1;
    for (int bit = static_cast<int>(std::bit_width(length)) - 2; bit >= 0; --bit) {
        steps.append({static_cast<int>(window * stride), false});
        window *= 2;
        if ((length >> bit & 1U) != 0) {
            steps.append({static_cast<int>(stride), true});
            ++window;
        }
    }
    if (!cyclic) {
        steps.append({static_cast<int>(slotCount - length * stride), false});
    }
    return steps;
}

std::map<int, std::vector<double>> diagonalsOf(const LinearMap& map, std::size_t slotCount)
{
    std::map<int, std::vector<double>> diagonals;
    for (std::size_t row = 0; row < map.rows; ++row) {
        for (std::size_t column = 0; column < map.columns; ++column) {
            const double entry = map.entries[row * map.columns + column];
            if (entry != 0.0) {
                auto& diagonal = diagonals[static_cast<int>((column + slotCount - row) % slotCount)];
                diagonal.resize(slotCount, 0.0);
                diagonal[row] = entry;
            }
        }
    }
    return diagonals;
}

RowNorms rowNorms(const LinearMap& map)
{
    RowNorms norms;
    for (std::size_t row = 0; row < map.rows; ++row) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t column = 0; column < map.columns; ++column) {
            const double entry = map.entries[row * map.columns + column];
            sum += std::abs(entry);
            squares += entry * entry;
        }
        norms.one = std::max(norms.one, sum);
        norms.two = std::max(norms.two, std::sqrt(squares));
    }
    return norms;
}

base::Result<std::vector<int>> rotationsOf(const CircuitNeeds& needs, std::size_t slotCount)
{
    CG_CHECK(checkNeeds(needs, slotCount));
    std::set<int> rotations(needs.rotations.begin(), needs.rotations.end());
    for (const BlockSum& sum : needs.sums) {
        CG_TRY(const SumSteps steps, sumSteps(sum, slotCount));
        for (const SumStep& step : steps) {
            rotations.insert(step.rotation);
        }
    }
    for (const LinearMap& map : needs.maps) {
        for (const auto& [rotation, diagonal] : diagonalsOf(map, slotCount)) {
            rotations.insert(rotation);
        }
    }
    rotations.erase(0);
    return std::vector<int>(rotations.begin(), rotations.end());
}

} // namespace cg::he::ckks
