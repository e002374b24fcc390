#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSize>
#include <QString>

#include <optional>
#include <variant>

namespace cg::window {

/// What the command line of the window asks for.
struct Options {
    std::optional<QString> screenshots; ///< folder for pictures of every page; then the program ends
    std::optional<ui::Appearance> appearance;
    QSize size;                  ///< invalid: as it was the last time
    QString session;             ///< empty: begin with a new run
    ui::ExperimentChoice choice; ///< of the new run
};

/// What is wrong with the command line.
struct Refusal {
    QString sentence;
};

/// Ends the program after --help and --version.
[[nodiscard]] std::variant<Options, Refusal> parseOptions(const QCoreApplication& application);

} // namespace cg::window
