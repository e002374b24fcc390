#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <span>

namespace cg::math {

/// out[c] = integers[c] modulo `prime`, exact, in [−(prime−1)/2, (prime−1)/2]; for encoding. Requires whole numbers of
/// magnitude at most 2^100, an odd prime below 2^50, and as many results as integers. Several times faster where no
/// magnitude is above 2^52; the time tells which of the two it was, and nothing else of the values.
void residuesOf(std::span<const double> integers, std::uint64_t prime, std::span<double> out);

} // namespace cg::math
