// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt.h"

#include "base/contract.h"

#include <bit>
#include <string>

namespace cg::math {

namespace {

/// The lowest `bits` bits of `index` in the opposite order.
std::size_t bitReverse(std::size_t index, int bits)
{
    std::size_t reversed = 0;
    for (int bit = 0; bit < bits; ++bit) {
        reversed = reversed << 1 | (index >> bit & 1);
    }
    return reversed;
}

/// An element of order 2·degree. Half of all residues have one as their power (p−1)/(2·degree): it is one if its
/// degree-th power is −1.
double findRoot(const Modulus& modulus, std::size_t degree)
{
    for (double candidate = 2.0;; candidate += 1.0) {
        const double root = modulus.power(candidate, (modulus.value() - 1) / (2 * degree));
        if (modulus.power(root, degree) == -1.0) {
            return root;
        }
    }
}

std::vector<FixedFactor> powersInBitReversedOrder(const Modulus& modulus, std::size_t degree, double root)
{
    std::vector<FixedFactor> powers(degree);
    const int bits = std::countr_zero(degree);
    double power = 1.0;
    for (std::size_t i = 0; i < degree; ++i) {
        powers[bitReverse(i, bits)] = modulus.factorOf(power);
        power = modulus.multiply(power, root);
    }
    return powers;
}

} // namespace

base::Result<NttTables> NttTables::create(const Modulus& modulus, std::size_t degree)
{
    if (!std::has_single_bit(degree) || degree < kMinDegree || degree > kMaxDegree) {
        return base::Error{base::ErrorCode::InvalidParameters,
                           "the degree " + std::to_string(degree) + " is not a power of two from 8 to 131072"};
    }
    if ((modulus.value() - 1) % (2 * degree) != 0) {
        return base::Error{base::ErrorCode::InvalidParameters, "the modulus " + std::to_string(modulus.value()) +
                                                                   " is not 1 modulo twice the degree " +
                                                                   std::to_string(degree)};
    }
    return NttTables(modulus, degree, findRoot(modulus, degree));
}

NttTables::NttTables(const Modulus& modulus, std::size_t degree, double root)
    : m_modulus(modulus),
      m_degree(degree),
      m_root(root),
      m_inverseDegree(modulus.factorOf(modulus.inverseOf(modulus.reduce(static_cast<double>(degree))))),
      m_forward(powersInBitReversedOrder(modulus, degree, root)),
      m_inverse(powersInBitReversedOrder(modulus, degree, modulus.inverseOf(root)))
{}

std::vector<std::uint32_t> evaluationExponents(std::size_t degree)
{
    const int bits = std::countr_zero(degree);
    std::vector<std::uint32_t> exponents(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        exponents[i] = static_cast<std::uint32_t>(2 * bitReverse(i, bits) + 1);
    }
    return exponents;
}

void forwardNtt(const NttTables& tables, std::span<double> values)
{
    CG_EXPECTS(values.size() == tables.m_degree);
    const Modulus& modulus = tables.m_modulus;
    for (std::size_t blocks = 1, half = tables.m_degree / 2; half > 0; blocks *= 2, half /= 2) {
        for (std::size_t i = 0; i < tables.m_degree; ++i) {
            if ((i & half) == 0) {
                const FixedFactor twiddle = tables.m_forward[blocks + i / (2 * half)];
                const double a = values[i];
                const double b = modulus.multiply(values[i + half], twiddle);
                values[i] = modulus.reduce(a + b);
                values[i + half] = modulus.reduce(a - b);
            }
        }
    }
}

void inverseNtt(const NttTables& tables, std::span<double> values)
{
    CG_EXPECTS(values.size() == tables.m_degree);
    const Modulus& modulus = tables.m_modulus;
    for (std::size_t half = 1, blocks = tables.m_degree / 2; blocks > 0; half *= 2, blocks /= 2) {
        for (std::size_t i = 0; i < tables.m_degree; ++i) {
            if ((i & half) == 0) {
                const FixedFactor twiddle = tables.m_inverse[blocks + i / (2 * half)];
                const double a = values[i];
                const double b = values[i + half];
                values[i] = modulus.reduce(a + b);
                values[i + half] = modulus.multiply(a - b, twiddle);
            }
        }
    }
    for (double& value : values) {
        value = modulus.multiply(value, tables.m_inverseDegree);
    }
}

} // namespace cg::math
