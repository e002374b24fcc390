#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/contract.h"
#include "base/int128.h"

#include <cstdint>

namespace cg::math {

/// A fixed factor modulo p with its quotient by p in 64 fractional bits, so that a product takes no division (Shoup's
/// method; Harvey, "Faster arithmetic for number-theoretic transforms", 2014, §2).
class ShoupFactor {
public:
    /// Requires factor < p < 2^62.
    ShoupFactor(std::uint64_t factor, std::uint64_t p) : m_factor(factor), m_modulus(p), m_quotient(quotient(factor, p))
    {}

    /// A number in [0, 2p) that is factor·x modulo p, for any x.
    [[nodiscard]] std::uint64_t times(std::uint64_t x) const
    {
        const auto multiple = static_cast<std::uint64_t>((base::UInt128{m_quotient} * x) >> 64);
        return m_factor * x - multiple * m_modulus;
    }

private:
    [[nodiscard]] static std::uint64_t quotient(std::uint64_t factor, std::uint64_t p)
    {
        CG_EXPECTS(factor < p && p < std::uint64_t{1} << 62);
        return static_cast<std::uint64_t>((base::UInt128{factor} << 64) / p);
    }

    std::uint64_t m_factor;
    std::uint64_t m_modulus;
    std::uint64_t m_quotient;
};

/// The representative in [−(p−1)/2, (p−1)/2] of x in [0, 2p), for odd p; without a branch.
[[nodiscard]] inline std::int64_t centred(std::uint64_t x, std::uint64_t p)
{
    const std::uint64_t reduced = x - (p & (0 - std::uint64_t{x >= p}));
    return static_cast<std::int64_t>(reduced - (p & (0 - std::uint64_t{reduced > p / 2})));
}

} // namespace cg::math
