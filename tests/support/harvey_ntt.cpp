// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/harvey_ntt.h"

namespace cg::testing {

namespace {

__extension__ using Wide = unsigned __int128;

std::size_t reversed(std::size_t index, std::size_t count)
{
    std::size_t result = 0;
    for (; count > 1; count /= 2, index /= 2) {
        result = 2 * result + index % 2;
    }
    return result;
}

} // namespace

HarveyNtt::HarveyNtt(std::uint64_t prime, std::size_t degree, std::uint64_t root)
    : m_prime(prime), m_forward(degree), m_inverse(degree), m_scale(factorOf(power(degree, prime - 2)))
{
    const std::uint64_t inverseRoot = power(root, prime - 2);
    std::uint64_t forward = 1;
    std::uint64_t inverse = 1;
    for (std::size_t i = 0; i < degree; ++i) {
        m_forward[reversed(i, degree)] = factorOf(forward);
        m_inverse[reversed(i, degree)] = factorOf(inverse);
        forward = multiply(forward, root);
        inverse = multiply(inverse, inverseRoot);
    }
}

std::uint64_t HarveyNtt::multiply(std::uint64_t a, std::uint64_t b) const
{
    return static_cast<std::uint64_t>(Wide{a} * b % m_prime);
}

std::uint64_t HarveyNtt::power(std::uint64_t base, std::uint64_t exponent) const
{
    std::uint64_t result = 1;
    for (; exponent != 0; exponent /= 2) {
        if (exponent % 2 == 1) {
            result = multiply(result, base);
        }
        base = multiply(base, base);
    }
    return result;
}

HarveyNtt::Factor HarveyNtt::factorOf(std::uint64_t value) const
{
    return {value, static_cast<std::uint64_t>((Wide{value} << 64) / m_prime)};
}

/// A residue in [0, 2p) of any a.
inline std::uint64_t HarveyNtt::multiplyLazily(std::uint64_t a, const Factor& factor) const
{
    const auto quotient = static_cast<std::uint64_t>(Wide{a} * factor.quotient >> 64);
    return a * factor.value - quotient * m_prime;
}

void HarveyNtt::forward(std::span<std::uint64_t> values) const
{
    const std::uint64_t twice = 2 * m_prime;
    for (std::size_t nodes = 1, half = values.size() / 2; half > 0; nodes *= 2, half /= 2) {
        for (std::size_t node = 0; node < nodes; ++node) {
            const Factor factor = m_forward[nodes + node];
            std::uint64_t* const left = values.data() + 2 * node * half;
            std::uint64_t* const right = left + half;
            for (std::size_t i = 0; i < half; ++i) {
                const std::uint64_t a = left[i] >= twice ? left[i] - twice : left[i];
                const std::uint64_t b = multiplyLazily(right[i], factor);
                left[i] = a + b;
                right[i] = a - b + twice;
            }
        }
    }
    for (std::uint64_t& value : values) {
        value = value >= twice ? value - twice : value;
        value = value >= m_prime ? value - m_prime : value;
    }
}

void HarveyNtt::inverse(std::span<std::uint64_t> values) const
{
    const std::uint64_t twice = 2 * m_prime;
    for (std::size_t nodes = values.size() / 2, half = 1; nodes > 0; nodes /= 2, half *= 2) {
        for (std::size_t node = 0; node < nodes; ++node) {
            const Factor factor = m_inverse[nodes + node];
            std::uint64_t* const left = values.data() + 2 * node * half;
            std::uint64_t* const right = left + half;
            for (std::size_t i = 0; i < half; ++i) {
                const std::uint64_t sum = left[i] + right[i];
                const std::uint64_t difference = left[i] - right[i] + twice;
                left[i] = sum >= twice ? sum - twice : sum;
                right[i] = multiplyLazily(difference, factor);
            }
        }
    }
    for (std::uint64_t& value : values) {
        value = multiplyLazily(value, m_scale);
        value = value >= m_prime ? value - m_prime : value;
    }
}

} // namespace cg::testing
