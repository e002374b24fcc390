#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QString>
#include <QUndoCommand>

namespace cg::ui {

/// One change of the experiment, undone by choosing what was chosen before.
class ExperimentEdit final : public QUndoCommand {
public:
    ExperimentEdit(TrainingController& controller, const QString& text, ExperimentChoice before, ExperimentChoice after)
        : QUndoCommand(text), m_controller(controller), m_before(std::move(before)), m_after(std::move(after))
    {}

    void redo() override { m_controller.choose(m_after); }
    void undo() override { m_controller.choose(m_before); }

private:
    TrainingController& m_controller;
    ExperimentChoice m_before;
    ExperimentChoice m_after;
};

} // namespace cg::ui
