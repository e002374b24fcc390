#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>

#include <vector>

namespace cg::ui {

/// A program to begin with.
struct ExampleProgram {
    QString title;
    QString program;
    QString lesson; ///< what to look at, a sentence or two
};
[[nodiscard]] std::vector<ExampleProgram> examplePrograms();

/// What a button writes into a program.
struct Operation {
    QString objectName;
    QString label;
    QString text; ///< inserted at the caret
    QString purpose;
};
[[nodiscard]] std::vector<Operation> calculatorOperations();

} // namespace cg::ui
