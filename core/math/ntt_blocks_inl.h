// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of eight values between memory and registers, for one instruction set: kLanes blocks at a time, vector j holds
// value j of each. Included once for each target; see hwy/foreach_target.h for the guard.
#if defined(CG_MATH_NTT_BLOCKS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CG_MATH_NTT_BLOCKS_INL_H
#undef CG_MATH_NTT_BLOCKS_INL_H
#else
#define CG_MATH_NTT_BLOCKS_INL_H
#endif

#include "math/ntt_kernel.h"
#include "math/residue_vector_inl.h"

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX2

static_assert(kLanes == kGroupBlocks);

/// Rows to columns, for four vectors from `v` on.
HWY_INLINE void transpose(Vec* v)
{
    const Tag tag;
    const Vec even0 = hn::InterleaveLower(tag, v[0], v[1]);
    const Vec odd0 = hn::InterleaveUpper(tag, v[0], v[1]);
    const Vec even1 = hn::InterleaveLower(tag, v[2], v[3]);
    const Vec odd1 = hn::InterleaveUpper(tag, v[2], v[3]);
    v[0] = hn::ConcatLowerLower(tag, even1, even0);
    v[1] = hn::ConcatLowerLower(tag, odd1, odd0);
    v[2] = hn::ConcatUpperUpper(tag, even1, even0);
    v[3] = hn::ConcatUpperUpper(tag, odd1, odd0);
}

/// From blocks one after the other.
HWY_INLINE void loadBlocks(const double* from, Vec* v)
{
    for (std::size_t b = 0; b < kGroupBlocks; ++b) {
        v[b] = load(from + b * kBlock);
        v[kLanes + b] = load(from + b * kBlock + kLanes);
    }
    transpose(v);
    transpose(v + kLanes);
}

HWY_INLINE void storeBlocks(Vec* v, double* to)
{
    transpose(v);
    transpose(v + kLanes);
    for (std::size_t b = 0; b < kGroupBlocks; ++b) {
        store(v[b], to + b * kBlock);
        store(v[kLanes + b], to + b * kBlock + kLanes);
    }
}

/// From the order of a group.
HWY_INLINE void loadGroup(const double* from, Vec* v)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        v[j] = load(from + j * kLanes);
    }
}

HWY_INLINE void storeGroup(const Vec* v, double* to)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        store(v[j], to + j * kLanes);
    }
}

#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

static_assert(kLanes == 2 * kGroupBlocks);

/// The 128-bit quarters a = a0 a1 a2 a3 and b to a0 b0 a2 b2 and a1 b1 a3 b3.
HWY_INLINE void exchangeQuarters(Vec& a, Vec& b)
{
    const Vec even = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
    b = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
    a = even;
}

/// The halves a = a0 a1 and b to a0 b0 and a1 b1.
HWY_INLINE void exchangeHalves(Vec& a, Vec& b)
{
    const Tag tag;
    const Vec lower = hn::ConcatLowerLower(tag, b, a);
    b = hn::ConcatUpperUpper(tag, b, a);
    a = lower;
}

/// The pairs a and b to a0 b0 a2 b2 … and a1 b1 a3 b3 ….
HWY_INLINE void exchangeOdd(Vec& a, Vec& b)
{
    const Tag tag;
    const Vec even = hn::InterleaveLower(tag, a, b);
    b = hn::InterleaveUpper(tag, a, b);
    a = even;
}

/// Rows to columns. Each step is its own inverse, and they commute.
HWY_INLINE void transpose(Vec* v)
{
    for (const std::size_t i : {0, 1, 2, 3}) {
        exchangeHalves(v[i], v[i + 4]);
    }
    for (const std::size_t i : {0, 1, 4, 5}) {
        exchangeQuarters(v[i], v[i + 2]);
    }
    for (const std::size_t i : {0, 2, 4, 6}) {
        exchangeOdd(v[i], v[i + 1]);
    }
}

HWY_INLINE void loadBlocks(const double* from, Vec* v)
{
    for (std::size_t b = 0; b < kLanes; ++b) {
        v[b] = load(from + b * kBlock);
    }
    transpose(v);
}

HWY_INLINE void storeBlocks(Vec* v, double* to)
{
    transpose(v);
    for (std::size_t b = 0; b < kLanes; ++b) {
        store(v[b], to + b * kBlock);
    }
}

/// From the order of two groups: a vector holds values 2i and 2i+1 of the four blocks of one group.
HWY_INLINE void loadGroup(const double* from, Vec* v)
{
    for (std::size_t i = 0; i < kBlock / 2; ++i) {
        v[2 * i] = load(from + i * kLanes);
        v[2 * i + 1] = load(from + kGroup + i * kLanes);
        exchangeHalves(v[2 * i], v[2 * i + 1]);
    }
}

HWY_INLINE void storeGroup(Vec* v, double* to)
{
    for (std::size_t i = 0; i < kBlock / 2; ++i) {
        exchangeHalves(v[2 * i], v[2 * i + 1]);
        store(v[2 * i], to + i * kLanes);
        store(v[2 * i + 1], to + kGroup + i * kLanes);
    }
}

#else

HWY_INLINE void loadBlocks(const double* from, Vec* v)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        v[j] = from[j];
    }
}

HWY_INLINE void storeBlocks(const Vec* v, double* to)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        to[j] = v[j];
    }
}

HWY_INLINE void loadGroup(const double* from, Vec* v)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        v[j] = from[j * kGroupBlocks];
    }
}

HWY_INLINE void storeGroup(const Vec* v, double* to)
{
    for (std::size_t j = 0; j < kBlock; ++j) {
        to[j * kGroupBlocks] = v[j];
    }
}

#endif

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
