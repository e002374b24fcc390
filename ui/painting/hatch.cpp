// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/hatch.h"

#include <QLineF>
#include <QList>
#include <QPainter>

#include <cmath>

namespace cg::ui {

void drawHatch(QPainter& painter, const QRectF& rect, const QColor& color, double spacing)
{
    QList<QLineF> lines;
    const auto count = static_cast<int>(std::ceil((rect.width() + rect.height()) / spacing));
    for (int i = 1; i <= count; ++i) {
        const double offset = i * spacing;
        lines.append(QLineF(rect.left() + offset, rect.top(), rect.left() + offset - rect.height(), rect.bottom()));
    }
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.0));
    painter.drawLines(lines);
    painter.restore();
}

void drawStipple(QPainter& painter, const QRectF& rect, const QColor& color, double spacing)
{
    QList<QPointF> dots;
    const auto rows = static_cast<int>(std::ceil(rect.height() / spacing)) + 1;
    const auto columns = static_cast<int>(std::ceil(rect.width() / spacing)) + 1;
    for (int row = 0; row < rows; ++row) {
        const double shift = row % 2 == 0 ? 0.0 : spacing / 2;
        for (int column = 0; column < columns; ++column) {
            dots.append(QPointF(rect.left() + column * spacing + shift, rect.bottom() - row * spacing));
        }
    }
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setPen(QPen(color, 2.0, Qt::SolidLine, Qt::RoundCap));
    painter.drawPoints(dots.constData(), static_cast<int>(dots.size()));
    painter.restore();
}

} // namespace cg::ui
