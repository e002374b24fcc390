#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QDialog>

namespace cg::ui {

/// Says what went wrong, in a window of its own that blocks nothing: open() returns at once. The text can be selected
/// and copied as a whole.
class ProblemBox : public QDialog {
    Q_OBJECT
public:
    explicit ProblemBox(const Problem& problem, QWidget* parent = nullptr);

private:
    void copy() const;

    Problem m_problem;
};

} // namespace cg::ui
