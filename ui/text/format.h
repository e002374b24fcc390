#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"
#include "base/scheme.h"
#include "he/backend.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace cg::ui {

// Numbers as the window writes them: the same everywhere, in the C locale, with their units.

/// "0.0213", "1.31", "2.5e+06": three significant digits.
[[nodiscard]] QString numberText(double value);
/// A loss: what noise has carried below nought is "≈ 0".
[[nodiscard]] QString lossText(double loss);
/// "24.1 bits".
[[nodiscard]] QString bitsText(double bits);
/// An error by its log2: "-17.4 bits" is 2^-17.4; "exact" where there is none.
[[nodiscard]] QString errorText(base::Log2 error);
/// "12,345".
[[nodiscard]] QString countText(std::uint64_t count);
/// `one` or `many`, with the count in place of %1: the same in every language that has two forms.
[[nodiscard]] QString countOf(std::uint64_t count, const QString& one, const QString& many);
/// "310 bytes", "4.2 KB", "1.3 MB".
[[nodiscard]] QString bytesText(std::uint64_t bytes);
/// "8.1 µs", "3.2 ms", "1.4 s".
[[nodiscard]] QString timeText(std::chrono::nanoseconds time);
/// Names and sentences of the core.
[[nodiscard]] QString textOf(std::string_view text);
/// "VHE", "CKKS", "plain".
[[nodiscard]] QString schemeText(base::SchemeId scheme);
/// "×", "Σ", "+" … for a tower's foot, and "multiply", … in full.
[[nodiscard]] QString shortNameOf(he::OpKind kind);
[[nodiscard]] QString nameOf(he::OpKind kind);

} // namespace cg::ui
