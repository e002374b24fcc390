#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <cstdint>
#include <span>

namespace cg::math {

// The distributions of keys and ciphertexts over rings. What each call draws from its source is part of the file
// format: keys are stored as seeds. No call draws a byte more than the rejections before it made necessary.

/// Uniform residues in [−(prime−1)/2, (prime−1)/2], by rejection: 64-bit words (little-endian), cut to the bits of the
/// prime, until one is below it; those above prime/2 stand for word − prime. Requires an odd prime below 2^53. For
/// public values: the time tells how many words were rejected.
void sampleUniform(base::RandomSource& random, std::uint64_t prime, std::span<double> residues);

/// Uniform in {−1, 0, 1}: pairs of bits, the low ones of a byte first, less 1; the pair 3 is rejected. Time and
/// addresses depend on which pairs are rejected, never on the value of one that was taken, and these are independent.
void sampleTernary(base::RandomSource& random, std::span<std::int8_t> values);

/// Coins of the centred binomial distribution: the heads among them less half their number.
inline constexpr int kBinomialCoins = 42;

/// Heads among the low 42 bits of a 64-bit word (little-endian), less 21: mean 0, variance 10.5, distributed as the
/// difference of two sums of 21 coins. In constant time.
void sampleCenteredBinomial(base::RandomSource& random, std::span<std::int8_t> values);

} // namespace cg::math
