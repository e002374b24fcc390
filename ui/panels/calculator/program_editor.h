#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/text_position.h"

#include <QPlainTextEdit>

namespace cg::ui {

/// The text of a program. Ctrl+Enter runs it; an error is marked where it is. Tab leaves the field, so that the
/// keyboard reaches everything else.
class ProgramEditor : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ProgramEditor(QWidget* parent = nullptr);

    [[nodiscard]] QString program() const { return toPlainText(); }
    /// Replaces the text; it can be undone.
    void setProgram(const QString& program);
    /// Marks the character at the place, and puts the caret there.
    void markError(session::TextPosition position);
    void clearError();

Q_SIGNALS:
    void runRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace cg::ui
