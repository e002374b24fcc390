// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/padlock.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace cg::ui {

namespace {

// A padlock is drawn in a square of this side.
constexpr double kSide = 24.0;
constexpr QRectF kBody(3, 11, 18, 12);

/// The bow: both legs in the body, or swung open over the right edge.
QPainterPath shackle(bool isOpen)
{
    constexpr double kTop = 2.0;
    constexpr double kWide = 10.0;
    const double left = isOpen ? 12.0 : 7.0;
    QPainterPath path;
    path.moveTo(left, kBody.top() + 1);
    path.lineTo(left, kTop + kWide / 2);
    path.arcTo(QRectF(left, kTop, kWide, kWide), 180, -180);
    path.lineTo(left + kWide, isOpen ? kTop + kWide / 2 + 2 : kBody.top() + 1);
    return path;
}

void drawMark(QPainter& painter, Padlock padlock, const Theme& theme)
{
    const QColor ground = theme.color(Role::Window);
    painter.setPen(QPen(ground, 2.0, Qt::SolidLine, Qt::RoundCap));
    if (padlock == Padlock::ClosedOurs) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(Qt::black));
        painter.drawEllipse(QPointF(12, 16), 2.0, 2.0);
        painter.drawRect(QRectF(11.2, 16, 1.6, 4));
    } else if (padlock == Padlock::NotThisKey) {
        painter.drawLine(QPointF(8, 15.5), QPointF(16, 15.5));
        painter.drawLine(QPointF(8, 19), QPointF(16, 19));
        painter.drawLine(QPointF(10, 21.5), QPointF(14, 13));
    } else if (padlock == Padlock::CannotBeRead) {
        painter.setPen(QPen(ground, 5.0));
        painter.drawLine(QPointF(2, 2), QPointF(22, 22));
        painter.setPen(QPen(theme.color(Role::Text), 2.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(2, 2), QPointF(22, 22));
    }
}

} // namespace

Padlock padlockOf(KeyState key)
{
    switch (key) {
    case KeyState::Locked:
    case KeyState::Armed:
        return Padlock::ClosedOurs;
    case KeyState::Open:
        return Padlock::Open;
    case KeyState::Wrong:
        return Padlock::NotThisKey;
    case KeyState::NotNeeded:
        return Padlock::OpenToAll;
    case KeyState::None:
    case KeyState::PublicOnly:
        break;
    }
    return Padlock::Closed;
}

void drawPadlock(QPainter& painter, const QRectF& rect, Padlock padlock, const Theme& theme)
{
    const bool isAmber = padlock == Padlock::ClosedOurs || padlock == Padlock::Open;
    const bool isSwungOpen = padlock == Padlock::Open || padlock == Padlock::OpenToAll;
    const QColor color = theme.color(isAmber ? Role::Opened : Role::Ciphertext);
    const double scale = std::min(rect.width(), rect.height()) / kSide;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center().x() - kSide * scale / 2, rect.center().y() - kSide * scale / 2);
    painter.scale(scale, scale);
    painter.setBrush(Qt::NoBrush);
    // Amber is too light to stand on a light ground alone: a dark outline carries the shape.
    const bool needsOutline = isAmber && theme.appearance() == Appearance::Light;
    if (needsOutline) {
        painter.setPen(QPen(theme.color(Role::Text), 4.6, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(shackle(isSwungOpen));
    }
    painter.setPen(QPen(color, 2.8, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(shackle(isSwungOpen));
    painter.setPen(needsOutline ? QPen(theme.color(Role::Text), 1.2) : QPen(Qt::NoPen));
    painter.setBrush(color);
    painter.drawRoundedRect(kBody, 2.5, 2.5);
    drawMark(painter, padlock, theme);
    painter.restore();
}

} // namespace cg::ui
