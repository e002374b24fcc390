#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>

#include <cstdint>
#include <functional>

class QDialog;
class QLabel;
class QWidget;

namespace cg::ui {

/// Gives a control what every control has: a name for tests and settings, one for screen readers, a tool tip that says
/// what it does, and a height that can be hit.
void describe(QWidget& control, const QString& objectName, const QString& name, const QString& toolTip);

/// A label that wraps and whose text can be selected with mouse and keyboard; Dim is the colour of second lines.
/// A heading is bold and larger.
enum class TextWeight : std::uint8_t { Normal, Dim, Bold, Heading };
[[nodiscard]] QLabel* makeText(const QString& objectName, const QString& text, TextWeight weight, QWidget* parent);

/// Opens a dialog that lives until it is closed; nothing blocks.
void openOnce(QDialog& dialog);

/// A question that is answered by OK or Cancel.
struct Question {
    QString name; ///< of the box, as an object
    QString title;
    QString text;
};
/// Asks it over `parent`; nothing blocks. `declined` may be empty.
void askConsent(QWidget& parent, const Question& question, const std::function<void()>& agreed,
                const std::function<void()>& declined = {});

} // namespace cg::ui
