// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residue_kernels.h"

#include "base/contract.h"

#include <cmath>

namespace cg::math {

void add(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size() && b.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.reduce(a[i] + b[i]);
    }
}

void subtract(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size() && b.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.reduce(a[i] - b[i]);
    }
}

void negate(Residues a, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.reduce(-a[i]);
    }
}

void multiply(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size() && b.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.multiply(a[i], b[i]);
    }
}

void multiplyAdd(Residues a, Residues b, const Modulus& modulus, std::span<double> sum)
{
    CG_EXPECTS(a.size() == sum.size() && b.size() == sum.size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] = modulus.reduce(sum[i] + modulus.multiply(a[i], b[i]));
    }
}

void multiplyFactor(Residues a, FixedFactor factor, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.multiply(a[i], factor);
    }
}

void addConstant(Residues a, double constant, const Modulus& modulus, std::span<double> out)
{
    CG_EXPECTS(a.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = modulus.reduce(a[i] + constant);
    }
}

void reduceInto(Residues in, const Modulus& to, std::span<double> out)
{
    CG_EXPECTS(in.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = to.reduce(in[i]);
    }
}

void reduceWideInto(Residues in, const Modulus& to, std::span<double> out)
{
    CG_EXPECTS(in.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = to.reduceWide(in[i]);
    }
}

void permute(Residues in, std::span<const std::uint32_t> from, std::span<double> out)
{
    CG_EXPECTS(in.size() == out.size() && from.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = in[from[i]];
    }
}

void rescaleLimb(std::span<double> limb, Residues last, FixedFactor inverseOfLast, const Modulus& modulus)
{
    CG_EXPECTS(last.size() == limb.size());
    for (std::size_t i = 0; i < limb.size(); ++i) {
        limb[i] = modulus.multiply(limb[i] - last[i], inverseOfLast);
    }
}

void accumulateProducts(std::span<const Residues> as, std::span<const Residues> bs, const Modulus& modulus,
                        std::span<double> out)
{
    CG_EXPECTS(!as.empty() && as.size() == bs.size());
    multiply(as[0], bs[0], modulus, out);
    for (std::size_t i = 1; i < as.size(); ++i) {
        multiplyAdd(as[i], bs[i], modulus, out);
    }
}

void combineLimbs(std::span<const Residues> ins, std::span<const FixedFactor> factors, const Modulus& modulus,
                  std::span<double> out)
{
    CG_EXPECTS(!ins.empty() && ins.size() == factors.size());
    multiplyFactor(ins[0], factors[0], modulus, out);
    for (std::size_t i = 1; i < ins.size(); ++i) {
        CG_EXPECTS(ins[i].size() == out.size());
        for (std::size_t j = 0; j < out.size(); ++j) {
            out[j] = modulus.reduce(out[j] + modulus.multiply(ins[i][j], factors[i]));
        }
    }
}

void roundedFractionSum(std::span<const Residues> ins, std::span<const Modulus> moduli, std::span<double> out)
{
    CG_EXPECTS(!ins.empty() && ins.size() == moduli.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
        double sum = 0.0;
        for (std::size_t i = 0; i < ins.size(); ++i) {
            sum = std::fma(ins[i][j], moduli[i].inverse(), sum);
        }
        out[j] = std::nearbyint(sum) + 0.0;
    }
}

} // namespace cg::math
