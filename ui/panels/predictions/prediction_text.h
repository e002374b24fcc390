#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <span>

namespace cg::ui {

/// The class that outputs stand for: of one output 0 or 1, split at 1/2; of several the place of the largest. Nothing
/// where one of them is not finite.
[[nodiscard]] std::optional<std::size_t> classOf(std::span<const double> outputs);
/// The class of a prediction that was opened; of ClassOnly the outputs hold it already.
[[nodiscard]] std::optional<std::size_t> classOf(const OpenedPrediction& prediction);

/// "class 1", "0.93", "0.91, 0.08"; "no number" where it is not finite.
[[nodiscard]] QString openedText(const OpenedPrediction& prediction);
/// "0, 1".
[[nodiscard]] QString inputsText(std::span<const double> inputs);
/// "class 1" of targets that are noughts and ones; otherwise the numbers.
[[nodiscard]] QString labelText(std::span<const double> target);

enum class Verdict : std::uint8_t { Correct, Wrong };
[[nodiscard]] Verdict verdictOf(const OpenedPrediction& prediction, std::span<const double> target);

/// What a person can do about a closed prediction.
enum class OpeningWay : std::uint8_t { Open, Unlock, None };
struct OpeningAnswer {
    OpeningWay way = OpeningWay::None;
    QString why; ///< a sentence; empty where the way is Open
};
[[nodiscard]] OpeningAnswer openingAnswer(const SessionState& state);

/// Whether the estimate says that noise covers the network's outputs: half of the distance between two classes.
[[nodiscard]] bool isProbablyNoise(const SessionState& state);

} // namespace cg::ui
