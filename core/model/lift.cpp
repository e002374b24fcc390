// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/lift.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

namespace cg::model {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index indexOf(std::size_t size)
{
    return static_cast<Eigen::Index>(size);
}

/// T_0(x) … T_degree(x).
std::vector<double> chebyshev(double x, std::size_t degree)
{
    std::vector<double> values{1.0, x};
    while (values.size() <= degree) {
        values.push_back(2.0 * x * values.back() - values[values.size() - 2]);
    }
    return values;
}

/// A row for each row of the table, a column for each product.
Matrix productsOf(const data::Dataset& data, std::size_t degree)
{
    Matrix products(indexOf(data.rows()), indexOf((degree + 1) * (degree + 2) / 2 - 1));
    for (std::size_t row = 0; row < data.rows(); ++row) {
        const std::vector<double> x = chebyshev(data.input(row)[0], degree);
        const std::vector<double> y = chebyshev(data.input(row)[1], degree);
        Eigen::Index column = 0;
        for (std::size_t sum = 1; sum <= degree; ++sum) {
            for (std::size_t i = 0; i <= sum; ++i) {
                products(indexOf(row), column++) = x[i] * y[sum - i];
            }
        }
    }
    return products;
}

} // namespace

ChebyshevLift ChebyshevLift::fit(const data::Dataset& data, std::size_t degree)
{
    constexpr double kDamping = 1e-3;
    constexpr double kScale = 0.5;
    const Matrix products = productsOf(data, degree);
    const Eigen::RowVectorXd means = products.colwise().mean();
    Matrix centred = products.rowwise() - means;
    const auto rows = static_cast<double>(products.rows());
    const Eigen::RowVectorXd deviations = (centred.array().square().colwise().sum() / rows).sqrt();
    centred.array().rowwise() /= deviations.array();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(centred.transpose() * centred / rows);
    const Eigen::ArrayXd raised = solver.eigenvalues().array() + kDamping * solver.eigenvalues().maxCoeff();
    const Eigen::MatrixXd whitening =
        solver.eigenvectors() * raised.rsqrt().matrix().asDiagonal() * solver.eigenvectors().transpose();
    const Matrix matrix = kScale * deviations.cwiseInverse().asDiagonal() * whitening;

    ChebyshevLift lift;
    lift.m_degree = degree;
    lift.m_means.assign(means.begin(), means.end());
    lift.m_matrix.assign(matrix.data(), matrix.data() + matrix.size());
    return lift;
}

data::Dataset ChebyshevLift::apply(const data::Dataset& data) const
{
    const Eigen::Index outputs = indexOf(m_means.size());
    const Eigen::Map<const Eigen::RowVectorXd> means(m_means.data(), outputs);
    const Eigen::Map<const Matrix> matrix(m_matrix.data(), outputs, outputs);
    const Matrix lifted = (productsOf(data, m_degree).rowwise() - means) * matrix;
    data::Dataset result = data;
    result.inputCount = m_means.size();
    result.inputs.assign(lifted.data(), lifted.data() + lifted.size());
    return result;
}

} // namespace cg::model
