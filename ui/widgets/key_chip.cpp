// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/key_chip.h"

#include "ui/painting/hatch.h"
#include "ui/painting/padlock.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace cg::ui {

namespace {

constexpr int kHeight = 34;
constexpr int kPadlock = 20;
constexpr int kMargin = 14;
constexpr int kGap = 8;

QString textOf(const SessionState& state)
{
    switch (state.key) {
    case KeyState::None:
        return KeyChip::tr("NO KEY LOADED");
    case KeyState::PublicOnly:
        return KeyChip::tr("PUBLIC KEYS ONLY");
    case KeyState::Locked:
        return KeyChip::tr("KEY LOCKED");
    case KeyState::Armed:
        return KeyChip::tr("KEY ARMED");
    case KeyState::Open:
        return KeyChip::tr("KEY UNLOCKED, %1 opened").arg(state.opened);
    case KeyState::Wrong:
        return KeyChip::tr("WRONG KEY");
    case KeyState::NotNeeded:
        return KeyChip::tr("NO KEY NEEDED");
    }
    return {};
}

QString meaningOf(KeyState key)
{
    switch (key) {
    case KeyState::None:
        return KeyChip::tr(
            "There is no secret key on this computer. Training needs none; click to create or load one.");
    case KeyState::PublicOnly:
        return KeyChip::tr("This session came without its secret key. Click to load it.");
    case KeyState::Locked:
        return KeyChip::tr("A key file is known. Click to give its passphrase.");
    case KeyState::Armed:
        return KeyChip::tr("The key holder has the key and opens nothing. Click to unlock it.");
    case KeyState::Open:
        return KeyChip::tr("The key holder opens what is asked for. Click to lock it.");
    case KeyState::Wrong:
        return KeyChip::tr("The key that is loaded belongs to another session. Click to load the right one.");
    case KeyState::NotNeeded:
        return KeyChip::tr("Nothing is encrypted in this control run, so there is nothing to open.");
    }
    return {};
}

/// "0:42".
QString clockText(std::chrono::seconds time)
{
    constexpr int kMinute = 60;
    return QStringLiteral("%1:%2").arg(time.count() / kMinute).arg(time.count() % kMinute, 2, 10, QLatin1Char('0'));
}

} // namespace

KeyChip::KeyChip(QWidget* parent) : QAbstractButton(parent)
{
    setObjectName(QStringLiteral("keyChip"));
    QFont bold = font();
    bold.setBold(true);
    setFont(bold);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    showState(SessionState{});
}

void KeyChip::showState(const SessionState& state)
{
    m_key = state.key;
    m_isDemoKey = state.isDemoKey && state.key != KeyState::None;
    m_name = textOf(state);
    m_keyName = state.keyName;
    describe();
}

void KeyChip::showRemaining(std::optional<std::chrono::seconds> remaining)
{
    m_remaining = remaining;
    describe();
}

void KeyChip::describe()
{
    const QSize before = sizeHint();
    const bool isCounting = m_remaining && m_key == KeyState::Open;
    const QString left = isCounting ? tr("Locks in %1 s unless it is used.").arg(m_remaining->count()) : QString();
    const QString meaning = isCounting ? meaningOf(m_key) + QLatin1Char(' ') + left : meaningOf(m_key);
    setText(isCounting ? m_name + QStringLiteral(" · ") + clockText(*m_remaining) : m_name);
    setToolTip(m_keyName.isEmpty() ? meaning : meaning + tr("\nKey: %1").arg(m_keyName));
    setAccessibleName(m_isDemoKey ? m_name + tr(", DEMO KEY") : m_name);
    setAccessibleDescription(meaning);
    if (sizeHint() != before) {
        updateGeometry();
    }
    update();
}

int KeyChip::demoWidth() const
{
    return m_isDemoKey ? fontMetrics().horizontalAdvance(tr("DEMO KEY")) + 2 * kMargin : 0;
}

QSize KeyChip::sizeHint() const
{
    const int letters = fontMetrics().horizontalAdvance(text());
    return {kMargin + kPadlock + kGap + letters + kMargin + demoWidth(), kHeight};
}

void KeyChip::paintDemoBadge(QPainter& painter) const
{
    const Theme& theme = Theme::of(*this);
    const QRectF badge(width() - demoWidth(), 0, demoWidth(), height());
    const QString letters = tr("DEMO KEY");
    drawHatch(painter, badge, theme.color(Role::Line), 5.0);
    const double ground = fontMetrics().horizontalAdvance(letters) + 6.0;
    painter.fillRect(QRectF(badge.center().x() - ground / 2, 0, ground, height()), theme.color(Role::Panel));
    painter.setPen(theme.color(Role::Text));
    painter.drawText(badge, Qt::AlignCenter, letters);
}

void KeyChip::focusInEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QAbstractButton::focusInEvent(event);
}

void KeyChip::focusOutEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QAbstractButton::focusOutEvent(event);
}

void KeyChip::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    QPainterPath shape;
    shape.addRoundedRect(frame, frame.height() / 2, frame.height() / 2);
    painter.fillPath(shape, theme.color(isDown() ? Role::Window : Role::Panel));
    if (m_isDemoKey) {
        painter.save();
        painter.setClipPath(shape);
        paintDemoBadge(painter);
        painter.restore();
    }
    const bool isOpen = m_key == KeyState::Open;
    painter.setPen(QPen(theme.color(isOpen ? Role::Opened : Role::Line), isOpen ? 2.5 : 1.4));
    painter.drawPath(shape);
    if (m_focusRing.isShown(hasFocus())) {
        drawFocusRing(painter, frame.adjusted(3, 3, -3, -3), frame.height() / 2 - 3, theme);
    }
    const double middle = height() / 2.0;
    drawPadlock(painter, QRectF(kMargin, middle - kPadlock / 2.0, kPadlock, kPadlock), padlockOf(m_key), theme);
    painter.setPen(theme.color(Role::Text));
    painter.drawText(QRect(kMargin + kPadlock + kGap, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft, text());
}

} // namespace cg::ui
