#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"
#include "math/polynomial.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cg::model {

/// The functions that a polynomial may stand for. Sqx (z/2 + z²/4) and Identity *are* polynomials.
enum class Function : std::uint8_t { Identity, Sqx, Sigmoid, Tanh, Exp };

/// How a polynomial is made from a function. Taylor at 0; least squares with uniform weight; interpolation at the
/// Chebyshev nodes; minimax (Remez).
enum class Approximation : std::uint8_t { Exact, Taylor, LeastSquares, Chebyshev, Minimax };

[[nodiscard]] std::string_view nameOf(Function function);
[[nodiscard]] std::string_view nameOf(Approximation approximation);
/// The true function in double precision.
[[nodiscard]] double evaluate(Function function, double x);

inline constexpr int kMaxActivationDegree = 9;
/// Narrower intervals would magnify the rounding of the high coefficients, on wider ones degree 9 is of no use.
inline constexpr double kMinActivationRadius = 0.125;
inline constexpr double kMaxActivationRadius = 64.0;

/// A polynomial that stands for a function on [-radius, radius] with a known largest error there. Training uses the
/// exact derivative of the polynomial.
class Activation {
public:
    static Activation identity();
    static Activation sqx();
    /// Degree 1 … 9 of sigmoid, tanh or exp on [-radius, radius], a radius between kMinActivationRadius and
    /// kMaxActivationRadius. InvalidParameters with the reason otherwise.
    static base::Result<Activation> create(Function function, Approximation approximation, int degree, double radius);
    /// "identity", "sqx", or e.g. "sigmoid:taylor:3@4" (function:approximation:degree@radius). Syntax on bad text,
    /// InvalidParameters on what `create` refuses.
    static base::Result<Activation> parse(std::string_view text);

    [[nodiscard]] Function function() const { return m_function; }
    [[nodiscard]] Approximation approximation() const { return m_approximation; }
    /// The degree of the polynomial: what it costs to evaluate. Lower than `requestedDegree` where the even
    /// coefficients of an odd function are zero.
    [[nodiscard]] int degree() const { return m_polynomial.degree(); }
    /// The degree that `create` was asked for, e.g. 2 for "sigmoid:taylor:2@4", whose polynomial is 1/2 + x/4.
    [[nodiscard]] int requestedDegree() const { return m_requestedDegree; }
    /// Infinity where exact.
    [[nodiscard]] double radius() const { return m_radius; }
    [[nodiscard]] const math::Polynomial& polynomial() const { return m_polynomial; }
    [[nodiscard]] const math::Polynomial& derivative() const { return m_derivative; }
    /// Largest |polynomial − function| on [-radius, radius], on 200,001 equidistant points; 0 where exact.
    [[nodiscard]] double maxError() const;
    [[nodiscard]] bool isIdentity() const { return m_function == Function::Identity; }
    /// The text that `parse` reads.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Activation&, const Activation&) = default;

private:
    struct Origin {
        Function function;
        Approximation approximation;
        int degree;
        double radius;
    };
    Activation(const Origin& origin, math::Polynomial polynomial);

    Function m_function;
    Approximation m_approximation;
    int m_requestedDegree;
    math::Polynomial m_polynomial;
    math::Polynomial m_derivative;
    double m_radius;
};

/// Stores what the polynomial was made from; decoding makes it anew and refuses (FileDamaged) what `create` refuses.
void encode(const Activation& activation, base::ByteWriter& writer);
[[nodiscard]] base::Result<Activation> decodeActivation(base::ByteReader& reader);

} // namespace cg::model
