#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/embedding_kernel.h"

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace cg::math {

/// The canonical embedding of R[X]/(X^N + 1) into N/2 complex slots: slot j is the value at ζ^(5^j), ζ = e^(iπ/N)
/// (Cheon, Kim, Kim & Song, ASIACRYPT 2017; as a fast transform: Chen, Chillotti & Song, ePrint 2018/1043).
/// So a(X)·b(X) multiplies slot by slot, a(X^5) has slot j+1 of a in slot j, and a(X^-1) the conjugates.
///
/// With c_k = a_k + i·a_(k+N/2) the slots are Σ_k c_k ζ^(k·5^j), k < N/2, since ζ^(5^j·N/2) = i: one complex transform
/// of half the length, O(N log N), out of place (Stockham), in passes of radix 4. The slots of a round trip differ from
/// the ones before by at most 2^-48 of the largest. The same numbers come out, bit by bit, with every instruction set.
///
/// Immutable; one object may serve several threads.
class CanonicalEmbedding {
public:
    static constexpr std::size_t kMinDegree = 8;
    static constexpr std::size_t kMaxDegree = 131072;

    /// Requires a power of two from kMinDegree to kMaxDegree.
    explicit CanonicalEmbedding(std::size_t degree);

    [[nodiscard]] std::size_t degree() const { return 2 * m_slotCount; }
    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }

    /// The N real coefficients of the polynomial with these slots, not scaled and not rounded. At most N/2 slots; the
    /// others are nought. Requires coefficients.size() = N.
    void toCoefficients(std::span<const std::complex<double>> slots, std::span<double> coefficients) const;
    /// The same for slots without an imaginary part. Requires scratch.size() = N, of any contents.
    void toCoefficients(std::span<const double> slots, std::span<double> coefficients, std::span<double> scratch) const;

    /// All N/2 slots of a polynomial. Requires coefficients.size() = N and slots.size() = N/2.
    void toSlots(std::span<const double> coefficients, std::span<std::complex<double>> slots) const;

private:
    /// The two blocks that the passes of toCoefficients use by turns: a pass reads one and writes the other.
    struct Blocks {
        double* to; ///< of the first pass
        double* other;
    };
    /// So that the last pass writes the coefficients.
    [[nodiscard]] Blocks blocksOf(std::span<double> coefficients, std::span<double> scratch) const;
    /// All passes from N/2 slots in pairs of parts, which may lie in `other`.
    void runPasses(const double* pairs, Blocks blocks) const;

    std::size_t m_slotCount;
    std::vector<EmbeddingPass> m_passes; // in the order of toSlots
};

} // namespace cg::math
