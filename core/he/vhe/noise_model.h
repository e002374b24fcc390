#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "he/vhe/params.h"

#include <span>
#include <utility>

namespace cg::he::vhe {

/// A ciphertext as the noise model sees it: no integers.
struct Term {
    NoiseEstimate noise;
    MessageRange range;
    double scale; ///< integers = scale · message
};

/// The lines of the table "Noise of VHE" (docs/vhe.md): worst-case bound and typical standard deviation of every
/// operation, centred and independent errors. All noise is relative to 1.0 in the message, that is, divided by the
/// scale. `digitSquares` is Σ digit² of the key switch where the digits are known; without it the expected value is
/// used (entries of the size that one key switch gives).
class NoiseModel {
public:
    explicit NoiseModel(const Params& params);

    [[nodiscard]] Term fresh(MessageRange range) const;
    [[nodiscard]] Term add(const Term& a, const Term& b) const;
    [[nodiscard]] Term addPlain(const Term& a, MessageRange plain) const;
    [[nodiscard]] Term multiplyScalar(const Term& a, double factor) const;
    [[nodiscard]] Term absorb(const Term& a, double factor) const;
    [[nodiscard]] Term multiplyAccumulate(std::span<const std::pair<Term, Term>> factors,
                                          double digitSquares = kExpected) const;
    [[nodiscard]] Term sumBlocks(const Term& a, const BlockSum& sum, double digitSquares = kExpected) const;
    [[nodiscard]] Term rotate(const Term& a, double digitSquares = kExpected) const;
    [[nodiscard]] Term linearMap(const Term& a, const LinearMap& map, double digitSquares = kExpected) const;
    [[nodiscard]] Term remask(const Term& a, double digitSquares = kExpected) const;

    [[nodiscard]] std::size_t slotCount() const { return m_params.slots(); }
    [[nodiscard]] std::size_t ciphertextBytes() const;
    /// Estimated 64-bit multiply-accumulates of an operation with `terms` products or operands.
    [[nodiscard]] double operationCost(OpKind kind, std::size_t terms) const;

    static constexpr double kExpected = -1.0;

private:
    /// Worst and typical error, in integers, of a key switch of `sources` entries with `digits` digits each.
    struct SwitchNoise {
        double worst;
        double typical;
    };
    [[nodiscard]] SwitchNoise keySwitch(std::size_t sources, std::size_t digits, double digitSquares) const;

    Params m_params;
    double m_entryStd; ///< expected standard deviation of a ciphertext's integers after one key switch
};

} // namespace cg::he::vhe
