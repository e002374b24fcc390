#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/context.h"
#include "he/ckks/public_keys.h"

#include <vector>

namespace cg::he::ckks {

// Hybrid key switching in three parts, so that several key switches of one polynomial share the first and several
// results the last.

/// The digits of a polynomial c at a level: digit j is the centred residue of c modulo the digit's primes in use,
/// given modulo every prime of the level and of P, in evaluation form. Modulo its own primes it is c, which must
/// therefore outlive its digits.
class Digits {
public:
    Digits(const Context& context, const math::EvaluationPoly& poly, int level);

    [[nodiscard]] int level() const { return m_level; }
    [[nodiscard]] std::size_t count() const { return m_lifted.size(); }
    /// Limb number `index` of the level's moduli with those of P behind them.
    [[nodiscard]] math::Residues limb(std::size_t digit, std::size_t index) const;

private:
    struct Lifted {
        math::LimbRange own;           ///< limbs that are those of c
        math::EvaluationPoly residues; ///< in the other limbs
    };

    const math::EvaluationPoly* m_source;
    int m_level;
    std::vector<Lifted> m_lifted;
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
