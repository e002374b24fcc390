// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/embedding_kernel.h"

#include "base/contract.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/embedding_kernel.cpp" // NOLINT(readability-identifier-naming): the name is Highway's
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The namespace is one for each target, which is compiled from this file alone.
// NOLINTBEGIN(misc-use-internal-linkage)

// Multiplications and additions are never fused: a processor without such an instruction must get the same numbers.

template <class D>
struct Complex {
    hn::Vec<D> re;
    hn::Vec<D> im;
};

template <class D>
HWY_INLINE Complex<D> operator+(const Complex<D>& a, const Complex<D>& b)
{
    return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}

template <class D>
HWY_INLINE Complex<D> operator-(const Complex<D>& a, const Complex<D>& b)
{
    return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}

template <class D>
HWY_INLINE Complex<D> operator*(const Complex<D>& a, const Complex<D>& w)
{
    return {hn::Sub(hn::Mul(a.re, w.re), hn::Mul(a.im, w.im)), hn::Add(hn::Mul(a.re, w.im), hn::Mul(a.im, w.re))};
}

/// a times the conjugate of w.
template <class D>
HWY_INLINE Complex<D> timesConjugate(const Complex<D>& a, const Complex<D>& w)
{
    return {hn::Add(hn::Mul(a.re, w.re), hn::Mul(a.im, w.im)), hn::Sub(hn::Mul(a.im, w.re), hn::Mul(a.re, w.im))};
}

/// a + i·b
template <class D>
HWY_INLINE Complex<D> plusTurned(const Complex<D>& a, const Complex<D>& b)
{
    return {hn::Sub(a.re, b.im), hn::Add(a.im, b.re)};
}

/// a − i·b
template <class D>
HWY_INLINE Complex<D> minusTurned(const Complex<D>& a, const Complex<D>& b)
{
    return {hn::Add(a.re, b.im), hn::Sub(a.im, b.re)};
}

template <class D>
struct Four {
    Complex<D> first;
    Complex<D> second;
    Complex<D> third;
    Complex<D> fourth;
};

template <class D>
struct Roots {
    Complex<D> single;
    Complex<D> squared;
    Complex<D> cubed;
};

template <class D>
HWY_INLINE Complex<D> load(ConstSplitComplex from, std::size_t at)
{
    return {hn::LoadU(D(), from.re + at), hn::LoadU(D(), from.im + at)};
}

template <class D>
HWY_INLINE void store(const Complex<D>& value, SplitComplex to, std::size_t at)
{
    hn::StoreU(value.re, D(), to.re + at);
    hn::StoreU(value.im, D(), to.im + at);
}

/// The number `column` (as in EmbeddingPass::roots) of row j, in all lanes.
template <class D>
HWY_INLINE hn::Vec<D> rootOfRow(const EmbeddingPass& pass, std::size_t column, std::size_t j)
{
    return hn::Set(D(), pass.roots[column * pass.transformSize + j]);
}

template <class D>
HWY_INLINE Roots<D> rootsOfRow(const EmbeddingPass& pass, std::size_t j)
{
    return {{rootOfRow<D>(pass, 0, j), rootOfRow<D>(pass, 1, j)},
            {rootOfRow<D>(pass, 2, j), rootOfRow<D>(pass, 3, j)},
            {rootOfRow<D>(pass, 4, j), rootOfRow<D>(pass, 5, j)}};
}

/// The roots of rows j, j+1, …, one in a lane.
template <class D>
HWY_INLINE Roots<D> rootsOfRows(const EmbeddingPass& pass, std::size_t j)
{
    const std::size_t m = pass.transformSize;
    const double* at = pass.roots.data() + j;
    return {load<D>({at, at + m}, 0), load<D>({at + 2 * m, at + 3 * m}, 0), load<D>({at + 4 * m, at + 5 * m}, 0)};
}

/// Rows j, `turned`, 2m and 4m − `turned` further on, from the four parts of row j.
template <class D>
HWY_INLINE Four<D> butterfly(const Four<D>& x, const Roots<D>& w)
{
    const Complex<D> b = x.second * w.single;
    const Complex<D> c = x.third * w.squared;
    const Complex<D> d = x.fourth * w.cubed;
    const Complex<D> sum = x.first + c;
    const Complex<D> difference = x.first - c;
    return {sum + (b + d), plusTurned(difference, b - d), sum - (b + d), minusTurned(difference, b - d)};
}

