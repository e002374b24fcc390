// SPDX-License-Identifier: GPL-3.0-or-later
// Layers of a transform over the values of one node, and over the blocks below, for one instruction set. Included once
// for each target; see hwy/foreach_target.h for the guard.
#if defined(CG_MATH_NTT_LAYERS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CG_MATH_NTT_LAYERS_INL_H
#undef CG_MATH_NTT_LAYERS_INL_H
#else
#define CG_MATH_NTT_LAYERS_INL_H
#endif

#include "math/ntt_blocks_inl.h"

#include <bit>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

/// Whether any layer of a plan reduces; most plans have none that does.
enum class Reductions { None, Some };
/// Whether a node is the root, where the inverse ends and divides by the degree.
enum class Place { Root, Inner };

/// A node and its values.
struct Node {
    double* values;
    std::size_t size;
    std::size_t index;
    std::size_t layer;
};

HWY_INLINE Node quarterOf(const Node& node, std::size_t i)
{
    return {node.values + i * (node.size / 4), node.size / 4, 4 * node.index + i, node.layer + 2};
}

template <Reductions R>
HWY_INLINE bool reducesAt(const NttPlan& plan, std::size_t layer)
{
    return R == Reductions::Some && (plan.reductions >> layer & 1) != 0;
}

/// The factors of the last layers for kLanes blocks from `block` on.
class BlockFactors {
public:
    BlockFactors(const NttPlan& plan, std::size_t block)
        : m_at(plan.blockFactors + block / kFactorLanes * (2 * kBlockFactors * kFactorLanes) + block % kFactorLanes)
    {}
    HWY_INLINE Factor operator[](std::size_t which) const
    {
        const double* const at = m_at + 2 * which * kFactorLanes;
        return {load(at), load(at + kFactorLanes)};
    }

private:
    const double* m_at;
};

HWY_INLINE void forwardButterfly(Field field, Vec& a, Vec& b, const Factor& factor)
{
    const Vec product = field.multiply(b, factor);
    b = minus(a, product);
    a = plus(a, product);
}

HWY_INLINE void inverseButterfly(Field field, Vec& a, Vec& b, const Factor& factor)
{
    const Vec difference = minus(a, b);
    a = plus(a, b);
    b = field.multiply(difference, factor);
}

template <Reductions R>
HWY_INLINE void forwardTwoLayers(const NttPlan& plan, Field field, const Node& node)
{
    const Factor upper = broadcast(plan.factors[node.index]);
    const Factor left = broadcast(plan.factors[2 * node.index]);
    const Factor right = broadcast(plan.factors[2 * node.index + 1]);
    const bool reduceUpper = reducesAt<R>(plan, node.layer);
    const bool reduceLower = reducesAt<R>(plan, node.layer + 1);
    const std::size_t quarter = node.size / 4;
    double* const end = node.values + quarter;
    for (double* at = node.values; at != end; at += kLanes) {
        Vec v[4] = {load(at), load(at + quarter), load(at + 2 * quarter), load(at + 3 * quarter)};
        if (reduceUpper) {
            v[0] = field.reduce(v[0]);
            v[1] = field.reduce(v[1]);
        }
        forwardButterfly(field, v[0], v[2], upper);
        forwardButterfly(field, v[1], v[3], upper);
        if (reduceLower) {
            v[0] = field.reduce(v[0]);
            v[2] = field.reduce(v[2]);
        }
        forwardButterfly(field, v[0], v[1], left);
        forwardButterfly(field, v[2], v[3], right);
        store(v[0], at);
        store(v[1], at + quarter);
        store(v[2], at + 2 * quarter);
        store(v[3], at + 3 * quarter);
    }
}

/// The last layer of the inverse with the division by the degree.
HWY_INLINE void scaledButterfly(const NttPlan& plan, Field field, Vec& a, Vec& b)
{
    const Vec difference = minus(a, b);
    a = field.reduce(field.multiply(plus(a, b), broadcast(plan.scale)));
    b = field.reduce(field.multiply(difference, broadcast(plan.lastScaled)));
}

