// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/locked_view.h"

#include "ui/widgets/ciphertext_texture.h"
#include "ui/widgets/make_child.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace cg::ui {

LockedView::LockedView(QWidget* parent)
    : QWidget(parent),
      m_texture(makeChild<CiphertextTexture>(this)),
      m_note(makeChild<QLabel>(this)),
      m_button(makeChild<QPushButton>(this))
{
    constexpr int kButtonHeight = 44;
    constexpr int kPadding = 6;
    m_button->setObjectName(QStringLiteral("lockedViewButton"));
    m_button->setMinimumSize(180, kButtonHeight);
    QFont font = m_button->font();
    font.setBold(true);
    m_button->setFont(font);
    m_note->setAutoFillBackground(true);
    m_note->setMargin(kPadding);
    m_note->setAlignment(Qt::AlignCenter);
    auto* layout = makeChild<QGridLayout>(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_texture, 0, 0);
    layout->addWidget(m_note, 0, 0, Qt::AlignCenter);
    layout->addWidget(m_button, 0, 0, Qt::AlignCenter);
    showNote({});
    showButton({});
    connect(m_button, &QPushButton::clicked, this, &LockedView::buttonClicked);
}

void LockedView::showBytes(std::vector<std::uint8_t> bytes)
{
    m_texture->showBytes(std::move(bytes));
}

void LockedView::showNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    setAccessibleDescription(note);
}

QString LockedView::note() const
{
    return m_note->text();
}

void LockedView::showButton(const QString& text)
{
    const QString name = text.isEmpty() ? tr("Nothing to be done here") : text;
    m_button->setText(text);
    m_button->setAccessibleName(name);
    m_button->setToolTip(name);
    m_button->setVisible(!text.isEmpty());
}

} // namespace cg::ui
