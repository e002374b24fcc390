// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/key_coverage.h"

#include "he/ckks/slot_sums.h"

#include <algorithm>
#include <vector>

namespace cg::session {

base::Result<bool> coversNeeds(const he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs)
{
    return (keys.tensor || !needs.products) && (keys.remask || !needs.remasking) &&
           std::ranges::all_of(needs.sums, [&](const he::BlockSum& sum) { return keys.sums.contains(sum); });
}

base::Result<bool> coversNeeds(const he::ckks::PublicKeys& keys, const he::CircuitNeeds& needs)
{
    CG_TRY(const std::vector<int> rotations, he::ckks::rotationsOf(needs, keys.params().slotCount()));
    return (keys.relinearisation || !needs.products) && std::ranges::all_of(rotations, [&](int steps) {
               return keys.rotation(static_cast<std::size_t>(steps)) != nullptr;
           });
}

} // namespace cg::session
