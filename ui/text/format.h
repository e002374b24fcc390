#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"
#include "base/scheme.h"
#include "he/backend.h"

#include <QString>

#include <chrono>
#include <cstdint>

namespace cg::ui {

// Numbers as the window writes them: the same everywhere, in the C locale, with their units.

/// "0.0213", "1.31", "2.5e+06": three significant digits.
[[nodiscard]] QString numberText(double value);
/// A loss: what noise has carried below nought is "≈ 0".
[[nodiscard]] QString lossText(double loss);
/// "24.1 bits"; of an error its log2: "-17.4 bits" is 2^-17.4.
[[nodiscard]] QString bitsText(double bits);
/// "12,345".
[[nodiscard]] QString countText(std::uint64_t count);
/// "310 bytes", "4.2 KB", "1.3 MB".
[[nodiscard]] QString bytesText(std::uint64_t bytes);
/// "8.1 µs", "3.2 ms", "1.4 s".
[[nodiscard]] QString timeText(std::chrono::nanoseconds time);
/// "VHE", "plain".
[[nodiscard]] QString schemeText(base::SchemeId scheme);
/// "×", "Σ", "+" … for a tower's foot, and "multiply", … in full.
[[nodiscard]] QString shortNameOf(he::OpKind kind);
[[nodiscard]] QString nameOf(he::OpKind kind);

} // namespace cg::ui
