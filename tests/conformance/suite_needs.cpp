// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"

namespace cg::testing {

namespace {

he::LinearMap randomMap(base::RandomSource& random, std::size_t rows, std::size_t columns)
{
    return {rows, columns, randomSlots(random, rows * columns)};
}

/// Slot 0 gets slot 2 minus slot 1, slot 1 twice slot 0: integers only.
he::LinearMap integerMap()
{
    return {2, 3, {0, -1, 1, 2, 0, 0}};
}

} // namespace

he::CircuitNeeds suiteNeeds(std::size_t slots)
{
    CG_EXPECTS(slots >= 8);
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    const std::vector<he::SlotGrid> grids{{1, slots, slots}, {slots, 1, 1}, {2, slots / 2, slots / 2},
                                          {2, 3, 4},         {3, 2, 2},     {2, 2, 4}};
    for (const he::SlotGrid& grid : grids) {
        needs.sums.push_back({grid, he::SumAxis::OverRows});
        needs.sums.push_back({grid, he::SumAxis::OverColumns});
    }
    for (std::size_t steps = 1; steps < slots; steps *= 2) {
        needs.rotations.push_back(static_cast<int>(steps));
    }
    needs.rotations.push_back(static_cast<int>(slots - 1));
    base::SeededRandom random(base::seedFromNumber(1, "conformance maps"), {base::Purpose::Encrypt});
    needs.maps = {integerMap(), randomMap(random, 3, 5), randomMap(random, slots, slots)};
    return needs;
}

std::vector<double> randomSlots(base::RandomSource& random, std::size_t count)
{
    std::vector<double> slots(count);
    for (double& slot : slots) {
        slot = 2.0 * random.uniform() - 1.0;
    }
    return slots;
}

} // namespace cg::testing
