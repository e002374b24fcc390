// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activation.h"

#include "data/quote.h"
#include "math/approximation.h"
#include "math/minimax.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace cg::model {

namespace {

constexpr std::array kFunctions{Function::Identity, Function::Sqx, Function::Sigmoid, Function::Tanh, Function::Exp};
constexpr std::array kApproximations{Approximation::Exact, Approximation::Taylor, Approximation::LeastSquares,
                                     Approximation::Chebyshev, Approximation::Minimax};
constexpr double kEverywhere = std::numeric_limits<double>::infinity();

bool isPolynomial(Function function)
{
    return function == Function::Identity || function == Function::Sqx;
}

template <typename Enumerator, std::size_t Count>
std::optional<Enumerator> named(std::string_view name, const std::array<Enumerator, Count>& all)
{
    for (const Enumerator each : all) {
        if (nameOf(each) == name) {
            return each;
        }
    }
    return std::nullopt;
}

/// The whole of `text` as a number.
template <typename Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// The shortest text that reads back as the same number.
std::string textOf(double number)
{
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    CG_ENSURES(error == std::errc{});
    return {buffer.data(), end};
}

math::Polynomial taylor(Function function, int degree)
{
    switch (function) {
    case Function::Sigmoid:
        return math::taylorOfSigmoid(degree);
    case Function::Tanh:
        return math::taylorOfTanh(degree);
    case Function::Exp:
        return math::taylorOfExp(degree);
    case Function::Identity:
    case Function::Sqx:
        break;
    }
    base::contractViolated("a function with a Taylor table", __FILE__, __LINE__);
}

/// sigmoid − 1/2 and tanh are odd, so the even coefficients are zero; what quadrature leaves there is rounding, and a
/// leading coefficient of 1e-16 would cost a multiplication under encryption.
math::Polynomial withItsSymmetry(Function function, const math::Polynomial& fitted)
{
    if (function != Function::Sigmoid && function != Function::Tanh) {
        return fitted;
    }
    std::vector<double> coefficients = fitted.coefficients();
    for (std::size_t power = 0; power < coefficients.size(); power += 2) {
        coefficients[power] = power == 0 ? evaluate(function, 0.0) : 0.0;
    }
    return math::Polynomial(std::move(coefficients));
}

/// An odd function is missed by as much at −x as at x: the best polynomials of degree 2k − 1 and 2k are the same, and
/// the exchange has its full set of alternating errors at 2k alone.
math::Polynomial bestPolynomial(Function function, const math::RealFunction& f, int degree, double radius)
{
    const bool isOdd = function != Function::Exp;
    const math::Polynomial best = math::minimax(f, isOdd ? degree + degree % 2 : degree, radius);
    std::vector<double> coefficients = withItsSymmetry(function, best).coefficients();
    coefficients.resize(static_cast<std::size_t>(degree) + 1, 0.0);
    return math::Polynomial(std::move(coefficients));
}

base::Error refused(std::string reason)
{
    return {base::ErrorCode::InvalidParameters, std::move(reason)};
}

} // namespace

std::string_view nameOf(Function function)
{
    switch (function) {
    case Function::Identity:
        return "identity";
    case Function::Sqx:
        return "sqx";
    case Function::Sigmoid:
        return "sigmoid";
    case Function::Tanh:
        return "tanh";
    case Function::Exp:
        return "exp";
    }
    base::contractViolated("a known function", __FILE__, __LINE__);
}

std::string_view nameOf(Approximation approximation)
{
    switch (approximation) {
    case Approximation::Exact:
        return "exact";
    case Approximation::Taylor:
        return "taylor";
    case Approximation::LeastSquares:
        return "least-squares";
    case Approximation::Chebyshev:
        return "chebyshev";
    case Approximation::Minimax:
        return "minimax";
    }
    base::contractViolated("a known approximation", __FILE__, __LINE__);
}

double evaluate(Function function, double x)
{
    switch (function) {
    case Function::Identity:
        return x;
    case Function::Sqx:
        return x / 2.0 + x * x / 4.0;
    case Function::Sigmoid:
        return 1.0 / (1.0 + std::exp(-x));
    case Function::Tanh:
        return std::tanh(x);
    case Function::Exp:
        return std::exp(x);
    }
    base::contractViolated("a known function", __FILE__, __LINE__);
}

Activation::Activation(const Origin& origin, math::Polynomial polynomial)
    : m_function(origin.function),
      m_approximation(origin.approximation),
      m_requestedDegree(origin.degree),
      m_polynomial(std::move(polynomial)),
      m_derivative(m_polynomial.derivative()),
      m_radius(origin.radius)
{}

Activation Activation::identity()
{
    return {{Function::Identity, Approximation::Exact, 1, kEverywhere}, math::Polynomial({0.0, 1.0})};
}

Activation Activation::sqx()
{
    return {{Function::Sqx, Approximation::Exact, 2, kEverywhere}, math::Polynomial({0.0, 0.5, 0.25})};
}

