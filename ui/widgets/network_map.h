#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "ui/session/opened_values.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <vector>

class QPainter;

namespace cg::ui {

/// A: targets below the middle, a circle. B: above, a triangle.
enum class DataClass : std::uint8_t { A, B };

/// Half-way between the smallest and the largest target.
[[nodiscard]] double middleOfTargets(const data::Dataset& data);

/// Pictures of what the units put out: ClassA below and ClassB above the middle, which is 0 in hidden layers and
/// `outputMiddle` in the last one. Null for a map that does not have kSide² values.
[[nodiscard]] std::vector<std::vector<QImage>> mapImages(const std::vector<std::vector<DecisionMap>>& maps,
                                                         double outputMiddle, const Theme& theme);

/// The mark of one example, with an outline that stands out on every ground.
void drawClassMark(QPainter& painter, QPointF place, DataClass dataClass, const Theme& theme);
/// The tile of an input or of the constant 1.
void drawInputTile(QPainter& painter, const QRectF& tile, const QString& text, const Theme& theme);
/// "━ positive  ┅ negative" as the links are drawn, and the two marks.
void drawSignLegend(QPainter& painter, const QRectF& rect, const QString& positive, const QString& negative,
                    const Theme& theme);

} // namespace cg::ui
