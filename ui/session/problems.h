#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/snapshot.h"
#include "ui/session/session_state.h"

#include <QString>

#include <optional>

namespace cg::ui {

/// Something that went wrong, for people.
struct Problem {
    QString title;    ///< a few words
    QString sentence; ///< what happened, why, and what can be done
};

/// A failed order as people read it; `what` is a few words for the order, e.g. "The session was not saved".
[[nodiscard]] Problem problemOf(const QString& what, const base::Error& error);

/// What ended a run, if it was a failure that the trainer notices.
[[nodiscard]] std::optional<Failure> failureOf(const session::TrainingSnapshot& snapshot);
/// A session file that cannot be used (damaged, foreign or newer) kept a run from beginning; nothing for other errors.
[[nodiscard]] std::optional<Failure> failureOfFile(const base::Error& error);
/// A key is loaded that opens nothing of this session; both as keyName() gives them.
[[nodiscard]] Failure wrongKeyFailure(const QString& loaded, const QString& needed);
/// What only the key holder notices: a loss that grows, pre-activations outside the polynomial's range.
[[nodiscard]] std::optional<Failure> failureSeenIn(const OpenedValues& values, const model::NetworkSpec& network);

} // namespace cg::ui
