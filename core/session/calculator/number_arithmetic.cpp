// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/number_arithmetic.h"

#include "model/activation.h"

#include <cmath>

namespace cg::session {

namespace {

model::Function modelled(CalculatorFunction function)
{
    switch (function) {
    case CalculatorFunction::Sigmoid:
        return model::Function::Sigmoid;
    case CalculatorFunction::Tanh:
        return model::Function::Tanh;
    case CalculatorFunction::Exp:
        return model::Function::Exp;
    default:
        base::contractViolated("a function with a Taylor polynomial", __FILE__, __LINE__);
    }
}

double combined(SyntaxKind kind, double a, double b)
{
    switch (kind) {
    case SyntaxKind::Add:
        return a + b;
    case SyntaxKind::Subtract:
        return a - b;
    case SyntaxKind::Multiply:
        return a * b;
    case SyntaxKind::Divide:
        return a / b;
    default:
        base::contractViolated("an operator of two numbers", __FILE__, __LINE__);
    }
}

} // namespace

base::Result<double> combineNumbers(const SyntaxNode& node, double a, double b)
{
    if (node.kind == SyntaxKind::Divide && b == 0.0) {
        return errorAt(node.position, base::ErrorCode::InvalidArgument, "a division by zero");
    }
    const double result = combined(node.kind, a, b);
    if (!std::isfinite(result)) {
        return errorAt(node.position, base::ErrorCode::InvalidArgument, "the result is too large for a double");
    }
    return result;
}

base::Result<math::Polynomial> taylorPolynomial(const SyntaxNode& node, const double* degree)
{
    if (degree == nullptr || !(*degree >= 1 && *degree <= model::kMaxActivationDegree) ||
        *degree != std::floor(*degree)) {
        const FunctionSignature& signature = signatureOf(node.function);
        return errorAt(node.position, base::ErrorCode::InvalidArgument,
                       "the degree of " + std::string(signature.name) + " must be a whole number from 1 to " +
                           std::to_string(model::kMaxActivationDegree) + ", as in " + std::string(signature.usage));
    }
    constexpr double kAnyRadius = 1.0; // a Taylor polynomial does not depend on it
    CG_TRY(const model::Activation activation,
           model::Activation::create(modelled(node.function), model::Approximation::Taylor, static_cast<int>(*degree),
                                     kAnyRadius));
    return activation.polynomial();
}

} // namespace cg::session
