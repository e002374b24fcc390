#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cg::session {

/// The functions of the calculator.
enum class CalculatorFunction : std::uint8_t { Enc, Dot, Linear, Sum, Sigmoid, Tanh, Exp, Refresh, Raw };

/// How a function is called.
struct FunctionSignature {
    CalculatorFunction function;
    std::string_view name;
    std::size_t arguments;
    std::string_view usage; ///< an example
};

/// All functions.
[[nodiscard]] std::span<const FunctionSignature> calculatorFunctions();
/// Null where there is no function of that name.
[[nodiscard]] const FunctionSignature* functionNamed(std::string_view name);
[[nodiscard]] const FunctionSignature& signatureOf(CalculatorFunction function);
/// "enc, dot, …", for messages.
[[nodiscard]] std::string functionNames();

} // namespace cg::session
