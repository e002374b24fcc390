// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/control.h"

#include "ui/widgets/make_child.h"

#include <QDialog>
#include <QLabel>
#include <QMessageBox>
#include <QWidget>

#include <memory>

namespace cg::ui {

void describe(QWidget& control, const QString& objectName, const QString& name, const QString& toolTip)
{
    constexpr int kLeastHeight = 28;
    control.setObjectName(objectName);
    control.setAccessibleName(name);
    control.setToolTip(toolTip);
    control.setMinimumHeight(kLeastHeight);
}

QLabel* makeText(const QString& objectName, const QString& text, TextWeight weight, QWidget* parent)
{
    auto* label = makeChild<QLabel>(parent, text);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (weight == TextWeight::Bold || weight == TextWeight::Heading) {
        constexpr double kLarger = 1.25;
        QFont font = label->font();
        font.setBold(true);
        if (weight == TextWeight::Heading) {
            font.setPointSizeF(font.pointSizeF() * kLarger);
        }
        label->setFont(font);
    } else if (weight == TextWeight::Dim) {
        // The role of second lines in every theme, and it follows a change of the palette.
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    return label;
}

void openOnce(QDialog& dialog)
{
    dialog.setAttribute(Qt::WA_DeleteOnClose);
    dialog.open();
}

void askConsent(QWidget& parent, const Question& question, const std::function<void()>& agreed,
                const std::function<void()>& declined)
{
    auto box = std::make_unique<QMessageBox>(QMessageBox::Question, question.title, question.text,
                                             QMessageBox::Ok | QMessageBox::Cancel, &parent);
    box->setObjectName(question.name);
    QObject::connect(box.get(), &QMessageBox::accepted, &parent, agreed);
    if (declined) {
        QObject::connect(box.get(), &QMessageBox::rejected, &parent, declined);
    }
    openOnce(*box.release());
}

} // namespace cg::ui
