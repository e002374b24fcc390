// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/estimate.h"

#include <algorithm>
#include <cmath>

namespace cg::he {

MessageRange MessageRange::of(std::span<const double> slots)
{
    MessageRange range;
    double squares = 0.0;
    for (const double slot : slots) {
        range.bound = std::max(range.bound, std::abs(slot));
        squares += slot * slot;
    }
    range.rms = slots.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(slots.size()));
    return range;
}

MessageRange operator+(MessageRange a, MessageRange b)
{
    return {a.bound + b.bound, std::hypot(a.rms, b.rms)};
}

MessageRange operator*(MessageRange a, MessageRange b)
{
    return {a.bound * b.bound, a.rms * b.rms};
}

MessageRange MessageRange::scaled(double factor) const
{
    return {bound * std::abs(factor), rms * std::abs(factor)};
}

} // namespace cg::he
