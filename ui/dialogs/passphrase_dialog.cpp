// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/passphrase_dialog.h"

#include "ui/dialogs/control.h"
#include "ui/dialogs/passphrase_edit.h"
#include "ui/dialogs/passphrase_strength.h"
#include "ui/widgets/make_child.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace cg::ui {

namespace {

/// What the dialog says of what it is for.
struct UseTexts {
    QString title;
    QString question; ///< with the file's name
    QString take;     ///< of the button
    QString purpose;
};

UseTexts textsFor(PassphraseUse use)
{
    switch (use) {
    case PassphraseUse::Create:
        return {PassphraseDialog::tr("Passphrase for a new key file"),
                PassphraseDialog::tr("The secret key goes into %1, locked with a passphrase. Nobody can open the file "
                                     "without it, and nobody can restore it."),
                PassphraseDialog::tr("Create key file"),
                PassphraseDialog::tr("Writes the key file, locked with this passphrase")};
    case PassphraseUse::Unlock:
        return {PassphraseDialog::tr("Unlock a key file"),
                PassphraseDialog::tr("%1 is locked. Its passphrase gives the key holder the secret key."),
                PassphraseDialog::tr("Unlock"), PassphraseDialog::tr("Opens the key file")};
    case PassphraseUse::Change:
        break;
    }
    return {PassphraseDialog::tr("Change the passphrase"),
            PassphraseDialog::tr("The key in %1 stays the same and gets another passphrase. Whoever has a copy of the "
                                 "old file and its passphrase still has the key."),
            PassphraseDialog::tr("Change"), PassphraseDialog::tr("Writes the key file anew")};
}

/// Where a receiver still shares the bytes, overwriting them is its part; a copy made here would help nobody.
void wipeOwn(QByteArray& passphrase)
{
    if (passphrase.isDetached()) {
        passphrase.fill('\0');
    }
}

} // namespace

PassphraseDialog::PassphraseDialog(PassphraseUse use, const QString& keyFile, QWidget* parent)
    : QDialog(parent),
      m_use(use),
      m_present(makeChild<PassphraseEdit>(this)),
      m_first(makeChild<PassphraseEdit>(this)),
      m_second(makeChild<PassphraseEdit>(this)),
      m_reveal(makeChild<QCheckBox>(this, tr("&Show what is typed")))
{
    setObjectName(QStringLiteral("passphraseDialog"));
    setWindowTitle(textsFor(use).title);
    createLayout(keyFile);
    connectSignals();
    updateHints();
}

void PassphraseDialog::createLayout(const QString& keyFile)
{
    constexpr int kWidth = 480;
    setMinimumWidth(kWidth);
    const UseTexts texts = textsFor(m_use);
    const bool isChange = m_use == PassphraseUse::Change;
    describe(*m_present, QStringLiteral("presentPassphrase"), tr("Present passphrase"),
             tr("The one that the file has now"));
    describe(*m_first, QStringLiteral("passphrase"), tr("Passphrase"), tr("It is kept in guarded memory only"));
    describe(*m_second, QStringLiteral("passphraseAgain"), tr("Passphrase again"), tr("The same once more"));
    describe(*m_reveal, QStringLiteral("revealPassphrase"), tr("Show what is typed"),
             tr("Shows the passphrase in readable letters"));
    m_strength = makeText(QStringLiteral("passphraseStrength"), {}, TextWeight::Dim, this);
    m_problem = makeText(QStringLiteral("passphraseProblem"), {}, TextWeight::Bold, this);

    auto* buttons = makeChild<QDialogButtonBox>(this);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    describe(*cancel, QStringLiteral("cancelPassphrase"), tr("Cancel"), tr("Does nothing"));
    m_take = buttons->addButton(texts.take, QDialogButtonBox::AcceptRole);
    describe(*m_take, QStringLiteral("takePassphrase"), m_take->text(), texts.purpose);
    m_take->setDefault(true);

    const QString name = QFileInfo(keyFile).fileName();
    auto* form = makeLayout<QFormLayout>();
    form->addRow(tr("P&resent passphrase:"), m_present);
    form->setRowVisible(m_present, isChange);
    form->addRow(isChange ? tr("New &passphrase:") : tr("&Passphrase:"), m_first);
    form->addRow(tr("&Again:"), m_second);
    form->setRowVisible(m_second, isNew());
    form->addRow(tr("Strength:"), m_strength);
    form->setRowVisible(m_strength, isNew());
    form->addRow(QString(), m_reveal);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(
        makeText(QStringLiteral("passphraseQuestion"), texts.question.arg(name), TextWeight::Normal, this));
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &PassphraseDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    (isChange ? m_present : m_first)->setFocus();
}

void PassphraseDialog::connectSignals()
{
    for (PassphraseEdit* edit : {m_present, m_first, m_second}) {
        connect(edit, &PassphraseEdit::textChanged, this, &PassphraseDialog::updateHints);
        connect(edit, &PassphraseEdit::refused, this, [this] {
            showProblem(tr("A passphrase may have %1 bytes; this did not fit.").arg(PassphraseEdit::kMaxBytes));
        });
    }
    connect(m_reveal, &QCheckBox::toggled, this, [this](bool isChecked) {
        const Reveal reveal = isChecked ? Reveal::Shown : Reveal::Hidden;
        m_present->setReveal(reveal);
        m_first->setReveal(reveal);
        m_second->setReveal(reveal);
    });
}

void PassphraseDialog::updateHints()
{
    const QString strength = strengthText(m_first->bytes());
    m_strength->setText(strength.isEmpty() ? tr("nothing typed yet") : strength);
    m_problem->clear();
}

void PassphraseDialog::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
}

QString PassphraseDialog::refusal() const
{
    if (m_use == PassphraseUse::Change && m_present->isEmpty()) {
        return tr("The present passphrase is missing.");
    }
    if (m_first->isEmpty()) {
        return tr("The passphrase is empty; type at least one character.");
    }
    if (isNew() && !std::ranges::equal(m_first->bytes(), m_second->bytes())) {
        return tr("The two passphrases differ; type the same one twice.");
    }
    return {};
}

void PassphraseDialog::accept()
{
    if (const QString why = refusal(); !why.isEmpty()) {
        showProblem(why);
        return;
    }
    QByteArray present = m_present->take();
    QByteArray passphrase = m_first->take();
    m_second->clear();
    if (m_use == PassphraseUse::Change) {
        Q_EMIT changeGiven(present, passphrase);
    } else {
        Q_EMIT passphraseGiven(passphrase);
    }
    wipeOwn(present);
    wipeOwn(passphrase);
    QDialog::accept();
}

void PassphraseDialog::done(int result)
{
    m_present->clear();
    m_first->clear();
    m_second->clear();
    m_reveal->setChecked(false);
    QDialog::done(result);
}

} // namespace cg::ui
