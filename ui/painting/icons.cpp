// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>

#include <algorithm>
#include <array>
#include <memory>

namespace cg::ui {

namespace {

// All signs are drawn in a square of this side, in one colour, as the painter's pen and brush.
constexpr double kSide = 24.0;

void stroke(QPainter& painter, const QPainterPath& path)
{
    const QBrush brush = painter.brush();
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setBrush(brush);
}

void fillTriangle(QPainter& painter, const std::array<QPointF, 3>& corners)
{
    painter.drawPolygon(corners.data(), static_cast<int>(corners.size()));
}

void drawTriangleRight(QPainter& painter, double left)
{
    fillTriangle(painter, {QPointF(left, 5), QPointF(left + 11, 12), QPointF(left, 19)});
}

/// Three quarters of a circle with an arrow head at its end.
void drawReset(QPainter& painter)
{
    QPainterPath circle;
    circle.arcMoveTo(QRectF(4.5, 5, 15, 15), 40);
    circle.arcTo(QRectF(4.5, 5, 15, 15), 40, -290);
    stroke(painter, circle);
    fillTriangle(painter, {QPointF(12, 1.5), QPointF(12, 8.5), QPointF(18, 5)});
}

/// A sealed envelope with a spark: a start that nobody has seen.
void drawNewStart(QPainter& painter)
{
    QPainterPath path;
    path.addRoundedRect(QRectF(2.5, 9, 14, 11), 1.5, 1.5);
    path.moveTo(2.5, 10);
    path.lineTo(9.5, 15.5);
    path.lineTo(16.5, 10);
    path.moveTo(19, 2.5);
    path.lineTo(19, 9.5);
    path.moveTo(15.5, 6);
    path.lineTo(22.5, 6);
    stroke(painter, path);
}

void drawPause(QPainter& painter)
{
    painter.drawRect(QRectF(6, 5.5, 3.5, 13));
    painter.drawRect(QRectF(14.5, 5.5, 3.5, 13));
}

void drawStep(QPainter& painter)
{
    drawTriangleRight(painter, 4.5);
    painter.drawRect(QRectF(18, 5.5, 2.5, 13));
}

/// The same with a dot: a small step.
void drawStepOperation(QPainter& painter)
{
    fillTriangle(painter, {QPointF(4, 7), QPointF(11, 12), QPointF(4, 17)});
    painter.drawRect(QRectF(13, 6.5, 1.5, 11));
    painter.drawEllipse(QPointF(19.5, 12), 1.8, 1.8);
}

void drawSpeed(QPainter& painter)
{
    constexpr std::array kHeights = {4.0, 7.0, 10.0, 13.0, 16.0};
    for (std::size_t i = 0; i < kHeights.size(); ++i) {
        painter.drawRect(QRectF(3.0 + 4.0 * static_cast<double>(i), 20.0 - kHeights.at(i), 1.8, kHeights.at(i)));
    }
}

void drawLock(QPainter& painter, double shackleLeft)
{
    QPainterPath bow;
    bow.moveTo(shackleLeft, 12);
    bow.lineTo(shackleLeft, 8);
    bow.arcTo(QRectF(shackleLeft, 3, 9, 9), 180, -180);
    bow.lineTo(shackleLeft + 9, shackleLeft > 8 ? 9 : 12);
    stroke(painter, bow);
    painter.drawRoundedRect(QRectF(4.5, 11.5, 15, 9.5), 1.5, 1.5);
}

void drawKey(QPainter& painter)
{
    QPainterPath path;
    path.addEllipse(QPointF(7, 12), 4, 4);
    path.moveTo(11, 12);
    path.lineTo(21, 12);
    path.lineTo(21, 16.5);
    path.moveTo(16.5, 12);
    path.lineTo(16.5, 15.5);
    stroke(painter, path);
}

/// An arrow down into a tray.
void drawSave(QPainter& painter)
{
    QPainterPath path;
    path.moveTo(12, 3);
    path.lineTo(12, 10);
    path.moveTo(4, 14);
    path.lineTo(4, 20);
    path.lineTo(20, 20);
    path.lineTo(20, 14);
    stroke(painter, path);
    fillTriangle(painter, {QPointF(7.5, 9.5), QPointF(16.5, 9.5), QPointF(12, 15)});
}

/// A folder with its lid up.
void drawOpen(QPainter& painter)
{
    QPainterPath path;
    path.moveTo(3, 19);
    path.lineTo(3, 5.5);
    path.lineTo(9, 5.5);
    path.lineTo(11, 8);
    path.lineTo(18.5, 8);
    path.lineTo(18.5, 11);
    path.moveTo(3, 19);
    path.lineTo(6.5, 11);
    path.lineTo(21.5, 11);
    path.lineTo(18, 19);
    path.lineTo(3, 19);
    stroke(painter, path);
}

void drawSign(QPainter& painter, Sign sign)
{
    constexpr double kClosedShackle = 7.5;
    constexpr double kOpenShackle = 12.5;
    switch (sign) {
    case Sign::Reset:
        drawReset(painter);
        break;
    case Sign::NewStart:
        drawNewStart(painter);
        break;
    case Sign::Train:
        drawTriangleRight(painter, 7);
        break;
    case Sign::Pause:
        drawPause(painter);
        break;
    case Sign::Step:
        drawStep(painter);
        break;
    case Sign::StepOperation:
        drawStepOperation(painter);
        break;
    case Sign::Speed:
        drawSpeed(painter);
        break;
    case Sign::Lock:
        drawLock(painter, kClosedShackle);
        break;
    case Sign::Unlock:
        drawLock(painter, kOpenShackle);
        break;
    case Sign::Key:
        drawKey(painter);
        break;
    case Sign::Save:
        drawSave(painter);
        break;
    case Sign::Open:
        drawOpen(painter);
        break;
    }
}

/// Draws anew at each size and in the palette of the moment, so that no pixmap is ever scaled or of another theme.
class SignEngine final : public QIconEngine {
public:
    explicit SignEngine(Sign sign) : m_sign(sign) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QColor color = QGuiApplication::palette().color(group, QPalette::ButtonText);
        const double scale = std::min(rect.width(), rect.height()) / kSide;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setOpacity(mode == QIcon::Disabled ? 0.5 : 1.0);
        painter->translate(QRectF(rect).center());
        painter->scale(scale, scale);
        painter->translate(-kSide / 2, -kSide / 2);
        painter->setPen(QPen(color, 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(color);
        drawSign(*painter, m_sign);
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return std::make_unique<SignEngine>(m_sign).release(); }

private:
    Sign m_sign;
};

} // namespace

QIcon iconOf(Sign sign)
{
    // The icon takes the engine over.
    return QIcon(std::make_unique<SignEngine>(sign).release());
}

} // namespace cg::ui
