#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "he/ckks/alignment.h"
#include "he/ckks/params.h"

#include <span>
#include <utility>

namespace cg::he::ckks {

/// A ciphertext as the noise model sees it: no polynomials.
struct Term {
    NoiseEstimate noise;
    MessageRange range;
    double scale; ///< coefficients = scale · those of the message
    int level;

    [[nodiscard]] Position position() const { return {level, scale}; }
};

/// The lines of the table "Noise" (docs/ckks-scheme.md): bound and standard deviation of every operation. Errors are
/// taken for centred and independent; with variance V a coefficient the real part of a slot's error has the standard
/// deviation √(N·V/2)/scale. All noise is relative to 1.0 in the message. The bound of the largest slot is
/// √(36 + 2·ln(N/2)) deviations for an error of one polynomial (six of them for one slot), and 16·√2 for a product of
/// two random polynomials, whose slots have much longer tails [CKKS17]. Bounds add up.
///
/// The backend asks here, too, whether an operation can be done at all: LevelsExhausted where no level is left for it,
/// NoiseOverflow where a message of the declared size would wrap around the modulus, InvalidArgument for a constant out
/// of range. So a forecast fails where the real run would.
class NoiseModel {
public:
    explicit NoiseModel(Params params) : m_params(std::move(params)) {}

    /// Encrypted with the public key, and with the secret key at a level.
    [[nodiscard]] Term fresh(MessageRange range) const;
    [[nodiscard]] Term freshUnderSecret(MessageRange range, int level) const;
    /// Brought to another position, which `adjustmentBetween` must allow.
    [[nodiscard]] Term adjusted(const Term& a, Position to) const;

    [[nodiscard]] base::Result<Term> add(const Term& a, const Term& b) const;
    [[nodiscard]] base::Result<Term> addPlain(const Term& a, MessageRange plain) const;
    /// By a constant, in whole numbers at the plaintext scale of the level. One level.
    [[nodiscard]] base::Result<Term> multiplyScalar(const Term& a, double factor) const;
    [[nodiscard]] base::Result<Term> absorb(const Term& a, double factor) const;
    [[nodiscard]] base::Result<Term> multiplyAccumulate(std::span<const std::pair<Term, Term>> factors) const;
    [[nodiscard]] base::Result<Term>
    multiplyPlainAccumulate(std::span<const std::pair<Term, MessageRange>> factors) const;
    [[nodiscard]] base::Result<Term> sumBlocks(const Term& a, const BlockSum& sum) const;
    [[nodiscard]] base::Result<Term> rotate(const Term& a) const;
    [[nodiscard]] base::Result<Term> linearMap(const Term& a, const LinearMap& map) const;
    /// Coefficients are residues and cannot grow: nothing to do.
    [[nodiscard]] Term remask(const Term& a) const { return a; }

    /// The term itself, or NoiseOverflow.
    [[nodiscard]] base::Result<Term> checked(const Term& term) const;

    [[nodiscard]] std::size_t slotCount() const { return m_params.slotCount(); }
    [[nodiscard]] static CircuitTraits traits() { return {.sumsNeedGap = true, .levelsAreScarce = true}; }
    /// Of a fresh ciphertext, in memory.
    [[nodiscard]] std::size_t ciphertextBytes() const;
    /// Estimated 64-bit multiply-accumulates of an operation with `terms` products or operands, at the top level.
    [[nodiscard]] double operationCost(OpKind kind, std::size_t terms) const;

private:
    /// Whether an error is one random polynomial, or a product of two.
    enum class Kind { Sum, Product };
    /// `noise` and an independent error of variance `variance` a coefficient at a scale.
    [[nodiscard]] NoiseEstimate withError(const NoiseEstimate& noise, Kind kind, double variance, double scale) const;
    /// After the division by the primes of the level: the scale falls, and rounding adds its error.
    [[nodiscard]] Term rescaled(Term term) const;
    [[nodiscard]] double roundingVariance() const;
    /// A rotation's, not checked.
    [[nodiscard]] Term rotated(const Term& a) const;
    /// Of a key switch at a level, before the rounding of the division by P.
    [[nodiscard]] double switchVariance(int level) const;

    Params m_params;
};

} // namespace cg::he::ckks
