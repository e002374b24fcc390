// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/modulus.h"

#include "base/contract.h"
#include "math/primes.h"

#include <cmath>
#include <string>

namespace cg::math {

namespace {

constexpr double kWideBase = 0x1p40;

} // namespace

base::Result<Modulus> Modulus::create(std::uint64_t prime)
{
    if (prime < 3 || prime >= kModulusLimit || !isPrime(prime)) {
        return base::Error{base::ErrorCode::InvalidParameters,
                           "the modulus " + std::to_string(prime) + " is not an odd prime below 2^50"};
    }
    return Modulus(prime);
}

Modulus::Modulus(std::uint64_t prime)
    : m_value(prime),
      m_modulus(static_cast<double>(prime)),
      m_inverse(1.0 / m_modulus),
      m_wideBase(factorOf(reduce(kWideBase)))
{}

// The first step may miss the nearest multiple of p by the rounding of the quotient, |x/p|·2^−52 < 1, and leaves
// |r| < 1.5·p; from there the quotient is off by less than 2^−51 < 1/(2p), and no residue lies nearer to a tie than
// that.
double Modulus::reduce(double integer) const
{
    const double r = std::fma(-std::nearbyint(integer * m_inverse), m_modulus, integer);
    return std::fma(-std::nearbyint(r * m_inverse), m_modulus, r);
}

double Modulus::reduceWide(double integer) const
{
    CG_EXPECTS(std::abs(integer) <= 0x1p120);
    // Balanced digits of 40 bits; the differences are exact, since each has no bit above or below those of `integer`.
    const double high = std::nearbyint(integer * 0x1p-80);
    const double rest = std::fma(-high, 0x1p80, integer);
    const double middle = std::nearbyint(rest * 0x1p-40);
    const double low = std::fma(-middle, 0x1p40, rest);
    const double upper = multiply(reduce(high), m_wideBase) + reduce(middle);
    return reduce(multiply(upper, m_wideBase) + reduce(low));
}

double Modulus::multiply(double a, double b) const
{
    const double h = a * b;
    const double l = std::fma(a, b, -h);
    const double q = std::nearbyint(h * m_inverse);
    return reduce(std::fma(-q, m_modulus, h) + l);
}

double Modulus::multiply(double a, FixedFactor factor) const
{
    const double h = a * factor.value;
    const double l = std::fma(a, factor.value, -h);
    const double q = std::nearbyint(a * factor.ratio);
    return reduce(std::fma(-q, m_modulus, h) + l);
}

double Modulus::power(double base, std::uint64_t exponent) const
{
    double result = 1.0;
    for (double square = base; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) {
            result = multiply(result, square);
        }
        square = multiply(square, square);
    }
    return result;
}

double Modulus::inverseOf(double a) const
{
    CG_EXPECTS(reduce(a) != 0.0);
    return power(a, m_value - 2); // Fermat
}

FixedFactor Modulus::factorOf(double value) const
{
    return {value, value / m_modulus};
}

double Modulus::fromUnsigned(std::uint64_t integer) const
{
    return reduce(static_cast<double>(integer % m_value));
}

std::uint64_t Modulus::toUnsigned(double residue) const
{
    return static_cast<std::uint64_t>(residue < 0.0 ? residue + m_modulus : residue);
}

} // namespace cg::math
