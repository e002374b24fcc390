// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/help_texts.h"

#include <QCoreApplication>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::help", text);
}

} // namespace

QString helpText(std::span<QAction* const> actions)
{
    QString rows;
    for (const QAction* const action : actions) {
        if (!action->shortcut().isEmpty()) {
            QString text = action->text();
            rows += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                        .arg(action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(),
                             text.remove(QLatin1Char('&')).toHtmlEscaped());
        }
    }
    rows += QStringLiteral("<tr><td><b>Alt+1 … Alt+6</b>&nbsp;&nbsp;</td><td>%1</td></tr>").arg(translated("Pages"));
    return QStringLiteral("<table>%1</table><p>%2</p><p>%3</p><p>%4</p>")
        .arg(rows, translated("<b>Amber</b> and an open padlock: opened with the secret key, and nothing else."),
             translated("<b>Texture</b> and a closed padlock: the real bytes of a ciphertext."),
             translated(
                 "<b>Stippled red</b> growing from below: noise. Where it reaches the message, the value opens as "
                 "random numbers."));
}

QString aboutText()
{
    return QStringLiteral("<h3>Ciphergrad %1</h3><p>%2</p><p>%3</p>")
        .arg(QCoreApplication::applicationVersion(),
             translated(
                 "Trains a neural network whose weights are encrypted, for teaching. The scheme VHE is known to be "
                 "broken: use it to learn, never to protect anything."),
             translated("Free software under the GNU General Public License, version 3 or later."));
}

} // namespace cg::ui
