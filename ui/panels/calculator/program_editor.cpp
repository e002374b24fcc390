// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/program_editor.h"

#include "ui/panels/calculator/calculator_text.h"
#include "ui/theme/theme.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QTextBlock>

namespace cg::ui {

ProgramEditor::ProgramEditor(QWidget* parent) : QPlainTextEdit(parent)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    constexpr double kLarger = 1.1;
    font.setPointSizeF(this->font().pointSizeF() * kLarger);
    setFont(font);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    connect(this, &QPlainTextEdit::textChanged, this, &ProgramEditor::clearError);
}

void ProgramEditor::setProgram(const QString& program)
{
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(program);
    setTextCursor(cursor);
}

void ProgramEditor::markError(session::TextPosition position)
{
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(offsetOf(program(), position)));
    setTextCursor(cursor);
    cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
    if (!cursor.hasSelection()) { // at the very end there is only something before it
        cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
    }
    QTextEdit::ExtraSelection mark;
    mark.cursor = cursor;
    const Theme& theme = Theme::of(*this);
    mark.format.setForeground(theme.color(Role::Window));
    mark.format.setBackground(theme.color(Role::Focus));
    mark.format.setFontWeight(QFont::Bold);
    setExtraSelections({mark});
    ensureCursorVisible();
}

void ProgramEditor::clearError()
{
    setExtraSelections({});
}

void ProgramEditor::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers().testFlag(Qt::ControlModifier)) {
        Q_EMIT runRequested();
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

} // namespace cg::ui
