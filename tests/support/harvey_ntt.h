#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cg::testing {

/// The negacyclic transform in 64-bit integers with lazy reductions [Har14]: what the transform in doubles is checked
/// against, and the measure of its speed. It shares no code with it.
class HarveyNtt {
public:
    /// Requires a prime p < 2^61, p ≡ 1 mod 2·degree, and a primitive 2·degree-th root of unity in [0, p).
    HarveyNtt(std::uint64_t prime, std::size_t degree, std::uint64_t root);

    /// Coefficients in [0, p) to values in [0, p), in bit-reversed order: value i is a(root^(2·bitReverse(i) + 1)).
    void forward(std::span<std::uint64_t> values) const;
    /// The inverse.
    void inverse(std::span<std::uint64_t> values) const;

    [[nodiscard]] std::uint64_t multiply(std::uint64_t a, std::uint64_t b) const;
    [[nodiscard]] std::uint64_t power(std::uint64_t base, std::uint64_t exponent) const;

private:
    /// A factor w with floor(w·2^64/p).
    struct Factor {
        std::uint64_t value;
        std::uint64_t quotient;
    };
    [[nodiscard]] Factor factorOf(std::uint64_t value) const;
    [[nodiscard]] std::uint64_t multiplyLazily(std::uint64_t a, const Factor& factor) const;

    std::uint64_t m_prime;
    std::vector<Factor> m_forward;
    std::vector<Factor> m_inverse;
    Factor m_scale;
};

} // namespace cg::testing
