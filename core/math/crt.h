#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/shoup_factor.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cg::math {

/// From residues back to integers, for decoding: the integer of least magnitude modulo Q = Π p_i (Garner's mixed radix;
/// Knuth, The Art of Computer Programming 2, §4.3.2). Immutable; one object may serve several threads.
class CrtReconstruction {
public:
    static constexpr std::size_t kMaxPrimes = 64;

    /// Requires 1 to kMaxPrimes odd numbers below 2^50 without a common divisor.
    explicit CrtReconstruction(std::span<const std::uint64_t> primes);

    /// out[c] = the integer v with |v| < Q/2 and v = limbs[i][c] modulo prime i for all i, within one unit in the last
    /// place; ±infinity beyond the range of double. Residues are integers of magnitude below their prime. Requires a
    /// limb for each prime, as long as `out`. No branch and no address depends on a residue.
    void reconstruct(std::span<const double* const> limbs, std::span<double> out) const;

private:
    struct Radix {
        std::uint64_t prime;
        /// A multiple of the prime that is no smaller than the magnitude of any digit.
        std::uint64_t offset;
        /// 1/p_j modulo the prime for all earlier primes p_j.
        std::vector<ShoupFactor> inverses;
    };

    void takeDigits(std::size_t index, std::span<const double> residues, std::span<std::int64_t> digits) const;
    [[nodiscard]] double valueOf(std::span<const std::int64_t> digits) const;

    std::vector<Radix> m_radices;
};

} // namespace cg::math
