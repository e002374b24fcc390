// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"

namespace cg::trust {

CrossingTotals totalsOf(const std::vector<Crossing>& crossings)
{
    CrossingTotals totals;
    for (const Crossing& crossing : crossings) {
        switch (crossing.kind) {
        case CrossingKind::Ciphertexts:
        case CrossingKind::SealedCiphertexts:
            totals.ciphertexts += crossing.items;
            break;
        case CrossingKind::PublicKeys:
            totals.publicKeys += crossing.items;
            break;
        case CrossingKind::Message:
            totals.messages += crossing.items;
            break;
        }
        totals.bits += crossing.bits;
    }
    return totals;
}

} // namespace cg::trust
