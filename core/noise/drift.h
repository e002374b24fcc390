#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/log2.h"

#include <cstdint>

namespace cg::noise {

/// The expected error of a weight over many steps. A worst-case bound carried from step to step explodes (2^128 on a
/// weight after three); steps add *independent* errors instead, so that their standard deviations add as squares:
/// σ(n) = √(σ₁² + … + σₙ²) (docs/vhe.md).
class NoiseDrift {
public:
    /// One more step that adds an error of this standard deviation to each weight.
    void add(base::Log2 stepTypical);
    /// The expected standard deviation now; nought before the first step.
    [[nodiscard]] base::Log2 estimate() const { return m_sigma; }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }

    /// After `steps` equal steps: σ·√n.
    [[nodiscard]] static base::Log2 expected(base::Log2 stepTypical, std::uint64_t steps);

    /// Byte form (session file). Decoding refuses an estimate that is no number or beyond ±2^1000.
    void encode(base::ByteWriter& writer) const;
    [[nodiscard]] static base::Result<NoiseDrift> decode(base::ByteReader& reader);

private:
    base::Log2 m_sigma;
    std::uint64_t m_steps = 0;
};

} // namespace cg::noise
