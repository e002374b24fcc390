#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt_kernel.h"

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace cg::math {

/// The factors of one direction of a transform, laid out as they are read.
class NttFactors {
public:
    /// Node n of the forward transform has the factor ψ^bitReverse(n), node n of the inverse the inverse of that.
    /// `root` is ψ, a primitive 2·degree-th root of unity.
    [[nodiscard]] static NttFactors forward(const Modulus& modulus, std::size_t degree, double root);
    [[nodiscard]] static NttFactors inverse(const Modulus& modulus, std::size_t degree, double root);

    /// Valid as long as this object is; below kMinKernelDegree it has the factors of all nodes and no block factors.
    [[nodiscard]] const NttPlan& plan() const { return m_plan; }

private:
    static constexpr std::align_val_t kAlignment{64};
    struct Release {
        void operator()(double* values) const { ::operator delete(values, kAlignment); }
    };

    NttFactors(const Modulus& modulus, std::size_t degree, double root);
    void layOutBlocks(const std::vector<FixedFactor>& ofNodes);

    std::vector<FixedFactor> m_factors;
    std::unique_ptr<double[], Release> m_blockFactors;
    NttPlan m_plan;
};

/// `index`, a number of log2(count) bits, with its bits in the opposite order. Requires a power of two.
[[nodiscard]] std::size_t bitReverse(std::size_t index, std::size_t count);

} // namespace cg::math