base::Result<Activation> Activation::create(Function function, Approximation approximation, int degree, double radius)
{
    const std::string name(nameOf(function));
    if (isPolynomial(function)) {
        return refused(name + " is a polynomial itself and needs no approximation");
    }
    if (degree < 1 || degree > kMaxActivationDegree) {
        return refused("a " + name + " of degree " + std::to_string(degree) + " is not offered: choose 1 to " +
                       std::to_string(kMaxActivationDegree));
    }
    // Written so that a NaN is refused, too.
    if (!(radius >= kMinActivationRadius && radius <= kMaxActivationRadius)) {
        return refused("a radius of " + textOf(radius) + " is not offered: choose one between " +
                       textOf(kMinActivationRadius) + " and " + textOf(kMaxActivationRadius));
    }
    const Origin origin{function, approximation, degree, radius};
    const auto f = [function](double x) { return evaluate(function, x); };
    switch (approximation) {
    case Approximation::Exact:
        return refused(name + " is no polynomial: choose taylor, least-squares, chebyshev or minimax");
    case Approximation::Taylor:
        return Activation(origin, taylor(function, degree));
    case Approximation::LeastSquares:
        return Activation(origin, withItsSymmetry(function, math::leastSquares(f, degree, radius)));
    case Approximation::Chebyshev:
        return Activation(origin, withItsSymmetry(function, math::chebyshevInterpolation(f, degree, radius)));
    case Approximation::Minimax:
        return Activation(origin, bestPolynomial(function, f, degree, radius));
    }
    base::contractViolated("a known approximation", __FILE__, __LINE__);
}

base::Result<Activation> Activation::parse(std::string_view text)
{
    if (text == nameOf(Function::Identity)) {
        return identity();
    }
    if (text == nameOf(Function::Sqx)) {
        return sqx();
    }
    const auto bad = [&](const std::string& what) {
        return base::Error{
            base::ErrorCode::Syntax,
            "\"" + data::shown(text) + "\" is no activation: " + what +
                "; write identity, sqx or function:approximation:degree@radius, as in sigmoid:taylor:3@4"};
    };
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? std::string_view::npos : text.find(':', first + 1);
    const std::size_t at = second == std::string_view::npos ? std::string_view::npos : text.find('@', second + 1);
    if (at == std::string_view::npos) {
        return bad("it has not the four parts of an approximation");
    }
    const auto function = named(text.substr(0, first), kFunctions);
    const auto approximation = named(text.substr(first + 1, second - first - 1), kApproximations);
    const auto degree = numberIn<int>(text.substr(second + 1, at - second - 1));
    const auto radius = numberIn<double>(text.substr(at + 1));
    if (!function) {
        return bad("its function is none of sigmoid, tanh and exp");
    }
    if (!approximation) {
        return bad("its approximation is none of taylor, least-squares, chebyshev and minimax");
    }
    if (!degree || !radius) {
        return bad(!degree ? "its degree is no whole number" : "its radius is no number");
    }
    return create(*function, *approximation, *degree, *radius);
}

double Activation::maxError() const
{
    if (m_approximation == Approximation::Exact) {
        return 0.0;
    }
    return math::maxDifference(m_polynomial, [this](double x) { return evaluate(m_function, x); }, m_radius);
}

std::string Activation::text() const
{
    std::string text(nameOf(m_function));
    if (m_approximation != Approximation::Exact) {
        text.append(":").append(nameOf(m_approximation));
        text.append(":").append(std::to_string(m_requestedDegree));
        text.append("@").append(textOf(m_radius));
    }
    return text;
}

// Layout: u8 function; unless it is a polynomial itself: u8 approximation, u8 degree, f64 radius.
void encode(const Activation& activation, base::ByteWriter& writer)
{
    writer.u8(static_cast<std::uint8_t>(activation.function()));
    if (!isPolynomial(activation.function())) {
        writer.u8(static_cast<std::uint8_t>(activation.approximation()));
        writer.u8(static_cast<std::uint8_t>(activation.requestedDegree()));
        writer.f64(activation.radius());
    }
}

base::Result<Activation> decodeActivation(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t function, reader.choice(static_cast<std::uint8_t>(kFunctions.back())));
    switch (static_cast<Function>(function)) {
    case Function::Identity:
        return Activation::identity();
    case Function::Sqx:
        return Activation::sqx();
    default:
        break;
    }
    CG_TRY(const std::uint8_t approximation, reader.choice(static_cast<std::uint8_t>(kApproximations.back())));
    CG_TRY(const std::uint8_t degree, reader.u8());
    CG_TRY(const double radius, reader.finite());
    auto activation =
        Activation::create(static_cast<Function>(function), static_cast<Approximation>(approximation), degree, radius);
    if (!activation) {
        return reader.damaged(activation.error().message);
    }
    return activation;
}

} // namespace cg::model
