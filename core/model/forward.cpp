// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/forward.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::model {

namespace {

// Letters as in the backpropagation of textbooks: A activations and Z pre-activations (rows of the batch × units),
// W weights (units × inputs), D = ∂loss/∂Z.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXd;

Eigen::Index indexOf(std::size_t size)
{
    return static_cast<Eigen::Index>(size);
}

Matrix matrixOf(std::span<const double> numbers, std::size_t columns)
{
    return Eigen::Map<const Matrix>(numbers.data(), indexOf(numbers.size() / columns), indexOf(columns));
}

std::vector<double> numbersOf(const Matrix& matrix)
{
    return {matrix.data(), matrix.data() + matrix.size()};
}

Matrix weightMatrix(const LayerWeights& layer)
{
    Matrix matrix(indexOf(layer.weights.size()), indexOf(layer.weights.front().size()));
    for (std::size_t unit = 0; unit < layer.weights.size(); ++unit) {
        matrix.row(indexOf(unit)) = Eigen::Map<const Row>(layer.weights[unit].data(), matrix.cols());
    }
    return matrix;
}

Matrix applied(const math::Polynomial& polynomial, const Matrix& z)
{
    return z.unaryExpr([&](double x) { return polynomial(x); });
}

struct Pass {
    std::vector<Matrix> z;
    std::vector<Matrix> a; ///< a[0]: the inputs; a[l + 1]: what layer l puts out
};

Pass run(const NetworkSpec& spec, const Weights& weights, std::span<const double> inputs)
{
    CG_EXPECTS(fits(weights, spec));
    CG_EXPECTS(inputs.size() % spec.inputs == 0);
    Pass pass;
    pass.a.push_back(matrixOf(inputs, spec.inputs));
    for (std::size_t l = 0; l < weights.size(); ++l) {
        Matrix z = pass.a.back() * weightMatrix(weights[l]).transpose();
        if (const auto& bias = weights[l].bias; !bias.empty()) {
            z.rowwise() += Eigen::Map<const Row>(bias.data(), z.cols());
        }
        pass.a.push_back(applied(spec.layers[l].activation.polynomial(), z));
        pass.z.push_back(std::move(z));
    }
    return pass;
}

LayerWeights layerGradient(const Matrix& d, const Matrix& inputs, const LayerSpec& layer)
{
    const Matrix weights = d.transpose() * inputs;
    LayerWeights gradient;
    for (Eigen::Index unit = 0; unit < weights.rows(); ++unit) {
        gradient.weights.push_back(numbersOf(weights.row(unit)));
    }
    if (layer.bias) {
        gradient.bias = numbersOf(d.colwise().sum());
    }
    return gradient;
}

/// factorA·a + factorB·b, number by number.
struct Combination {
    double factorA;
    double factorB;

    [[nodiscard]] std::vector<double> operator()(const std::vector<double>& a, const std::vector<double>& b) const
    {
        std::vector<double> sum(a.size());
        std::transform(a.begin(), a.end(), b.begin(), sum.begin(),
                       [this](double x, double y) { return factorA * x + factorB * y; });
        return sum;
    }

    [[nodiscard]] Weights operator()(const Weights& a, const Weights& b) const
    {
        Weights sum = a;
        for (std::size_t l = 0; l < sum.size(); ++l) {
            sum[l].bias = (*this)(a[l].bias, b[l].bias);
            for (std::size_t unit = 0; unit < sum[l].weights.size(); ++unit) {
                sum[l].weights[unit] = (*this)(a[l].weights[unit], b[l].weights[unit]);
            }
        }
        return sum;
    }
};

} // namespace

double ForwardPass::largestPreActivation(std::size_t l) const
{
    CG_EXPECTS(l < preActivations.size());
    double largest = 0.0;
    for (const double z : preActivations[l]) {
        largest = std::max(largest, std::abs(z));
    }
    return largest;
}

ForwardPass forward(const NetworkSpec& spec, const Weights& weights, std::span<const double> inputs)
{
    const Pass pass = run(spec, weights, inputs);
    ForwardPass result;
    for (std::size_t l = 0; l < pass.z.size(); ++l) {
        result.preActivations.push_back(numbersOf(pass.z[l]));
        result.activations.push_back(numbersOf(pass.a[l + 1]));
    }
    return result;
}

Weights gradient(const NetworkSpec& spec, const Weights& weights, const Batch& batch)
{
    const std::size_t rows = batch.inputs.size() / spec.inputs;
    CG_EXPECTS(rows > 0 && batch.targets.size() == rows * spec.outputs());
    const Pass pass = run(spec, weights, batch.inputs);
    Weights result(weights.size());
    // ∂(½‖y − t‖²)/∂y, averaged over the rows.
    Matrix towards = (pass.a.back() - matrixOf(batch.targets, spec.outputs())) / static_cast<double>(rows);
    for (std::size_t l = weights.size(); l-- > 0;) {
        const Matrix d = towards.cwiseProduct(applied(spec.layers[l].activation.derivative(), pass.z[l]));
        result[l] = layerGradient(d, pass.a[l], spec.layers[l]);
        towards = d * weightMatrix(weights[l]);
    }
    return result;
}

DescentState startDescent(const NetworkSpec& spec, Weights weights)
{
    CG_EXPECTS(fits(weights, spec));
    return {std::move(weights), zeroWeights(spec)};
}

Weights lookAhead(const DescentState& state, const Descent& descent)
{
    return Combination{1.0, descent.momentum}(state.weights, state.velocity);
}

DescentState descend(const NetworkSpec& spec, const DescentState& state, const Descent& descent,
                     const data::Dataset& data, std::span<const std::size_t> rows)
{
    CG_EXPECTS(fits(state.velocity, spec));
    const data::Dataset used = data::selectRows(data, rows);
    const Weights slope = gradient(spec, lookAhead(state, descent), {used.inputs, used.targets});
    Weights velocity = Combination{descent.momentum, -descent.rate}(state.velocity, slope);
    return {Combination{1.0, 1.0}(state.weights, velocity), std::move(velocity)};
}

} // namespace cg::model
