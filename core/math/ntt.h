#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "math/modulus.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cg::math {

class NttFactors;

/// What the transforms of one modulus and degree need, made once; read-only, cheap to copy and safe to share.
class NttTables {
public:
    static constexpr std::size_t kMinDegree = 8;
    static constexpr std::size_t kMaxDegree = 131072;

    /// Refuses degrees that are no power of two in [kMinDegree, kMaxDegree], and moduli other than 1 modulo 2·degree.
    [[nodiscard]] static base::Result<NttTables> create(const Modulus& modulus, std::size_t degree);

    [[nodiscard]] const Modulus& modulus() const { return m_modulus; }
    [[nodiscard]] std::size_t degree() const { return m_degree; }
    /// The primitive 2·degree-th root of unity ψ at whose odd powers polynomials are evaluated.
    [[nodiscard]] double root() const { return m_root; }

private:
    friend void forwardNtt(const NttTables& tables, std::span<double> values);
    friend void inverseNtt(const NttTables& tables, std::span<double> values);

    NttTables(const Modulus& modulus, std::size_t degree, double root);

    Modulus m_modulus;
    std::size_t m_degree;
    double m_root;
    std::shared_ptr<const NttFactors> m_forward;
    std::shared_ptr<const NttFactors> m_inverse;
};

/// Value i of the evaluation form is a(ψ^e) with e = evaluationExponents(degree)[i]; the same for every modulus.
[[nodiscard]] std::vector<std::uint32_t> evaluationExponents(std::size_t degree);

/// Coefficients of a polynomial modulo X^degree + 1 to its evaluation form, in place. Input |a| < p, output centred.
/// Requires values.size() = degree.
void forwardNtt(const NttTables& tables, std::span<double> values);

/// The inverse of forwardNtt, 1/degree included. Input |a| < p, output centred.
void inverseNtt(const NttTables& tables, std::span<double> values);

} // namespace cg::math
