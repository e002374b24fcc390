// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/key_sizes.h"

#include "he/ckks/slot_sums.h"
#include "session/scheme_run.h"

#include <cstdint>
#include <vector>

namespace cg::session {

base::Result<KeySizes> expectedKeySizes(const ExperimentSpec& spec)
{
    CG_TRY(const he::ckks::Params ring, ringOf(spec));
    const he::CircuitNeeds needs = needsOf(spec);
    CG_TRY(const std::vector<int> rotations, he::ckks::rotationsOf(needs, ring.degree() / 2));
    const std::size_t limb = ring.degree() * sizeof(double);
    const std::size_t switchKey = 2 * ring.digits().size() * ring.primes().size() * limb;
    const std::size_t permutation = ring.degree() * sizeof(std::uint32_t);
    const std::size_t products = needs.products ? 1 : 0;
    return KeySizes{rotations.size() + products,
                    2 * ring.dataLimbs() * limb + products * switchKey + rotations.size() * (switchKey + permutation)};
}

} // namespace cg::session
