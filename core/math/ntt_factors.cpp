// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt_factors.h"

#include <algorithm>
#include <bit>

namespace cg::math {

namespace {

/// Integers up to this are exact in a product with a factor and in a reduction (residue_vector_inl.h).
constexpr double kLargest = 0x1p52;

/// The bounds of the values of a transform, as multiples of p; inputs are below p.
///
/// A product is at most (½ + |a|·2^−54)·p: the quotient is rounded to an integer, and off by at most |a|·2^−54 because
/// of the ratio. Forward, a layer adds a product to what may be reduced before: ½ and next to nothing.
std::uint32_t forwardReductions(double modulus, std::size_t layers)
{
    std::uint32_t reductions = 0;
    double bound = 1.0;
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const double product = 0.5 + bound * modulus * 0x1p-54;
        if ((bound + product) * modulus > kLargest) {
            reductions |= std::uint32_t{1} << layer;
            bound = 0.5 + product;
        } else {
            bound += product;
        }
    }
    return reductions;
}

/// The inverse doubles the sums in every layer, and multiplies differences that are as large; sums are reduced where
/// the next layer's would be too large.
std::uint32_t inverseReductions(double modulus, std::size_t layers)
{
    std::uint32_t reductions = 0;
    double bound = 1.0;
    for (std::size_t layer = layers; layer-- > 0;) {
        const double product = 0.5 + 2.0 * bound * modulus * 0x1p-54;
        if (layer > 0 && 4.0 * bound * modulus > kLargest) {
            reductions |= std::uint32_t{1} << layer;
            bound = product;
        } else {
            bound = std::max(2.0 * bound, product);
        }
    }
    return reductions;
}

} // namespace

std::size_t bitReverse(std::size_t index, std::size_t count)
{
    std::size_t reversed = 0;
    for (; count > 1; count /= 2, index /= 2) {
        reversed = 2 * reversed + index % 2;
    }
    return reversed;
}

NttFactors NttFactors::forward(const Modulus& modulus, std::size_t degree, double root)
{
    NttFactors factors(modulus, degree, root);
    const auto layers = static_cast<std::size_t>(std::countr_zero(degree));
    factors.m_plan.reductions = forwardReductions(modulus.asDouble(), layers);
    return factors;
}

NttFactors NttFactors::inverse(const Modulus& modulus, std::size_t degree, double root)
{
    NttFactors factors(modulus, degree, modulus.inverseOf(root));
    const auto layers = static_cast<std::size_t>(std::countr_zero(degree));
    factors.m_plan.reductions = inverseReductions(modulus.asDouble(), layers);
    return factors;
}

NttFactors::NttFactors(const Modulus& modulus, std::size_t degree, double root)
    : m_factors(degree),
      m_plan{.modulus = modulus.asDouble(),
             .inverse = modulus.inverse(),
             .degree = degree,
             .factors = nullptr,
             .blockFactors = nullptr,
             .reductions = 0,
             .scale = {},
             .lastScaled = {}}
{
    double power = 1.0;
    for (std::size_t i = 0; i < degree; ++i) {
        m_factors[bitReverse(i, degree)] = modulus.factorOf(power);
        power = modulus.multiply(power, root);
    }
    const double scale = modulus.inverseOf(modulus.reduce(static_cast<double>(degree)));
    m_plan.scale = modulus.factorOf(scale);
    m_plan.lastScaled = modulus.factorOf(modulus.multiply(scale, m_factors[1].value));
    if (degree >= kMinKernelDegree) {
        layOutBlocks(m_factors);
        m_factors.resize(degree / kBlock);
        m_factors.shrink_to_fit();
    }
    m_plan.factors = m_factors.data();
    m_plan.blockFactors = m_blockFactors.get();
}

void NttFactors::layOutBlocks(const std::vector<FixedFactor>& ofNodes)
{
    const std::size_t blocks = ofNodes.size() / kBlock;
    m_blockFactors.reset(static_cast<double*>(::operator new(blocks * 2 * kBlockFactors * sizeof(double), kAlignment)));
    double* to = m_blockFactors.get();
    for (std::size_t block = 0; block < blocks; block += kFactorLanes) {
        for (std::size_t depth = 0; depth < 3; ++depth) {
            for (std::size_t i = 0; i < std::size_t{1} << depth; ++i, to += 2 * kFactorLanes) {
                for (std::size_t lane = 0; lane < kFactorLanes; ++lane) {
                    const FixedFactor factor = ofNodes[((blocks + block + lane) << depth) + i];
                    to[lane] = factor.value;
                    to[kFactorLanes + lane] = factor.ratio;
                }
            }
        }
    }
}

} // namespace cg::math