/// Four times the inverse.
template <class D>
HWY_INLINE Four<D> inverseButterfly(const Four<D>& y, const Roots<D>& w)
{
    const Complex<D> sum = y.first + y.third;          // 2(a + c)
    const Complex<D> difference = y.second + y.fourth; // 2(a − c)
    const Complex<D> odd = y.first - y.third;          // 2(b + d)
    const Complex<D> turned = y.second - y.fourth;     // 2i(b − d)
    return {sum + difference, timesConjugate(minusTurned(odd, turned), w.single),
            timesConjugate(sum - difference, w.squared), timesConjugate(plusTurned(odd, turned), w.cubed)};
}

template <class D>
void forwardOfRadix4(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    const std::size_t m = pass.transformSize;
    const std::size_t length = pass.points / (4 * m);
    for (std::size_t j = 0; j < m; ++j) {
        const Roots<D> roots = rootsOfRow<D>(pass, j);
        const std::size_t in = j * 4 * length;
        for (std::size_t r = 0; r < length; r += hn::Lanes(D())) {
            const Four<D> y = butterfly<D>({load<D>(from, in + r), load<D>(from, in + length + r),
                                            load<D>(from, in + 2 * length + r), load<D>(from, in + 3 * length + r)},
                                           roots);
            store(y.first, to, j * length + r);
            store(y.second, to, (j + pass.turned) * length + r);
            store(y.third, to, (j + 2 * m) * length + r);
            store(y.fourth, to, (j + 4 * m - pass.turned) * length + r);
        }
    }
}

template <class D>
void inverseOfRadix4(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    const std::size_t m = pass.transformSize;
    const std::size_t length = pass.points / (4 * m);
    for (std::size_t j = 0; j < m; ++j) {
        const Roots<D> roots = rootsOfRow<D>(pass, j);
        const std::size_t out = j * 4 * length;
        for (std::size_t r = 0; r < length; r += hn::Lanes(D())) {
            const Four<D> x = inverseButterfly<D>(
                {load<D>(from, j * length + r), load<D>(from, (j + pass.turned) * length + r),
                 load<D>(from, (j + 2 * m) * length + r), load<D>(from, (j + 4 * m - pass.turned) * length + r)},
                roots);
            store(x.first, to, out + r);
            store(x.second, to, out + length + r);
            store(x.third, to, out + 2 * length + r);
            store(x.fourth, to, out + 3 * length + r);
        }
    }
}

template <class D>
void forwardOfRadix2(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    const std::size_t half = pass.points / 2;
    const Complex<D> root{hn::Set(D(), pass.roots[0]), hn::Set(D(), pass.roots[1])};
    for (std::size_t r = 0; r < half; r += hn::Lanes(D())) {
        const Complex<D> a = load<D>(from, r);
        const Complex<D> b = load<D>(from, half + r) * root;
        store(a + b, to, r);
        store(a - b, to, half + r);
    }
}

template <class D>
void inverseOfRadix2(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    const std::size_t half = pass.points / 2;
    const Complex<D> root{hn::Set(D(), pass.roots[0]), hn::Set(D(), pass.roots[1])};
    for (std::size_t r = 0; r < half; r += hn::Lanes(D())) {
        const Complex<D> a = load<D>(from, r);
        const Complex<D> b = load<D>(from, half + r);
        store(a + b, to, r);
        store(timesConjugate(a - b, root), to, half + r);
    }
}

template <class D>
void lastForward(const EmbeddingPass& pass, ConstSplitComplex from, double* to)
{
    const D d;
    const std::size_t m = pass.transformSize;
    for (std::size_t j = 0; j < m; j += hn::Lanes(d)) {
        Four<D> x;
        hn::LoadInterleaved4(d, from.re + 4 * j, x.first.re, x.second.re, x.third.re, x.fourth.re);
        hn::LoadInterleaved4(d, from.im + 4 * j, x.first.im, x.second.im, x.third.im, x.fourth.im);
        const Four<D> y = butterfly<D>(x, rootsOfRows<D>(pass, j));
        hn::StoreInterleaved2(y.first.re, y.first.im, d, to + 2 * j);
        hn::StoreInterleaved2(y.second.re, y.second.im, d, to + 2 * (j + pass.turned));
        hn::StoreInterleaved2(y.third.re, y.third.im, d, to + 2 * (j + 2 * m));
        hn::StoreInterleaved2(y.fourth.re, y.fourth.im, d, to + 2 * (j + 4 * m - pass.turned));
    }
}

