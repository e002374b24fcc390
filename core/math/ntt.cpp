// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt.h"

#include "base/contract.h"
#include "math/ntt_factors.h"

#include <bit>
#include <string>

namespace cg::math {

namespace {

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

/// The transform of degrees that are too small for the kernels, layer by layer.
void forwardSmall(const NttPlan& plan, const Modulus& modulus, std::span<double> values)
{
    for (std::size_t nodes = 1; nodes < plan.degree; nodes *= 2) {
        const std::size_t half = plan.degree / nodes / 2;
        for (std::size_t i = 0; i < plan.degree; ++i) {
            if ((i & half) == 0) {
                const double a = values[i];
                const double b = modulus.multiply(values[i + half], plan.factors[nodes + i / (2 * half)]);
                values[i] = modulus.reduce(a + b);
                values[i + half] = modulus.reduce(a - b);
            }
        }
    }
}

void inverseSmall(const NttPlan& plan, const Modulus& modulus, std::span<double> values)
{
    for (std::size_t half = 1; half < plan.degree; half *= 2) {
        const std::size_t nodes = plan.degree / half / 2;
        for (std::size_t i = 0; i < plan.degree; ++i) {
            if ((i & half) == 0) {
                const double a = values[i];
                const double b = values[i + half];
                values[i] = modulus.reduce(a + b);
                values[i + half] = modulus.multiply(a - b, plan.factors[nodes + i / (2 * half)]);
            }
        }
    }
    for (double& value : values) {
        value = modulus.multiply(value, plan.scale);
    }
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
      m_forward(std::make_shared<const NttFactors>(NttFactors::forward(modulus, degree, root))),
      m_inverse(std::make_shared<const NttFactors>(NttFactors::inverse(modulus, degree, root)))
{}

std::vector<std::uint32_t> evaluationExponents(std::size_t degree)
{
    std::vector<std::uint32_t> exponents(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        std::size_t natural = i;
        if (degree >= kMinKernelDegree) { // value j of block b of a group lies at 4·j + b
            const std::size_t within = i % kGroup;
            natural = i - within + within % kGroupBlocks * kBlock + within / kGroupBlocks;
        }
        exponents[i] = static_cast<std::uint32_t>(2 * bitReverse(natural, degree) + 1);
    }
    return exponents;
}

void forwardNtt(const NttTables& tables, std::span<double> values)
{
    CG_EXPECTS(values.size() == tables.m_degree);
    const NttPlan& plan = tables.m_forward->plan();
    if (plan.degree < kMinKernelDegree) {
        forwardSmall(plan, tables.m_modulus, values);
    } else {
        forwardKernel(plan, values.data());
    }
}

void inverseNtt(const NttTables& tables, std::span<double> values)
{
    CG_EXPECTS(values.size() == tables.m_degree);
    const NttPlan& plan = tables.m_inverse->plan();
    if (plan.degree < kMinKernelDegree) {
        inverseSmall(plan, tables.m_modulus, values);
    } else {
        inverseKernel(plan, values.data());
    }
}

} // namespace cg::math
