// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/sealed_state.h"

#include <string>

namespace cg::train {

base::Result<void> checkHoldsWeights(double largest)
{
    const double declared = DeclaredRanges{}.weight.bound;
    if (largest < declared) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "the receiver's key holds numbers up to " + std::to_string(largest) +
                               ", and those of a network may be as large as " + std::to_string(declared)};
    }
    return {};
}

} // namespace cg::train
