#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/modulus.h"

#include <cstddef>
#include <cstdint>

namespace cg::math {

// The layers of a transform as nodes of a binary tree: layer d has the nodes 2^d … 2^(d+1)−1 from left to right, and
// the halves of node n are the nodes 2n and 2n+1. One factor belongs to each node.

/// The last three layers are computed in registers, over blocks of eight values. Four blocks form a group; the
/// evaluation form has value j of block b of a group at 4·j + b.
inline constexpr std::size_t kBlock = 8;
inline constexpr std::size_t kGroupBlocks = 4;
inline constexpr std::size_t kGroup = kGroupBlocks * kBlock;
/// Their factors come for eight blocks at a time: seven factors (1 of the first layer, 2 of the second, 4 of the
/// third), each as eight values and eight ratios, one for each block.
inline constexpr std::size_t kBlockFactors = 7;
inline constexpr std::size_t kFactorLanes = 8;
/// The kernels work from this degree on.
inline constexpr std::size_t kMinKernelDegree = 256;

/// What one kernel reads.
struct NttPlan {
    double modulus;
    double inverse;
    std::size_t degree;
    const FixedFactor* factors; ///< of node n at n, for all layers but the last three
    const double* blockFactors; ///< of the last three layers
    std::uint32_t reductions;   ///< bit d: layer d reduces (forward: what it does not multiply; inverse: its sums)
    FixedFactor scale;          ///< inverse only: 1/degree
    FixedFactor lastScaled;     ///< inverse only: the factor of node 1 times 1/degree
};

/// Coefficients |a| < p to the evaluation form, centred. Requires plan.degree ≥ kMinKernelDegree values.
void forwardKernel(const NttPlan& plan, double* values);
/// The inverse.
void inverseKernel(const NttPlan& plan, double* values);

} // namespace cg::math
