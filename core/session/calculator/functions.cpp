// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/functions.h"

#include "base/contract.h"

#include <algorithm>
#include <array>

namespace cg::session {

namespace {

// In the order of the enumerators.
constexpr std::array<FunctionSignature, 9> kFunctions{{
    {CalculatorFunction::Enc, "enc", 1, "enc([1, 2.5, -3])"},
    {CalculatorFunction::Dot, "dot", 2, "dot(a, b)"},
    {CalculatorFunction::Linear, "linear", 2, "linear([[1, 2], [3, 4]], a)"},
    {CalculatorFunction::Sum, "sum", 1, "sum(a)"},
    {CalculatorFunction::Sigmoid, "sigmoid", 2, "sigmoid(a, 3)"},
    {CalculatorFunction::Tanh, "tanh", 2, "tanh(a, 3)"},
    {CalculatorFunction::Exp, "exp", 2, "exp(a, 3)"},
    {CalculatorFunction::Refresh, "refresh", 1, "refresh(a)"},
    {CalculatorFunction::Raw, "raw", 1, "raw(a)"},
}};

} // namespace

std::span<const FunctionSignature> calculatorFunctions()
{
    return kFunctions;
}

const FunctionSignature* functionNamed(std::string_view name)
{
    const auto* found = std::ranges::find(kFunctions, name, &FunctionSignature::name);
    return found == kFunctions.end() ? nullptr : found;
}

const FunctionSignature& signatureOf(CalculatorFunction function)
{
    const FunctionSignature& signature = kFunctions.at(static_cast<std::size_t>(function));
    CG_ENSURES(signature.function == function);
    return signature;
}

std::string functionNames()
{
    std::string names;
    for (const FunctionSignature& signature : kFunctions) {
        names.append(names.empty() ? "" : ", ").append(signature.name);
    }
    return names;
}

} // namespace cg::session
