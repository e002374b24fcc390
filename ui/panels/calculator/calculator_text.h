#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/log2.h"
#include "session/calculator/calculator.h"
#include "session/calculator/text_position.h"
#include "ui/session/scheme_choice.h"

#include <QString>

#include <optional>

namespace cg::ui {

/// "[1, 2.5, -3]", at most eight numbers of it.
[[nodiscard]] QString vectorText(const std::vector<double>& values);
/// A statement as the trainer knows it: "a = enc([3 numbers])".
[[nodiscard]] QString trainerText(const std::string& statement);

/// What people can look at of the ciphertexts of a statement: of each integer as many low bytes as are random, of
/// plain numbers all bytes.
[[nodiscard]] base::Bytes bytesOf(const session::StatementResult& result);
/// The share, 0 … 1, of bytes that differ; nothing where the lengths do or there are none.
[[nodiscard]] std::optional<double> shareOfDifferent(base::ByteView a, base::ByteView b);

/// The place that an error names at its beginning, "line 1, column 14: …".
[[nodiscard]] std::optional<session::TextPosition> positionIn(const std::string& message);
/// Where the place lies in the text, in QChars; the end of the text at most.
[[nodiscard]] qsizetype offsetOf(const QString& program, session::TextPosition position);

/// The same calculation for a shell: ciphergrad-cli calc '…'.
[[nodiscard]] QString commandLine(const QString& program, const SchemeChoice& scheme);

} // namespace cg::ui