template <class D>
HWY_INLINE Complex<D> loadPairs(const double* from, hn::Vec<D> factor)
{
    Complex<D> value;
    hn::LoadInterleaved2(D(), from, value.re, value.im);
    return {hn::Mul(value.re, factor), hn::Mul(value.im, factor)};
}

template <class D>
void inverseLast(const EmbeddingPass& pass, double factor, const double* from, SplitComplex to)
{
    const D d;
    const hn::Vec<D> factors = hn::Set(d, factor);
    const std::size_t m = pass.transformSize;
    for (std::size_t j = 0; j < m; j += hn::Lanes(d)) {
        const Four<D> x = inverseButterfly<D>({loadPairs<D>(from + 2 * j, factors),
                                               loadPairs<D>(from + 2 * (j + pass.turned), factors),
                                               loadPairs<D>(from + 2 * (j + 2 * m), factors),
                                               loadPairs<D>(from + 2 * (j + 4 * m - pass.turned), factors)},
                                              rootsOfRows<D>(pass, j));
        hn::StoreInterleaved4(x.first.re, x.second.re, x.third.re, x.fourth.re, d, to.re + 4 * j);
        hn::StoreInterleaved4(x.first.im, x.second.im, x.third.im, x.fourth.im, d, to.im + 4 * j);
    }
}

// From 16 points on, rows (but those of the last pass, which takes rows side by side) are at least four long.
constexpr std::size_t kLanes = 4;
using Wide = hn::CappedTag<double, kLanes>;
using Single = hn::CappedTag<double, 1>;

bool isWide(const EmbeddingPass& pass)
{
    return pass.points >= kLanes * 4;
}

void forward(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    if (pass.radix == 2) {
        (isWide(pass) ? forwardOfRadix2<Wide> : forwardOfRadix2<Single>)(pass, from, to);
    } else {
        (isWide(pass) ? forwardOfRadix4<Wide> : forwardOfRadix4<Single>)(pass, from, to);
    }
}

void inverse(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    if (pass.radix == 2) {
        (isWide(pass) ? inverseOfRadix2<Wide> : inverseOfRadix2<Single>)(pass, from, to);
    } else {
        (isWide(pass) ? inverseOfRadix4<Wide> : inverseOfRadix4<Single>)(pass, from, to);
    }
}

void forwardToPairs(const EmbeddingPass& pass, ConstSplitComplex from, double* to)
{
    (isWide(pass) ? lastForward<Wide> : lastForward<Single>)(pass, from, to);
}

void inverseOfPairs(const EmbeddingPass& pass, double factor, const double* from, SplitComplex to)
{
    (isWide(pass) ? inverseLast<Wide> : inverseLast<Single>)(pass, factor, from, to);
}

// NOLINTEND(misc-use-internal-linkage)

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cg::math {

HWY_EXPORT(forward);
HWY_EXPORT(inverse);
HWY_EXPORT(forwardToPairs);
HWY_EXPORT(inverseOfPairs);

void embeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    HWY_DYNAMIC_DISPATCH(forward)(pass, from, to);
}

void lastEmbeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, double* to)
{
    CG_EXPECTS(pass.radix == 4 && pass.points == 4 * pass.transformSize);
    HWY_DYNAMIC_DISPATCH(forwardToPairs)(pass, from, to);
}

void inverseEmbeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to)
{
    HWY_DYNAMIC_DISPATCH(inverse)(pass, from, to);
}

void inverseLastEmbeddingPass(const EmbeddingPass& pass, double factor, const double* from, SplitComplex to)
{
    CG_EXPECTS(pass.radix == 4 && pass.points == 4 * pass.transformSize);
    HWY_DYNAMIC_DISPATCH(inverseOfPairs)(pass, factor, from, to);
}

} // namespace cg::math
#endif
