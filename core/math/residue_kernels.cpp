// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/residue_kernels.h"

#include "base/contract.h"
#include "math/simd.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/residue_kernels.cpp" // NOLINT(readability-identifier-naming): the name is Highway's
// Without a fused multiplication and addition these targets are no better than the scalar path.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4) // NOLINT(readability-identifier-naming): the name is Highway's
// clang-format off: the first of these includes this file once for each target, and the last one takes part in that
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "math/residue_vector_inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

// The namespace is one for each target, which is compiled from this file alone.
// NOLINTBEGIN(misc-use-internal-linkage)

/// So many products may be added to a centred residue before a reduction: ½ + 4·¾ < 4, and 4p < 2^52.
constexpr std::size_t kLazyProducts = 4;

/// out = operation(index of the first lane), vector by vector.
template <typename Operation>
HWY_INLINE void fill(std::span<double> out, Operation operation)
{
    for (std::size_t i = 0; i < out.size(); i += kLanes) {
        store(operation(i), out.data() + i);
    }
}

HWY_INLINE Field fieldOf(const Modulus& modulus)
{
    return {modulus.asDouble(), modulus.inverse()};
}

void addAll(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(plus(load(&a[i]), load(&b[i]))); });
}

void subtractAll(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(minus(load(&a[i]), load(&b[i]))); });
}

void negateAll(Residues a, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(minus(broadcast(0.0), load(&a[i]))); });
}

void multiplyAll(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(field.multiply(load(&a[i]), load(&b[i]))); });
}

void multiplyAddAll(Residues a, Residues b, const Modulus& modulus, std::span<double> sum)
{
    const Field field = fieldOf(modulus);
    fill(sum, [=](std::size_t i)
                  HWY_ATTR { return field.reduce(plus(load(&sum[i]), field.multiply(load(&a[i]), load(&b[i])))); });
}

void multiplyFactorAll(Residues a, FixedFactor by, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    const Factor factor = broadcast(by);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(field.multiply(load(&a[i]), factor)); });
}

void addConstantAll(Residues a, double constant, const Modulus& modulus, std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(plus(load(&a[i]), broadcast(constant))); });
}

void reduceAll(Residues in, const Modulus& to, std::span<double> out)
{
    const Field field = fieldOf(to);
    fill(out, [=](std::size_t i) HWY_ATTR { return field.reduce(load(&in[i])); });
}

/// Modulus::reduceWide.
void reduceWideAll(Residues in, const Modulus& to, std::span<double> out)
{
    const Field field = fieldOf(to);
    const Factor base = broadcast(to.wideBase());
    fill(out, [=](std::size_t i) HWY_ATTR {
        const Vec shift = broadcast(0x1.8p52);
        const Vec integer = load(&in[i]);
        const Vec high = minus(fusedAdd(integer, broadcast(0x1p-80), shift), shift);
        const Vec rest = fusedAdd(high, broadcast(-0x1p80), integer);
        const Vec middle = minus(fusedAdd(rest, broadcast(0x1p-40), shift), shift);
        const Vec low = fusedAdd(middle, broadcast(-0x1p40), rest);
        const Vec upper = plus(field.multiply(field.reduce(high), base), field.reduce(middle));
        return field.reduce(plus(field.multiply(upper, base), field.reduce(low)));
    });
}

void rescaleAll(std::span<double> limb, Residues last, FixedFactor inverseOfLast, const Modulus& modulus)
{
    const Field field = fieldOf(modulus);
    const Factor factor = broadcast(inverseOfLast);
    fill(limb, [=](std::size_t i)
                   HWY_ATTR { return field.reduce(field.multiply(minus(load(&limb[i]), load(&last[i])), factor)); });
}

void accumulateAll(std::span<const Residues> as, std::span<const Residues> bs, const Modulus& modulus,
                   std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR {
        Vec sum = broadcast(0.0);
        for (std::size_t term = 0; term < as.size();) {
            const std::size_t end = std::min(term + kLazyProducts, as.size());
            for (; term < end; ++term) {
                sum = plus(sum, field.multiply(load(&as[term][i]), load(&bs[term][i])));
            }
            sum = field.reduce(sum);
        }
        return sum;
    });
}

void combineAll(std::span<const Residues> ins, std::span<const FixedFactor> factors, const Modulus& modulus,
                std::span<double> out)
{
    const Field field = fieldOf(modulus);
    fill(out, [=](std::size_t i) HWY_ATTR {
        Vec sum = broadcast(0.0);
        for (std::size_t term = 0; term < ins.size();) {
            const std::size_t end = std::min(term + kLazyProducts, ins.size());
            for (; term < end; ++term) {
                sum = plus(sum, field.multiply(load(&ins[term][i]), broadcast(factors[term])));
            }
            sum = field.reduce(sum);
        }
        return sum;
    });
}

