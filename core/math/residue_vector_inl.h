// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of residues for one instruction set. Included once for each target that Highway compiles a file for; see
// hwy/foreach_target.h for the guard.
#if defined(CG_MATH_RESIDUE_VECTOR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CG_MATH_RESIDUE_VECTOR_INL_H
#undef CG_MATH_RESIDUE_VECTOR_INL_H
#else
#define CG_MATH_RESIDUE_VECTOR_INL_H
#endif

#include "math/modulus.h"

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

// The arithmetic must be that of IEEE 754 with a true fused multiplication and addition on every target, so that all
// give the same bits. AVX2 and AVX-512 have one; everywhere else std::fma is asked for, one number at a time.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;
inline constexpr std::size_t kLanes = hn::MaxLanes(Tag());

HWY_INLINE Vec load(const double* from)
{
    return hn::LoadU(Tag(), from);
}
HWY_INLINE void store(Vec v, double* to)
{
    hn::StoreU(v, Tag(), to);
}
HWY_INLINE Vec broadcast(double value)
{
    return hn::Set(Tag(), value);
}
HWY_INLINE Vec plus(Vec a, Vec b)
{
    return hn::Add(a, b);
}
HWY_INLINE Vec minus(Vec a, Vec b)
{
    return hn::Sub(a, b);
}
HWY_INLINE Vec times(Vec a, Vec b)
{
    return hn::Mul(a, b);
}
/// a·b + c and a·b − c, rounded once.
HWY_INLINE Vec fusedAdd(Vec a, Vec b, Vec c)
{
    return hn::MulAdd(a, b, c);
}
HWY_INLINE Vec fusedSubtract(Vec a, Vec b, Vec c)
{
    return hn::MulSub(a, b, c);
}

#else

using Vec = double;
inline constexpr std::size_t kLanes = 1;

HWY_INLINE Vec load(const double* from)
{
    return *from;
}
HWY_INLINE void store(Vec v, double* to)
{
    *to = v;
}
HWY_INLINE Vec broadcast(double value)
{
    return value;
}
HWY_INLINE Vec plus(Vec a, Vec b)
{
    return a + b;
}
HWY_INLINE Vec minus(Vec a, Vec b)
{
    return a - b;
}
HWY_INLINE Vec times(Vec a, Vec b)
{
    return a * b;
}
HWY_INLINE Vec fusedAdd(Vec a, Vec b, Vec c)
{
    return std::fma(a, b, c);
}
HWY_INLINE Vec fusedSubtract(Vec a, Vec b, Vec c)
{
    return std::fma(a, b, -c);
}

#endif

/// A factor in every lane, or one for each lane.
struct Factor {
    Vec value;
    Vec ratio;
};

HWY_INLINE Factor broadcast(FixedFactor factor)
{
    return {broadcast(factor.value), broadcast(factor.ratio)};
}

/// A modulus in every lane.
class Field {
public:
    Field(double modulus, double inverse) : m_modulus(broadcast(modulus)), m_inverse(broadcast(inverse)) {}

    /// The centred residue of an integer, |a| ≤ 2^52. Both roundings of the quotient together are off by less than
    /// |a/p|·2^−53 ≤ 1/(2p), and no integer is nearer than that to a tie.
    HWY_INLINE Vec reduce(Vec a) const { return fusedAdd(negativeQuotient(a, m_inverse), m_modulus, a); }

    /// A residue of a·factor. For |a| ≤ 2^52 it is exact, and at most (½ + |a|·2^−54)·p.
    HWY_INLINE Vec multiply(Vec a, Factor factor) const
    {
        const Vec high = times(a, factor.value);
        const Vec low = fusedSubtract(a, factor.value, high);
        return plus(fusedAdd(negativeQuotient(a, factor.ratio), m_modulus, high), low);
    }

    /// A residue of a·b for |a|, |b| < p, at most ¾·p: the quotient is off by at most (p²/p)·2^−52 < ¼.
    HWY_INLINE Vec multiply(Vec a, Vec b) const
    {
        const Vec high = times(a, b);
        const Vec low = fusedSubtract(a, b, high);
        return plus(fusedAdd(negativeQuotient(high, m_inverse), m_modulus, high), low);
    }

private:
    /// −round(a·ratio) for |a·ratio| ≤ 2^51: adding 1.5·2^52 leaves no bits behind the point, and it is one rounding
    /// with the product. Nought comes out as +0.0, so that no result is −0.0.
    HWY_INLINE Vec negativeQuotient(Vec a, Vec ratio) const
    {
        const Vec shift = broadcast(0x1.8p52);
        return minus(shift, fusedAdd(a, ratio, shift));
    }

    Vec m_modulus;
    Vec m_inverse;
};

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
