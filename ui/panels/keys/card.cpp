// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/card.h"

#include "ui/dialogs/control.h"
#include "ui/painting/hatch.h"
#include "ui/theme/theme.h"
#include "ui/widgets/make_child.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace cg::ui {

namespace {
constexpr int kMargin = 14;
constexpr int kPadlock = 40;
constexpr int kHatch = 10;
} // namespace

Card::Card(const QString& title, QWidget* parent) : QFrame(parent), m_contents(makeChild<QVBoxLayout>(this))
{
    m_contents->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    QLabel* label = makeText(QStringLiteral("cardTitle"), title, TextWeight::Bold, this);
    label->setWordWrap(false);
    m_contents->addWidget(label);
    setAccessibleName(title);
}

void Card::setPadlock(std::optional<Padlock> padlock)
{
    m_padlock = padlock;
    updateMargins();
}

void Card::setMark(CardMark mark)
{
    m_mark = mark;
    updateMargins();
}

void Card::updateMargins()
{
    const int right = m_padlock ? kMargin + kPadlock : kMargin;
    const int bottom = m_mark == CardMark::Hatched ? kMargin + kHatch : kMargin;
    m_contents->setContentsMargins(kMargin, kMargin, right, bottom);
    update();
}

void Card::paintEvent(QPaintEvent* /*event*/)
{
    constexpr double kFrame = 2.0;
    constexpr double kRound = 5.0;
    const Theme& theme = Theme::of(*this);
    const bool isOpen = m_padlock == Padlock::Open;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(isOpen ? Role::Opened : Role::Line), kFrame));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRound, kRound);
    if (m_mark == CardMark::Hatched) {
        drawHatch(painter, QRectF(2, height() - kHatch - 2, width() - 4, kHatch), theme.color(Role::Line));
    }
    if (m_padlock) {
        drawPadlock(painter, QRectF(width() - kMargin - kPadlock, kMargin, kPadlock, kPadlock), *m_padlock, theme);
    }
}

} // namespace cg::ui
