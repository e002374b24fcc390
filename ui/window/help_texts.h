#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QString>

#include <span>

namespace cg::ui {

/// The shortcuts, made from the actions themselves, and what colours and signs mean; rich text.
[[nodiscard]] QString helpText(std::span<QAction* const> actions);
[[nodiscard]] QString aboutText();

} // namespace cg::ui
