#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cstdint>

namespace cg::math {

/// A factor that is used many times, with its quotient by the modulus.
struct FixedFactor {
    double value; ///< a residue, |value| < p
    double ratio; ///< value/p, rounded to nearest
};

/// An odd prime p below 2^50, and the arithmetic of its residues. A residue is an integer held in a double, centred if
/// |r| ≤ (p−1)/2. Centred residues are unique and never −0.0: equal residues have equal bytes.
///
/// Products are exact although they have 100 bits: with h = a·b rounded, fma(a, b, −h) is what the rounding took off
/// [HLQ16, §3]. The bounds are in docs/ckks.md.
class Modulus {
public:
    /// Refuses what is no odd prime below 2^50.
    [[nodiscard]] static base::Result<Modulus> create(std::uint64_t prime);

    [[nodiscard]] std::uint64_t value() const { return m_value; }
    [[nodiscard]] double asDouble() const { return m_modulus; }
    /// 1/p, rounded to nearest.
    [[nodiscard]] double inverse() const { return m_inverse; }

    /// The centred residue of an integer, |integer| ≤ 2^53.
    [[nodiscard]] double reduce(double integer) const;
    /// The centred residue of a double with an integral value, |integer| ≤ 2^120, exactly.
    [[nodiscard]] double reduceWide(double integer) const;
    /// The centred residue of a·b. Requires |a|, |b| < p.
    [[nodiscard]] double multiply(double a, double b) const;
    /// The centred residue of a·factor. Requires an integer |a| ≤ 2^52.
    [[nodiscard]] double multiply(double a, FixedFactor factor) const;
    /// The centred residue of base^exponent. Requires |base| < p.
    [[nodiscard]] double power(double base, std::uint64_t exponent) const;
    /// The centred inverse. Requires |a| < p and a ≠ 0.
    [[nodiscard]] double inverseOf(double a) const;
    /// `value` with its ratio. Requires |value| < p.
    [[nodiscard]] FixedFactor factorOf(double value) const;
    /// 2^40, the base of the digits into which wide integers are split.
    [[nodiscard]] FixedFactor wideBase() const { return m_wideBase; }

    /// The centred residue of any unsigned integer.
    [[nodiscard]] double fromUnsigned(std::uint64_t integer) const;
    /// The residue in [0, p) of a residue |residue| < p.
    [[nodiscard]] std::uint64_t toUnsigned(double residue) const;

    friend bool operator==(const Modulus& a, const Modulus& b) { return a.m_value == b.m_value; }

private:
    explicit Modulus(std::uint64_t prime);

    std::uint64_t m_value;
    double m_modulus;
    double m_inverse;
    FixedFactor m_wideBase;
};

} // namespace cg::math
