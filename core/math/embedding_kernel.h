#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <vector>

namespace cg::math {

/// Complex numbers, real and imaginary parts apart.
struct SplitComplex {
    double* re;
    double* im;
};

struct ConstSplitComplex {
    const double* re;
    const double* im;
};

/// One pass of the special FFT of n points: it makes n/(radix·m) transforms of radix·m points from n/m transforms of m
/// points, which lie interleaved: value j of transform r at place j·(n/m) + r.
///
/// Radix 4, with L = n/(4m), for j < m and r < L: let a, b, c, d be x[r], w·x[r+L], w²·x[r+2L], w³·x[r+3L] of row j
/// (its length is 4L), w = e^(iπ·5^j/8m). Rows of length L: j takes a+c + (b+d), j+2m takes a+c − (b+d), and the rows
/// `turned` and 4m − `turned` further on take a−c + i(b−d) and a−c − i(b−d).
/// Radix 2 occurs as the first pass (m = 1) where n is no power of four: x[r] ± w·x[r+n/2], w = e^(iπ/4).
struct EmbeddingPass {
    std::size_t radix;         ///< 2 or 4
    std::size_t points;        ///< n, a power of two from 4 on
    std::size_t transformSize; ///< m
    std::size_t turned;        ///< m or 3m: where 5^m is 1 + 4m or 1 + 12m modulo 16m
    std::vector<double> roots; ///< re w, im w, re w², im w², re w³, im w³: m numbers of each
};

/// A pass that is not the last. `from` and `to` hold n points each and do not overlap.
void embeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to);
/// The last pass (n = 4m); `to` takes n pairs of real and imaginary part.
void lastEmbeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, double* to);

/// The inverse of `embeddingPass`, times its radix.
void inverseEmbeddingPass(const EmbeddingPass& pass, ConstSplitComplex from, SplitComplex to);
/// The inverse of `lastEmbeddingPass`, times `factor`·4.
void inverseLastEmbeddingPass(const EmbeddingPass& pass, double factor, const double* from, SplitComplex to);

} // namespace cg::math
