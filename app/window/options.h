#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSize>
#include <QString>

#include <optional>

namespace cg::window {

/// What the command line of the window asks for.
struct Options {
    std::optional<QString> screenshots; ///< folder for pictures of every page; then the program ends
    std::optional<ui::Appearance> appearance;
    QSize size;      ///< invalid: as it was the last time
    QString session; ///< empty: begin with a preset
};

/// Ends the program with the exit code 2 and one sentence on stderr where the arguments are wrong, and after --help and
/// --version.
[[nodiscard]] Options parseOptions(const QApplication& application);

} // namespace cg::window