void sumFractionsAll(std::span<const Residues> ins, std::span<const Modulus> moduli, std::span<double> out)
{
    fill(out, [=](std::size_t i) HWY_ATTR {
        Vec sum = broadcast(0.0);
        for (std::size_t term = 0; term < ins.size(); ++term) {
            sum = fusedAdd(load(&ins[term][i]), broadcast(moduli[term].inverse()), sum);
        }
        const Vec shift = broadcast(0x1.8p52);
        return minus(plus(sum, shift), shift);
    });
}

// NOLINTEND(misc-use-internal-linkage)

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cg::math {

HWY_EXPORT(addAll);
HWY_EXPORT(subtractAll);
HWY_EXPORT(negateAll);
HWY_EXPORT(multiplyAll);
HWY_EXPORT(multiplyAddAll);
HWY_EXPORT(multiplyFactorAll);
HWY_EXPORT(addConstantAll);
HWY_EXPORT(reduceAll);
HWY_EXPORT(reduceWideAll);
HWY_EXPORT(rescaleAll);
HWY_EXPORT(accumulateAll);
HWY_EXPORT(combineAll);
HWY_EXPORT(sumFractionsAll);

namespace {

/// What every kernel expects of the sizes; and the place where the choice of instructions is made.
void expectSize(std::size_t size, Residues in)
{
    CG_EXPECTS(size % kResidueGranularity == 0 && in.size() == size);
    applySimdChoice();
}

void expectSizes(std::size_t size, std::span<const Residues> ins)
{
    CG_EXPECTS(!ins.empty());
    for (const Residues in : ins) {
        expectSize(size, in);
    }
}

} // namespace

void add(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    expectSize(out.size(), b);
    HWY_DYNAMIC_DISPATCH(addAll)(a, b, modulus, out);
}

void subtract(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    expectSize(out.size(), b);
    HWY_DYNAMIC_DISPATCH(subtractAll)(a, b, modulus, out);
}

void negate(Residues a, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    HWY_DYNAMIC_DISPATCH(negateAll)(a, modulus, out);
}

void multiply(Residues a, Residues b, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    expectSize(out.size(), b);
    HWY_DYNAMIC_DISPATCH(multiplyAll)(a, b, modulus, out);
}

void multiplyAdd(Residues a, Residues b, const Modulus& modulus, std::span<double> sum)
{
    expectSize(sum.size(), a);
    expectSize(sum.size(), b);
    HWY_DYNAMIC_DISPATCH(multiplyAddAll)(a, b, modulus, sum);
}

void multiplyFactor(Residues a, FixedFactor factor, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    HWY_DYNAMIC_DISPATCH(multiplyFactorAll)(a, factor, modulus, out);
}

void addConstant(Residues a, double constant, const Modulus& modulus, std::span<double> out)
{
    expectSize(out.size(), a);
    HWY_DYNAMIC_DISPATCH(addConstantAll)(a, constant, modulus, out);
}

void reduceInto(Residues in, const Modulus& to, std::span<double> out)
{
    expectSize(out.size(), in);
    HWY_DYNAMIC_DISPATCH(reduceAll)(in, to, out);
}

void reduceWideInto(Residues in, const Modulus& to, std::span<double> out)
{
    expectSize(out.size(), in);
    HWY_DYNAMIC_DISPATCH(reduceWideAll)(in, to, out);
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
    expectSize(limb.size(), last);
    HWY_DYNAMIC_DISPATCH(rescaleAll)(limb, last, inverseOfLast, modulus);
}

void accumulateProducts(std::span<const Residues> as, std::span<const Residues> bs, const Modulus& modulus,
                        std::span<double> out)
{
    CG_EXPECTS(as.size() == bs.size());
    expectSizes(out.size(), as);
    expectSizes(out.size(), bs);
    HWY_DYNAMIC_DISPATCH(accumulateAll)(as, bs, modulus, out);
}

void combineLimbs(std::span<const Residues> ins, std::span<const FixedFactor> factors, const Modulus& modulus,
                  std::span<double> out)
{
    CG_EXPECTS(ins.size() == factors.size());
    expectSizes(out.size(), ins);
    HWY_DYNAMIC_DISPATCH(combineAll)(ins, factors, modulus, out);
}

void roundedFractionSum(std::span<const Residues> ins, std::span<const Modulus> moduli, std::span<double> out)
{
    CG_EXPECTS(ins.size() == moduli.size() && ins.size() <= 64);
    expectSizes(out.size(), ins);
    HWY_DYNAMIC_DISPATCH(sumFractionsAll)(ins, moduli, out);
}

} // namespace cg::math
#endif
