#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <compare>

namespace cg::base {

/// A magnitude (≥ 0) held as its base-2 logarithm, so that neither 2^-200 nor 2^4000 is lost. `+` and `*` are the
/// addition and the multiplication of the magnitudes themselves; `bits()` is the logarithm. Nothing converts
/// implicitly, so that a logarithm can never be taken for a magnitude.
class Log2 {
public:
    /// The magnitude nought counts as 2^-200 in every report; inside it is exact.
    static constexpr double kZeroBits = -200.0;

    /// The magnitude 0.
    constexpr Log2() = default;

    [[nodiscard]] static Log2 ofMagnitude(double magnitude) { return Log2{std::log2(std::abs(magnitude))}; }
    [[nodiscard]] static constexpr Log2 ofBits(double bits) { return Log2{bits}; }

    /// log2 of the magnitude, not below kZeroBits.
    [[nodiscard]] double bits() const { return std::max(m_bits, kZeroBits); }
    [[nodiscard]] double magnitude() const { return std::exp2(m_bits); }
    [[nodiscard]] bool isZero() const { return std::isinf(m_bits) && m_bits < 0; }

    /// √magnitude, and the magnitude squared.
    [[nodiscard]] Log2 squareRoot() const { return Log2{m_bits / 2}; }
    [[nodiscard]] Log2 squared() const { return Log2{m_bits * 2}; }

    friend Log2 operator*(Log2 a, Log2 b) { return a.isZero() || b.isZero() ? Log2{} : Log2{a.m_bits + b.m_bits}; }
    friend Log2 operator/(Log2 a, Log2 b) { return a.isZero() ? Log2{} : Log2{a.m_bits - b.m_bits}; }
    friend Log2 operator+(Log2 a, Log2 b)
    {
        const double high = std::max(a.m_bits, b.m_bits);
        const double low = std::min(a.m_bits, b.m_bits);
        return std::isinf(low) ? Log2{high} : Log2{high + std::log2(1.0 + std::exp2(low - high))};
    }
    friend constexpr auto operator<=>(Log2, Log2) = default;

private:
    constexpr explicit Log2(double bits) : m_bits(bits) {}

    double m_bits = -HUGE_VAL;
};

/// √(a² + b²): the standard deviation of a sum of independent errors.
[[nodiscard]] inline Log2 rootSumSquare(Log2 a, Log2 b)
{
    return (a.squared() + b.squared()).squareRoot();
}

} // namespace cg::base
