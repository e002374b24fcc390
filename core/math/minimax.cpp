// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/minimax.h"

#include "base/contract.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace cg::math {

namespace {

constexpr int kMostExchanges = 60;
constexpr int kIntervals = 2000;                        ///< between which extrema are looked for
constexpr double kStep = std::numbers::pi / kIntervals; ///< of the angle
constexpr double kLevelled = 1e-15;

/// A polynomial Σ weights[k]·T_k(t), and by how much it misses the function at its reference, with alternating sign.
struct Fit {
    Eigen::VectorXd weights;
    double level = 0.0;

    [[nodiscard]] double operator()(double t) const
    {
        double next = 0.0; // Clenshaw's recurrence
        double last = 0.0;
        for (Eigen::Index k = weights.size() - 1; k > 0; --k) {
            const double value = weights[k] + 2.0 * t * next - last;
            last = next;
            next = value;
        }
        return weights[0] + t * next - last;
    }
};

/// A place on [-1, 1] with the error of a fit there.
struct Extremum {
    double t;
    double error;
};

class Exchange {
public:
    Exchange(const RealFunction& f, int degree, double radius) : m_f(f), m_degree(degree), m_radius(radius)
    {
        const int points = degree + 2;
        for (int i = 0; i < points; ++i) {
            m_reference.push_back(-std::cos(std::numbers::pi * i / (points - 1)));
        }
    }

    [[nodiscard]] Fit run()
    {
        Fit fit = levelled();
        for (int exchange = 0; exchange < kMostExchanges; ++exchange) {
            std::vector<Extremum> extrema = alternating(fit);
            const double largest = std::abs(largestOf(extrema).error);
            const bool isDone = largest - std::abs(fit.level) <= kLevelled * scale();
            if (isDone || extrema.size() < m_reference.size()) {
                break; // as good as doubles can tell
            }
            while (extrema.size() > m_reference.size()) {
                const bool dropsFirst = std::abs(extrema.front().error) < std::abs(extrema.back().error);
                extrema.erase(dropsFirst ? extrema.begin() : extrema.end() - 1);
            }
            std::ranges::transform(extrema, m_reference.begin(), &Extremum::t);
            fit = levelled();
        }
        return fit;
    }

private:
    /// The polynomial that misses the function by ±level at all points of the reference in turn.
    [[nodiscard]] Fit levelled() const
    {
        const auto size = static_cast<Eigen::Index>(m_reference.size());
        Eigen::MatrixXd system(size, size);
        Eigen::VectorXd values(size);
        for (Eigen::Index row = 0; row < size; ++row) {
            const double t = m_reference[static_cast<std::size_t>(row)];
            for (int k = 0; k <= m_degree; ++k) {
                system(row, k) = std::cos(k * std::acos(std::clamp(t, -1.0, 1.0)));
            }
            system(row, size - 1) = row % 2 == 0 ? 1.0 : -1.0;
            values[row] = m_f(m_radius * t);
        }
        const Eigen::VectorXd solution = system.partialPivLu().solve(values);
        return {solution.head(size - 1), solution[size - 1]};
    }

    [[nodiscard]] double errorAt(const Fit& fit, double t) const { return m_f(m_radius * t) - fit(t); }

    /// The largest error of each stretch of one sign, from left to right.
    [[nodiscard]] std::vector<Extremum> alternating(const Fit& fit) const
    {
        std::vector<Extremum> extrema;
        for (int i = 0; i <= kIntervals; ++i) {
            const double t = -std::cos(std::numbers::pi * i / kIntervals);
            const Extremum here{t, errorAt(fit, t)};
            const bool isNewSign = extrema.empty() || std::signbit(here.error) != std::signbit(extrema.back().error);
            if (isNewSign) {
                extrema.push_back(here);
            } else if (std::abs(here.error) > std::abs(extrema.back().error)) {
                extrema.back() = here;
            }
        }
        constexpr double kFiner = 1.0 / 32;
        for (Extremum& extremum : extrema) {
            refine(fit, extremum, kStep);
            refine(fit, extremum, kStep * kFiner);
        }
        return extrema;
    }

    /// Goes to the vertex of the parabola through the extremum and its neighbours at ±step, in the angle.
    void refine(const Fit& fit, Extremum& extremum, double step) const
    {
        const double angle = std::acos(std::clamp(extremum.t, -1.0, 1.0));
        const double before = errorAt(fit, std::cos(angle - step));
        const double after = errorAt(fit, std::cos(angle + step));
        const double bend = before - 2.0 * extremum.error + after;
        if (bend == 0.0) {
            return;
        }
        const double shift = std::clamp(0.5 * (before - after) / bend, -1.0, 1.0);
        const double t = std::cos(angle + shift * step);
        const Extremum vertex{t, errorAt(fit, t)};
        if (std::abs(vertex.error) > std::abs(extremum.error)) {
            extremum = vertex;
        }
    }

    [[nodiscard]] static Extremum largestOf(const std::vector<Extremum>& extrema)
    {
        return *std::ranges::max_element(extrema, {}, [](const Extremum& e) { return std::abs(e.error); });
    }
    /// What the values of the function are measured by.
    [[nodiscard]] double scale() const { return std::max(std::abs(m_f(m_radius)), std::abs(m_f(-m_radius))); }

    const RealFunction& m_f;
    int m_degree;
    double m_radius;
    std::vector<double> m_reference; ///< points of [-1, 1], rising
};

} // namespace

Polynomial minimax(const RealFunction& f, int degree, double radius)
{
    CG_EXPECTS(degree >= 0 && degree <= kMaxFitDegree);
    CG_EXPECTS(std::isfinite(radius) && radius > 0.0);
    const Fit fit = Exchange(f, degree, radius).run();
    // A polynomial of this degree is its own interpolation, which gives its powers of x.
    return chebyshevInterpolation([&](double x) { return fit(x / radius); }, degree, radius);
}

} // namespace cg::math
