#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/circuit.h"

#include <array>
#include <cstddef>
#include <map>
#include <vector>

namespace cg::he::ckks {

/// One step of a sum over slots: sum ← (addsInput ? input : sum) + rotate(sum, rotation).
struct SumStep {
    int rotation; ///< in [1, slotCount)
    bool addsInput;
};

/// The steps of a sum, in order.
class SumSteps {
public:
    void append(SumStep step);
    [[nodiscard]] const SumStep* begin() const { return m_steps.data(); }
    [[nodiscard]] const SumStep* end() const { return m_steps.data() + m_count; }

private:
    /// Two for each bit of the largest number of slots but the highest, and one for a gap.
    static constexpr std::size_t kMost = 33;

    std::array<SumStep, kMost> m_steps{};
    std::size_t m_count = 0;
};

/// How a sum of a table of slots is taken from rotations. Let n be the length of the axis and s its stride.
///
/// If n·s = slotCount rotations wrap around the axis, and doubling the window does it. Otherwise at least n·s slots
/// behind the axis must lie outside the table and hold zero: the sum over a window of n, and the same rotated by −n·s,
/// together cover the axis from each of its cells. Slots outside the table then hold parts of sums.
///
/// Unsupported, with the remedy, if there is no such gap. No steps for an axis of one cell. Requires a sum that fits
/// (checkNeeds).
[[nodiscard]] base::Result<SumSteps> sumSteps(const BlockSum& sum, std::size_t slotCount);

/// The diagonals of a map that are not zero, by the rotation that they belong to, in [0, slotCount): slot i of the
/// result is Σ diagonal[i]·input[i + rotation]. Each has slotCount entries.
[[nodiscard]] std::map<int, std::vector<double>> diagonalsOf(const LinearMap& map, std::size_t slotCount);

/// The largest Σ|entry| and √Σ entry² of a row.
struct RowNorms {
    double one = 0.0;
    double two = 0.0;
};
[[nodiscard]] RowNorms rowNorms(const LinearMap& map);

/// The rotations that a circuit needs keys for, each once, ascending. InvalidArgument where a need does not fit
/// `slotCount` slots, Unsupported as `sumSteps`.
[[nodiscard]] base::Result<std::vector<int>> rotationsOf(const CircuitNeeds& needs, std::size_t slotCount);

} // namespace cg::he::ckks
