// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/demo_key_dialog.h"

#include "ui/dialogs/control.h"
#include "ui/widgets/make_child.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace cg::ui {

DemoKeyDialog::DemoKeyDialog(QWidget* parent) : QDialog(parent), m_number(makeChild<QLineEdit>(this))
{
    setObjectName(QStringLiteral("demoKeyDialog"));
    setWindowTitle(tr("Use a demo key"));
    createLayout();
    connect(m_number, &QLineEdit::textChanged, this, &DemoKeyDialog::updateButton);
    updateButton();
}

void DemoKeyDialog::createLayout()
{
    constexpr int kWidth = 460;
    setMinimumWidth(kWidth);
    describe(*m_number, QStringLiteral("demoNumber"), tr("Number of the demo key"),
             tr("The same number gives the same key on every computer"));
    // Twenty digits hold every number of 64 bits; number() refuses those that are larger.
    m_number->setValidator(
        makeChild<QRegularExpressionValidator>(m_number, QRegularExpression(QStringLiteral("[0-9]{0,20}"))));
    m_number->setText(QStringLiteral("7"));
    m_number->selectAll();

    auto* buttons = makeChild<QDialogButtonBox>(this);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    describe(*cancel, QStringLiteral("cancelDemoKey"), tr("Cancel"), tr("Leaves the keys as they are"));
    m_use = buttons->addButton(tr("Use demo key"), QDialogButtonBox::AcceptRole);
    describe(*m_use, QStringLiteral("useDemoKey"), tr("Use demo key"), tr("Starts again with the key of this number"));
    m_use->setDefault(true);

    auto* form = makeLayout<QFormLayout>();
    form->addRow(tr("&Number:"), m_number);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(makeText(QStringLiteral("demoTitle"), tr("DEMO KEY · KNOWN START"), TextWeight::Bold, this));
    layout->addWidget(makeText(QStringLiteral("demoWarning"),
                               tr("A demo key is made from a number, so that a lecture can be repeated exactly. It "
                                  "hides nothing: whoever knows the number has the key, and can compute the whole run "
                                  "in the clear."),
                               TextWeight::Normal, this));
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &DemoKeyDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

quint64 DemoKeyDialog::number() const
{
    return m_number->text().toULongLong();
}

void DemoKeyDialog::updateButton()
{
    bool isNumber = false;
    m_number->text().toULongLong(&isNumber);
    m_use->setEnabled(isNumber);
}

void DemoKeyDialog::accept()
{
    if (m_use->isEnabled()) {
        Q_EMIT numberChosen(number());
        QDialog::accept();
    }
}

} // namespace cg::ui
