// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/approximation.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace cg::math {

namespace {

struct Rational {
    std::int64_t numerator;
    std::int64_t denominator;
};
using TaylorTable = std::array<Rational, kMaxTaylorDegree + 1>;

// σ(x) = 1/2 + tanh(x/2)/2; the coefficients of tanh are 2^2n (2^2n − 1) B_2n / (2n)! with Bernoulli's numbers B.
constexpr TaylorTable kSigmoid{
    {{1, 2}, {1, 4}, {0, 1}, {-1, 48}, {0, 1}, {1, 480}, {0, 1}, {-17, 80'640}, {0, 1}, {31, 1'451'520}}};
constexpr TaylorTable kTanh{
    {{0, 1}, {1, 1}, {0, 1}, {-1, 3}, {0, 1}, {2, 15}, {0, 1}, {-17, 315}, {0, 1}, {62, 2'835}}};
constexpr TaylorTable kExp{
    {{1, 1}, {1, 1}, {1, 2}, {1, 6}, {1, 24}, {1, 120}, {1, 720}, {1, 5'040}, {1, 40'320}, {1, 362'880}}};

Polynomial truncated(const TaylorTable& table, int degree)
{
    CG_EXPECTS(degree >= 0 && degree <= kMaxTaylorDegree);
    std::vector<double> coefficients(static_cast<std::size_t>(degree) + 1);
    std::transform(table.begin(), table.begin() + degree + 1, coefficients.begin(), [](Rational term) {
        return static_cast<double>(term.numerator) / static_cast<double>(term.denominator);
    });
    return Polynomial(std::move(coefficients));
}

/// The recurrence of a family of orthogonal polynomials: B_{k+1} = slope·t·B_k − carry·B_{k−1}.
struct Recurrence {
    double slope;
    double carry;
};

Recurrence legendreAt(std::size_t k)
{
    const auto order = static_cast<double>(k);
    return {(2.0 * order + 1.0) / (order + 1.0), order / (order + 1.0)};
}

Recurrence chebyshevAt(std::size_t k)
{
    return {k == 0 ? 1.0 : 2.0, k == 0 ? 0.0 : 1.0};
}

/// Σ weights[k]·B_k(x/radius) in powers of x.
template <typename RecurrenceAt>
Polynomial inPowersOfX(const std::vector<double>& weights, RecurrenceAt recurrenceAt, double radius)
{
    const std::size_t size = weights.size();
    std::vector<double> before(size, 0.0);
    std::vector<double> basis(size, 0.0);
    std::vector<double> sum(size, 0.0);
    basis[0] = 1.0;
    for (std::size_t k = 0; k < size; ++k) {
        for (std::size_t power = 0; power <= k; ++power) {
            sum[power] += weights[k] * basis[power];
        }
        const Recurrence step = recurrenceAt(k);
        std::vector<double> next(size, 0.0);
        for (std::size_t power = 0; power < size; ++power) {
            next[power] = (power == 0 ? 0.0 : step.slope * basis[power - 1]) - step.carry * before[power];
        }
        before = std::exchange(basis, std::move(next));
    }
    for (std::size_t power = 1; power < size; ++power) {
        sum[power] /= std::pow(radius, static_cast<double>(power));
    }
    return Polynomial(std::move(sum));
}

/// P_0(t) … P_last(t).
std::vector<double> legendreValues(std::size_t last, double t)
{
    std::vector<double> values{1.0};
    for (std::size_t k = 0; k < last; ++k) {
        const Recurrence step = legendreAt(k);
        values.push_back(step.slope * t * values[k] - (k == 0 ? 0.0 : step.carry * values[k - 1]));
    }
    return values;
}

/// A sample of a quadrature rule on [-1, 1].
struct Sample {
    double position;
    double weight;
};

constexpr std::size_t kGaussPoints = 16;
// Even, so that 0 is a boundary and a kink there costs no accuracy. The rule with n points in a panel of half-width h
// converges as ρ^-2n, ρ = s + √(s² + 1), where s·h is the distance of the nearest pole. Worst case in use: tanh (poles
// ±iπ/2) on [-64, 64]: h = 1, ρ = 3.4, ρ^-32 < 1e-16.
constexpr std::size_t kPanels = 64;

/// The Gauss-Legendre rule: Newton's method on P_n from Tricomi's starting points; the weight at a root t is
/// 2 / ((1 − t²) P'_n(t)²).
std::array<Sample, kGaussPoints> gaussLegendreRule()
{
    constexpr int kNewtonSteps = 8; // quadratic convergence from 1e-4: four would do
    constexpr auto kPoints = static_cast<double>(kGaussPoints);
    std::array<Sample, kGaussPoints> rule{};
    for (std::size_t i = 0; i < kGaussPoints; ++i) {
        double t = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (kPoints + 0.5));
        double slope = 0.0;
        for (int step = 0; step < kNewtonSteps; ++step) {
            const std::vector<double> p = legendreValues(kGaussPoints, t);
            slope = kPoints * (t * p[kGaussPoints] - p[kGaussPoints - 1]) / (t * t - 1.0);
            t -= p[kGaussPoints] / slope;
        }
        rule[i] = {t, 2.0 / ((1.0 - t * t) * slope * slope)};
    }
    return rule;
}

std::size_t checkedSize(int degree, double radius)
{
    CG_EXPECTS(degree >= 0 && degree <= kMaxFitDegree);
    CG_EXPECTS(std::isfinite(radius) && radius > 0.0);
    return static_cast<std::size_t>(degree) + 1;
}

} // namespace

Polynomial taylorOfSigmoid(int degree)
{
    return truncated(kSigmoid, degree);
}

Polynomial taylorOfTanh(int degree)
{
    return truncated(kTanh, degree);
}

Polynomial taylorOfExp(int degree)
{
    return truncated(kExp, degree);
}

Polynomial leastSquares(const RealFunction& f, int degree, double radius)
{
    const std::size_t size = checkedSize(degree, radius);
    const auto rule = gaussLegendreRule();
    const double halfWidth = 1.0 / static_cast<double>(kPanels);
    std::vector<double> weights(size, 0.0);
    for (std::size_t panel = 0; panel < kPanels; ++panel) {
        const double centre = (2.0 * static_cast<double>(panel) + 1.0) * halfWidth - 1.0;
        for (const Sample& sample : rule) {
            const double t = centre + halfWidth * sample.position;
            const double value = f(radius * t) * sample.weight * halfWidth;
            const std::vector<double> p = legendreValues(size - 1, t);
            for (std::size_t k = 0; k < size; ++k) {
                // ∫P_k² = 2/(2k + 1) over [-1, 1].
                weights[k] += (static_cast<double>(k) + 0.5) * value * p[k];
            }
        }
    }
    return inPowersOfX(weights, legendreAt, radius);
}

Polynomial chebyshevInterpolation(const RealFunction& f, int degree, double radius)
{
    const std::size_t size = checkedSize(degree, radius);
    const auto count = static_cast<double>(size);
    std::vector<double> weights(size, 0.0);
    for (std::size_t node = 0; node < size; ++node) {
        const double angle = (static_cast<double>(node) + 0.5) * std::numbers::pi / count;
        const double value = f(radius * std::cos(angle));
        for (std::size_t k = 0; k < size; ++k) {
            weights[k] += (k == 0 ? 1.0 : 2.0) / count * value * std::cos(static_cast<double>(k) * angle);
        }
    }
    return inPowersOfX(weights, chebyshevAt, radius);
}

double maxDifference(const Polynomial& p, const RealFunction& f, double radius)
{
    constexpr int kHalf = 100'000;
    double largest = 0.0;
    for (int i = -kHalf; i <= kHalf; ++i) {
        const double x = radius * (static_cast<double>(i) / kHalf);
        largest = std::max(largest, std::abs(p(x) - f(x)));
    }
    return largest;
}

} // namespace cg::math
