#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/context.h"
#include "he/ckks/public_keys.h"

namespace cg::he::ckks {

// Hybrid key switching in three parts, so that several key switches of one polynomial share the first and several
// results the last.

/// The digits of a polynomial c at a level: digit j is the centred residue of c modulo the digit's primes in use,
/// given modulo every prime of the level and of P, in evaluation form. Modulo its own primes it is c, which must
/// therefore outlive its digits, as must the context.
class Digits {
public:
    Digits(const Context& context, const math::EvaluationPoly& poly, int level);

    [[nodiscard]] int level() const { return m_level; }
    [[nodiscard]] std::size_t count() const { return m_count; }
    /// Limb number `index` of the level's moduli with those of P behind them.
    [[nodiscard]] math::Residues limb(std::size_t digit, std::size_t index) const;

private:
    /// The limbs of a digit that are those of c.
    [[nodiscard]] math::LimbRange own(std::size_t digit) const
    {
        return {m_context->params().digits()[digit].first, m_context->activeLimbs(digit, m_level)};
    }
    [[nodiscard]] std::size_t limbsEach() const { return m_lifted.limbs() / m_count; }
    void lift(const math::CoefficientPoly& coefficients);

    const Context* m_context;
    const math::EvaluationPoly* m_source;
    int m_level;
    std::size_t m_count;
    math::EvaluationPoly m_lifted; ///< the limbs of the digits, one digit after the other; a digit's own are not set
};

/// P·c·s' = first + second·s + error, modulo the primes of the level and of P.
struct SwitchedPair {
    math::EvaluationPoly first;
    math::EvaluationPoly second;
};
[[nodiscard]] SwitchedPair applyKey(const Context& context, const Digits& digits, const SwitchKey& key);

/// Divides both polynomials by P with rounding, which leaves those of the level.
void divideBySpecial(const Context& context, SwitchedPair& pair, int level);

/// Divides them by P and the primes that leave with the level at once: one rounding instead of two, and fewer
/// transforms. Requires level ≥ 1.
void divideBySpecialAndRescale(const Context& context, SwitchedPair& pair, int level);

} // namespace cg::he::ckks
