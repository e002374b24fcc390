// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/candidates.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

namespace cg::ui {

namespace {

using model::Approximation;
using model::Function;

constexpr double kScanStep = 0.02;

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::Candidates", text);
}

/// The smallest x in (0, kScannedReach] with `isBad`, to a thousandth of a step.
std::optional<double> firstWhere(const std::function<bool(double)>& isBad)
{
    const int steps = static_cast<int>(kScannedReach / kScanStep);
    for (int i = 1; i <= steps; ++i) {
        const double x = i * kScanStep;
        if (isBad(x)) {
            double good = x - kScanStep;
            double bad = x;
            while (bad - good > kScanStep / 1000) {
                const double middle = (good + bad) / 2;
                (isBad(middle) ? bad : good) = middle;
            }
            return bad;
        }
    }
    return std::nullopt;
}

double largestErrorOf(const model::Activation& activation)
{
    double largest = 0;
    for (int i = 0; i < kErrorPoints; ++i) {
        const double x = activation.radius() * (2.0 * i / (kErrorPoints - 1) - 1.0);
        largest = std::max(largest, std::abs(activation.polynomial()(x) - model::evaluate(activation.function(), x)));
    }
    return largest;
}

std::optional<double> leavesAt(const model::Activation& activation)
{
    if (activation.function() == Function::Exp) {
        return std::nullopt; // its values know no upper end
    }
    const double low = activation.function() == Function::Tanh ? -1.0 : 0.0;
    return firstWhere([&](double x) {
        const double left = activation.polynomial()(-x);
        const double right = activation.polynomial()(x);
        return std::min(left, right) < low || std::max(left, right) > 1.0;
    });
}

std::optional<double> stopsRisingAt(const model::Activation& activation)
{
    return firstWhere([&](double x) { return activation.derivative()(x) < 0 || activation.derivative()(-x) < 0; });
}

Candidate candidateOf(Function function, Approximation approximation, int degree, double radius)
{
    Candidate candidate;
    candidate.approximation = approximation;
    candidate.degree = degree;
    candidate.depth = depthOf(degree);
    candidate.products = productsOf(function, degree);
    auto activation = model::Activation::create(function, approximation, degree, radius);
    if (!activation) {
        candidate.refusal = QString::fromStdString(activation.error().message);
        return candidate;
    }
    candidate.activation = *activation;
    candidate.largestError = largestErrorOf(*activation);
    candidate.leaves = leavesAt(*activation);
    candidate.stopsRising = stopsRisingAt(*activation);
    return candidate;
}

} // namespace

double offeredRadius(double radius)
{
    constexpr double kPerUnit = 20.0;
    return std::clamp(std::round(radius * kPerUnit) / kPerUnit, kLeastRadius, kLargestRadius);
}

std::vector<Candidate> candidatesOf(Function function, double radius)
{
    const int step = function == Function::Exp ? 1 : 2;
    std::vector<Candidate> candidates;
    for (const Approximation approximation :
         {Approximation::Taylor, Approximation::LeastSquares, Approximation::Chebyshev, Approximation::Minimax}) {
        for (int degree = 1; degree <= model::kMaxActivationDegree; degree += step) {
            candidates.push_back(candidateOf(function, approximation, degree, radius));
        }
    }
    return candidates;
}

std::optional<double> convergenceRadius(Function function)
{
    switch (function) {
    case Function::Sigmoid:
        return std::numbers::pi;
    case Function::Tanh:
        return std::numbers::pi / 2;
    default:
        return std::nullopt;
    }
}

int productsOf(Function function, int degree)
{
    if (degree <= 2) {
        return degree - 1;
    }
    // z², z⁴, … and one more for z times the odd part, which an exponential has, too.
    const int squares = degree / 2;
    CG_EXPECTS(function == Function::Exp || degree % 2 == 1);
    return squares + 1;
}

int depthOf(int degree)
{
    if (degree <= 2) {
        return degree - 1;
    }
    // z^(2k) is z^(2⌊k/2⌋) · z^(2⌈k/2⌉), one deeper than the deeper of them.
    const auto ofSquare = [](int k) {
        int depth = 1;
        for (int power = 1; power < k; power *= 2) {
            ++depth;
        }
        return depth;
    };
    const int squares = degree / 2;
    const int odd = degree % 2 == 1 ? squares : squares - 1; // the highest square that z is multiplied by
    return std::max(ofSquare(squares), ofSquare(odd) + 1);
}

QString nameOf(Approximation approximation)
{
    switch (approximation) {
    case Approximation::Taylor:
        return translated(QT_TRANSLATE_NOOP("cg::ui::Candidates", "Taylor"));
    case Approximation::LeastSquares:
        return translated(QT_TRANSLATE_NOOP("cg::ui::Candidates", "least squares"));
    case Approximation::Chebyshev:
        return translated(QT_TRANSLATE_NOOP("cg::ui::Candidates", "Chebyshev"));
    case Approximation::Minimax:
        return translated(QT_TRANSLATE_NOOP("cg::ui::Candidates", "minimax"));
    case Approximation::Exact:
        break;
    }
    return translated(QT_TRANSLATE_NOOP("cg::ui::Candidates", "exact"));
}

QString nameOf(const Candidate& candidate)
{
    return QStringLiteral("%1 %2").arg(ui::nameOf(candidate.approximation)).arg(candidate.degree);
}

} // namespace cg::ui