/// Two layers of the inverse for one node. At the root they are the last ones.
template <Reductions R, Place P>
HWY_INLINE void inverseTwoLayers(const NttPlan& plan, Field field, const Node& node)
{
    const Factor upper = broadcast(plan.factors[node.index]);
    const Factor left = broadcast(plan.factors[2 * node.index]);
    const Factor right = broadcast(plan.factors[2 * node.index + 1]);
    const bool reduceUpper = reducesAt<R>(plan, node.layer);
    const bool reduceLower = reducesAt<R>(plan, node.layer + 1);
    const std::size_t quarter = node.size / 4;
    double* const end = node.values + quarter;
    for (double* at = node.values; at != end; at += kLanes) {
        Vec v[4] = {load(at), load(at + quarter), load(at + 2 * quarter), load(at + 3 * quarter)};
        inverseButterfly(field, v[0], v[1], left);
        inverseButterfly(field, v[2], v[3], right);
        if (reduceLower) {
            v[0] = field.reduce(v[0]);
            v[2] = field.reduce(v[2]);
        }
        if constexpr (P == Place::Root) {
            scaledButterfly(plan, field, v[0], v[2]);
            scaledButterfly(plan, field, v[1], v[3]);
        } else {
            inverseButterfly(field, v[0], v[2], upper);
            inverseButterfly(field, v[1], v[3], upper);
            if (reduceUpper) {
                v[0] = field.reduce(v[0]);
                v[1] = field.reduce(v[1]);
            }
        }
        store(v[0], at);
        store(v[1], at + quarter);
        store(v[2], at + 2 * quarter);
        store(v[3], at + 3 * quarter);
    }
}

HWY_INLINE void reduceFour(Field field, Vec& a, Vec& b, Vec& c, Vec& d)
{
    a = field.reduce(a);
    b = field.reduce(b);
    c = field.reduce(c);
    d = field.reduce(d);
}

/// The last three layers of kLanes blocks. Written out, because the values stay in registers only if every index is
/// known where it stands.
template <Reductions R>
HWY_INLINE void forwardBlock(const NttPlan& plan, Field field, const double* from, double* to, std::size_t block)
{
    const auto layer = static_cast<std::size_t>(std::countr_zero(plan.degree)) - 3;
    const BlockFactors factors(plan, block);
    Vec v[kBlock];
    loadBlocks(from, v);
    if (reducesAt<R>(plan, layer)) {
        reduceFour(field, v[0], v[1], v[2], v[3]);
    }
    const Factor whole = factors[0];
    forwardButterfly(field, v[0], v[4], whole);
    forwardButterfly(field, v[1], v[5], whole);
    forwardButterfly(field, v[2], v[6], whole);
    forwardButterfly(field, v[3], v[7], whole);
    if (reducesAt<R>(plan, layer + 1)) {
        reduceFour(field, v[0], v[1], v[4], v[5]);
    }
    const Factor left = factors[1];
    const Factor right = factors[2];
    forwardButterfly(field, v[0], v[2], left);
    forwardButterfly(field, v[1], v[3], left);
    forwardButterfly(field, v[4], v[6], right);
    forwardButterfly(field, v[5], v[7], right);
    if (reducesAt<R>(plan, layer + 2)) {
        reduceFour(field, v[0], v[2], v[4], v[6]);
    }
    forwardButterfly(field, v[0], v[1], factors[3]);
    forwardButterfly(field, v[2], v[3], factors[4]);
    forwardButterfly(field, v[4], v[5], factors[5]);
    forwardButterfly(field, v[6], v[7], factors[6]);
    reduceFour(field, v[0], v[1], v[2], v[3]);
    reduceFour(field, v[4], v[5], v[6], v[7]);
    storeGroup(v, to);
}

/// The first three layers of the inverse.
template <Reductions R>
HWY_INLINE void inverseBlock(const NttPlan& plan, Field field, const double* from, double* to, std::size_t block)
{
    const auto layer = static_cast<std::size_t>(std::countr_zero(plan.degree)) - 3;
    const BlockFactors factors(plan, block);
    Vec v[kBlock];
    loadGroup(from, v);
    inverseButterfly(field, v[0], v[1], factors[3]);
    inverseButterfly(field, v[2], v[3], factors[4]);
    inverseButterfly(field, v[4], v[5], factors[5]);
    inverseButterfly(field, v[6], v[7], factors[6]);
    if (reducesAt<R>(plan, layer + 2)) {
        reduceFour(field, v[0], v[2], v[4], v[6]);
    }
    const Factor left = factors[1];
    const Factor right = factors[2];
    inverseButterfly(field, v[0], v[2], left);
    inverseButterfly(field, v[1], v[3], left);
    inverseButterfly(field, v[4], v[6], right);
    inverseButterfly(field, v[5], v[7], right);
    if (reducesAt<R>(plan, layer + 1)) {
        reduceFour(field, v[0], v[1], v[4], v[5]);
    }
    const Factor whole = factors[0];
    inverseButterfly(field, v[0], v[4], whole);
    inverseButterfly(field, v[1], v[5], whole);
    inverseButterfly(field, v[2], v[6], whole);
    inverseButterfly(field, v[3], v[7], whole);
    if (reducesAt<R>(plan, layer)) {
        reduceFour(field, v[0], v[1], v[2], v[3]);
    }
    storeBlocks(v, to);
}

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
