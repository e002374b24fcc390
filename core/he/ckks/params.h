#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"
#include "math/rns_poly.h"
#include "security/badge.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cg::he::ckks {

/// A parameter set as a person writes it down; nothing is checked yet. Letters as in docs/ckks-scheme.md.
struct ParamsLiteral {
    std::string name;
    std::size_t degree = 0; ///< N, a power of two
    /// Bits of the primes of each level, one or two a level, from level 0 (q0) up. A product at a level drops its
    /// primes. A level above 0 whose bits add up to `scaleBits` is for products of ciphertexts; one with fewer is for
    /// products with plaintexts, which are encoded at its size.
    std::vector<std::vector<int>> levels;
    std::vector<int> special;        ///< bits of the primes of P, which key switching divides by
    int scaleBits = 0;               ///< log2 Δ
    std::vector<std::size_t> digits; ///< data primes in each digit of a key switch, from q0 up; they add up to all
    int claimedBits = 0;             ///< 128, 192 or 256; 0 for a toy that claims nothing
};

/// A checked parameter set with its primes.
///
/// Scaling primes are chosen going down from the top: with s the scale of a product at a level, the level's primes are
/// the unused ones whose product is nearest to s²/Δ, so that scales come back to Δ instead of drifting off [KPP22].
/// Data primes come first, then those of P.
class Params {
public:
    /// InvalidParameters with the reason and the figures where a size is out of range, where no primes of the wanted
    /// sizes are left, or where log2(Q·P) is too large for the claimed security.
    static base::Result<Params> create(const ParamsLiteral& literal);

    [[nodiscard]] const std::string& name() const { return m_literal.name; }
    [[nodiscard]] std::size_t degree() const { return m_literal.degree; }
    /// N/2
    [[nodiscard]] std::size_t slotCount() const { return m_literal.degree / 2; }
    /// Δ, the scale of a fresh ciphertext.
    [[nodiscard]] double scale() const;
    /// Products that a fresh ciphertext is good for.
    [[nodiscard]] int topLevel() const { return static_cast<int>(m_groups.size()) - 1; }

    /// All primes: those of the levels from q0 up, then those of P.
    [[nodiscard]] const std::vector<std::uint64_t>& primes() const { return m_primes; }
    /// Data primes in use at a level. Requires 0 ≤ level ≤ topLevel(), here and below.
    [[nodiscard]] std::size_t limbs(int level) const;
    [[nodiscard]] std::size_t dataLimbs() const { return limbs(topLevel()); }
    [[nodiscard]] std::size_t specialLimbs() const { return m_literal.special.size(); }
    /// The limbs that leave with a level.
    [[nodiscard]] math::LimbRange group(int level) const { return m_groups[static_cast<std::size_t>(level)]; }
    [[nodiscard]] math::LimbRange special() const { return {dataLimbs(), specialLimbs()}; }
    /// The digits of a key switch: at lower levels the last of them have fewer limbs, or none.
    [[nodiscard]] const std::vector<math::LimbRange>& digits() const { return m_digits; }

    /// Product of the primes that leave with a level, to double precision.
    [[nodiscard]] double groupModulus(int level) const;
    /// The scale at a level of what was never absorbed into: Δ at the top, and below what the product of two
    /// ciphertexts at their level's scale has after the primes were dropped.
    [[nodiscard]] double levelScale(int level) const { return m_levelScales[static_cast<std::size_t>(level)]; }
    /// The scale of a plaintext factor at a level: it brings a ciphertext at that level's scale to the next one's.
    /// Requires level ≥ 1.
    [[nodiscard]] double plainScale(int level) const;
    /// log2 of the product of the data primes in use at a level.
    [[nodiscard]] double log2Modulus(int level) const;
    [[nodiscard]] double log2SpecialModulus() const { return log2Of(special()); }
    /// log2(Q·P), which the security is judged by.
    [[nodiscard]] double log2KeyModulus() const { return log2Of({0, m_primes.size()}); }
    /// log2 of the product of a range of primes.
    [[nodiscard]] double log2Of(math::LimbRange range) const;
    [[nodiscard]] security::Badge badge() const { return m_badge; }
    [[nodiscard]] const ParamsLiteral& literal() const { return m_literal; }

private:
    explicit Params(ParamsLiteral literal) : m_literal(std::move(literal)) {}
    void layOut();
    base::Result<void> choosePrimes();
    base::Result<void> chooseLevel(std::size_t level);

    ParamsLiteral m_literal;
    std::vector<math::LimbRange> m_groups;
    std::vector<math::LimbRange> m_digits;
    std::vector<std::uint64_t> m_primes;
    std::vector<double> m_levelScales;
    security::Badge m_badge = security::Badge::Toy;
};

/// Byte form: the literal. Decoding makes the set anew, with all its checks.
void encode(const Params& params, base::ByteWriter& writer);
[[nodiscard]] base::Result<Params> decodeParams(base::ByteReader& reader);

} // namespace cg::he::ckks
