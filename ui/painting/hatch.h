#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QColor>
#include <QRectF>

class QPainter;

namespace cg::ui {

// Second channels beside colour, drawn as lines and dots, so that they are as sharp and as wide apart on a screen of
// twice the resolution.

/// Parallel diagonal lines, `spacing` pixels apart: the wall, and badges that warn.
void drawHatch(QPainter& painter, const QRectF& rect, const QColor& color, double spacing = 6.0);
/// Dots in rows set off against each other, `spacing` pixels apart: noise.
void drawStipple(QPainter& painter, const QRectF& rect, const QColor& color, double spacing = 5.0);

} // namespace cg::ui
