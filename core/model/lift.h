#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include <cstddef>
#include <vector>

namespace cg::model {

/// Makes a table easier to learn before it is trained on, in the clear and hence free of levels and noise: inputs
/// become all products of Chebyshev polynomials of two inputs up to a degree, T_i(x)·T_j(y) with 1 ≤ i+j ≤ degree,
/// which are then standardised, whitened and halved. A network of one hidden layer of degree 2 is a quadric of what it
/// is given; of lifted inputs, a curve of degree 2·degree (docs/training.md).
///
/// Whitening is the symmetric one, C^(−1/2), which knows no choice of signs. Each eigenvalue of the covariance C is
/// raised by 10⁻³ of the largest, so that directions without content do not become noise.
class ChebyshevLift {
public:
    /// Learns means and whitening from `data`. Requires two inputs, at least two rows that differ in every product, and
    /// a degree of 1 to 8.
    static ChebyshevLift fit(const data::Dataset& data, std::size_t degree);

    /// (degree+1)·(degree+2)/2 − 1.
    [[nodiscard]] std::size_t outputs() const { return m_means.size(); }
    /// The table with its two inputs replaced, under the same name.
    [[nodiscard]] data::Dataset apply(const data::Dataset& data) const;

private:
    ChebyshevLift() = default;

    std::size_t m_degree = 0;
    std::vector<double> m_means;
    std::vector<double> m_matrix; ///< row-major, outputs × outputs; standardising is in it
};

} // namespace cg::model
