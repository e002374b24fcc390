#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"
#include "session/visibility.h"
#include "trust/crossing_log.h"
#include "ui/session/session_state.h"

#include <QString>

namespace cg::ui {

// What stands under the two headings. Every noun is looked up in the Visibility of the session: no sentence can say
// anything else than what is so. Sentences have at most twelve words (tests/ui/wall_test.cpp counts them).

/// "Sees: inputs, labels, circuit. Cannot see: weights, predictions, loss."
[[nodiscard]] QString trainerSentence(const session::Visibility& visibility, base::SchemeId scheme);
/// What it can do all the same, dimmed: "Can still add, multiply and update — on ciphertext."; of a known start, that
/// the run can be computed in the clear. Empty where it sees everything.
[[nodiscard]] QString trainerSecondLine(const session::Visibility& visibility);
/// What follows from what it sees: "Could train a network of its own on this data."; empty where it does not.
[[nodiscard]] QString trainerMore(const session::Visibility& visibility);
/// What no encryption hides, for a tool tip.
[[nodiscard]] QString trainerFootnote();

/// "No secret key on this computer. Nothing can be opened."
[[nodiscard]] QString keyHolderSentence(KeyState key);
/// "Nothing on this side reaches the trainer." until a message did; from then on how many bits it learnt. Of a log that
/// does not begin with the run, that it does not.
[[nodiscard]] QString keyHolderSecondLine(const trust::CrossingTotals& totals, session::Recorded recorded);

/// Of a log or a ledger that does not begin with the run, that it does not; otherwise empty.
[[nodiscard]] QString gapSentence(session::Recorded recorded);

/// Whether the trainer sees everything: a control run without encryption.
[[nodiscard]] bool isControlRun(const session::Visibility& visibility);

} // namespace cg::ui
