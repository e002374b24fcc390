#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

namespace cg::math {

/// A real polynomial c0 + c1·x + … in ascending powers; at least one coefficient, the last one non-zero unless it is
/// the only one.
class Polynomial {
public:
    /// Trailing zeros are dropped; an empty list is the zero polynomial.
    explicit Polynomial(std::vector<double> coefficients);

    [[nodiscard]] int degree() const { return static_cast<int>(m_coefficients.size()) - 1; }
    /// The coefficient of x^power; 0 above the degree.
    [[nodiscard]] double operator[](int power) const;
    [[nodiscard]] const std::vector<double>& coefficients() const { return m_coefficients; }
    [[nodiscard]] double operator()(double x) const;
    [[nodiscard]] Polynomial derivative() const;

    friend bool operator==(const Polynomial&, const Polynomial&) = default;

private:
    std::vector<double> m_coefficients;
};

} // namespace cg::math
