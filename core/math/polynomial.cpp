// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/polynomial.h"

#include "base/contract.h"

#include <numeric>
#include <utility>

namespace cg::math {

Polynomial::Polynomial(std::vector<double> coefficients) : m_coefficients(std::move(coefficients))
{
    while (m_coefficients.size() > 1 && m_coefficients.back() == 0.0) {
        m_coefficients.pop_back();
    }
    if (m_coefficients.empty()) {
        m_coefficients.push_back(0.0);
    }
}

double Polynomial::operator[](int power) const
{
    CG_EXPECTS(power >= 0);
    const auto index = static_cast<std::size_t>(power);
    return index < m_coefficients.size() ? m_coefficients[index] : 0.0;
}

double Polynomial::operator()(double x) const
{
    return std::accumulate(m_coefficients.rbegin(), m_coefficients.rend(), 0.0,
                           [x](double value, double coefficient) { return value * x + coefficient; });
}

Polynomial Polynomial::derivative() const
{
    std::vector<double> derived;
    derived.reserve(m_coefficients.size());
    for (std::size_t power = 1; power < m_coefficients.size(); ++power) {
        derived.push_back(static_cast<double>(power) * m_coefficients[power]);
    }
    return Polynomial(std::move(derived));
}

} // namespace cg::math
