#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activation.h"

#include <QString>

#include <optional>
#include <vector>

namespace cg::ui {

/// A polynomial that might stand for a function on [-radius, radius], and what it costs.
struct Candidate {
    model::Approximation approximation = model::Approximation::Taylor;
    int degree = 1;
    std::optional<model::Activation> activation; ///< nothing: there is none for this radius
    QString refusal;                             ///< then, why
    double largestError = 0.0;                   ///< on [-radius, radius], on kErrorPoints points
    int depth = 0;                               ///< products after one another, as the network evaluates it
    int products = 0;                            ///< of ciphertexts
    std::optional<double> leaves;      ///< the smallest |x| ≤ kScannedReach where it leaves the function's values
    std::optional<double> stopsRising; ///< … and where its slope is negative
};

/// Enough for three digits, and fast enough to follow the mouse; Activation::maxError takes 100 times as many.
inline constexpr int kErrorPoints = 2'001;
inline constexpr double kScannedReach = 20.0;
/// The range of radii offered here; the core takes 0.125 to 64.
inline constexpr double kLeastRadius = 0.5;
inline constexpr double kLargestRadius = 16.0;

/// Radii are multiples of 0.05.
[[nodiscard]] double offeredRadius(double radius);
/// All polynomials offered for sigmoid, tanh or exp: by kind, then by degree. Even degrees are left out for the odd
/// functions (about their value at 0), whose even coefficients are zero. Always the same order for a function.
[[nodiscard]] std::vector<Candidate> candidatesOf(model::Function function, double radius);
/// |x| from which on the Taylor series diverges: π for sigmoid, π/2 for tanh (their poles), nothing for exp.
[[nodiscard]] std::optional<double> convergenceRadius(model::Function function);

/// Products of ciphertexts, and how many of them come after one another, when the network evaluates a polynomial of
/// this degree (train/polynomial_circuit_inl.h).
[[nodiscard]] int productsOf(model::Function function, int degree);
[[nodiscard]] int depthOf(int degree);

/// "Taylor", "least squares", …
[[nodiscard]] QString nameOf(model::Approximation approximation);
/// "Taylor 3".
[[nodiscard]] QString nameOf(const Candidate& candidate);

} // namespace cg::ui
