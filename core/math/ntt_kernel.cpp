// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt_kernel.h"

#include "math/simd.h"

#include <algorithm>
#include <array>
#include <bit>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/ntt_kernel.cpp" // NOLINT(readability-identifier-naming): the name is Highway's
// Without a fused multiplication and addition these targets are no better than the scalar path.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4) // NOLINT(readability-identifier-naming): the name is Highway's
// clang-format off: the first of these includes this file once for each target, and the last one takes part in that
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "math/ntt_layers_inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

// The namespace is one for each target, which is compiled from this file alone.
// NOLINTBEGIN(misc-use-internal-linkage)

/// As many values as stay in the first cache while all layers below run over them. 8·4^k, as every node of an even
/// number of layers above the blocks.
constexpr std::size_t kCachedSize = 2048;

/// All blocks below a node of the layers above them. Without vectors, a group is copied first: its blocks are read one
/// after the other and written side by side.
template <Reductions R>
void forwardBlocks(const NttPlan& plan, Field field, double* values, std::size_t block, std::size_t size)
{
    for (const double* const end = values + size; values != end; values += std::max(kLanes, kGroupBlocks) * kBlock) {
        if constexpr (kLanes == 1) {
            std::array<double, kGroup> group;
            std::copy_n(values, kGroup, group.begin());
            for (std::size_t b = 0; b < kGroupBlocks; ++b) {
                forwardBlock<R>(plan, field, group.data() + b * kBlock, values + b, block + b);
            }
        } else {
            forwardBlock<R>(plan, field, values, values, block);
        }
        block += std::max(kLanes, kGroupBlocks);
    }
}

template <Reductions R>
void inverseBlocks(const NttPlan& plan, Field field, double* values, std::size_t block, std::size_t size)
{
    for (const double* const end = values + size; values != end; values += std::max(kLanes, kGroupBlocks) * kBlock) {
        if constexpr (kLanes == 1) {
            std::array<double, kGroup> group;
            std::copy_n(values, kGroup, group.begin());
            for (std::size_t b = 0; b < kGroupBlocks; ++b) {
                inverseBlock<R>(plan, field, group.data() + b, values + b * kBlock, block + b);
            }
        } else {
            inverseBlock<R>(plan, field, values, values, block);
        }
        block += std::max(kLanes, kGroupBlocks);
    }
}

/// The number of the first block below a node.
HWY_INLINE std::size_t firstBlockOf(const Node& node)
{
    return (node.index - (std::size_t{1} << node.layer)) * (node.size / kBlock);
}

template <Reductions R>
void forwardNode(const NttPlan& plan, Field field, const Node& node)
{
    if (node.size > kCachedSize) {
        forwardTwoLayers<R>(plan, field, node);
        for (std::size_t i = 0; i < 4; ++i) {
            forwardNode<R>(plan, field, quarterOf(node, i));
        }
        return;
    }
    std::size_t count = 1;
    for (Node first = node; first.size > kBlock; first = quarterOf(first, 0), count *= 4) {
        for (std::size_t i = 0; i < count; ++i) {
            forwardTwoLayers<R>(plan, field, {first.values + i * first.size, first.size, first.index + i, first.layer});
        }
    }
    forwardBlocks<R>(plan, field, node.values, firstBlockOf(node), node.size);
}

template <Reductions R>
void inverseNode(const NttPlan& plan, Field field, const Node& node)
{
    if (node.size > kCachedSize) {
        for (std::size_t i = 0; i < 4; ++i) {
            inverseNode<R>(plan, field, quarterOf(node, i));
        }
        inverseTwoLayers<R, Place::Inner>(plan, field, node);
        return;
    }
    inverseBlocks<R>(plan, field, node.values, firstBlockOf(node), node.size);
    const auto layers = static_cast<std::size_t>(std::countr_zero(node.size / kBlock));
    for (std::size_t up = layers; up > 0;) {
        up -= 2;
        const std::size_t count = std::size_t{1} << up;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t size = node.size / count;
            inverseTwoLayers<R, Place::Inner>(plan, field,
                                              {node.values + i * size, size, node.index * count + i, node.layer + up});
        }
    }
}

template <Reductions R>
void forward(const NttPlan& plan, double* values)
{
    const Field field(plan.modulus, plan.inverse);
    const std::size_t half = plan.degree / 2;
    if (std::countr_zero(plan.degree) % 2 == 1) { // an even number of layers above the blocks
        forwardNode<R>(plan, field, {values, plan.degree, 1, 0});
        return;
    }
    const Factor factor = broadcast(plan.factors[1]);
    for (double* at = values; at != values + half; at += kLanes) {
        Vec a = load(at);
        Vec b = load(at + half);
        forwardButterfly(field, a, b, factor);
        store(a, at);
        store(b, at + half);
    }
    forwardNode<R>(plan, field, {values, half, 2, 1});
    forwardNode<R>(plan, field, {values + half, half, 3, 1});
}

template <Reductions R>
void inverse(const NttPlan& plan, double* values)
{
    const Field field(plan.modulus, plan.inverse);
    if (std::countr_zero(plan.degree) % 2 == 1) {
        const Node root{values, plan.degree, 1, 0};
        for (std::size_t i = 0; i < 4; ++i) {
            inverseNode<R>(plan, field, quarterOf(root, i));
        }
        inverseTwoLayers<R, Place::Root>(plan, field, root);
        return;
    }
    const std::size_t half = plan.degree / 2;
    inverseNode<R>(plan, field, {values, half, 2, 1});
    inverseNode<R>(plan, field, {values + half, half, 3, 1});
    for (double* at = values; at != values + half; at += kLanes) {
        Vec a = load(at);
        Vec b = load(at + half);
        scaledButterfly(plan, field, a, b);
        store(a, at);
        store(b, at + half);
    }
}

void forwardAll(const NttPlan& plan, double* values)
{
    plan.reductions == 0 ? forward<Reductions::None>(plan, values) : forward<Reductions::Some>(plan, values);
}

void inverseAll(const NttPlan& plan, double* values)
{
    plan.reductions == 0 ? inverse<Reductions::None>(plan, values) : inverse<Reductions::Some>(plan, values);
}

// NOLINTEND(misc-use-internal-linkage)

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cg::math {

HWY_EXPORT(forwardAll);
HWY_EXPORT(inverseAll);

void forwardKernel(const NttPlan& plan, double* values)
{
    applySimdChoice();
    HWY_DYNAMIC_DISPATCH(forwardAll)(plan, values);
}

void inverseKernel(const NttPlan& plan, double* values)
{
    applySimdChoice();
    HWY_DYNAMIC_DISPATCH(inverseAll)(plan, values);
}

} // namespace cg::math
#endif
