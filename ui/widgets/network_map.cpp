// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/network_map.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

QRgb mixed(const QColor& a, const QColor& b, double share)
{
    const auto mix = [share](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * share)); };
    return qRgb(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

QImage imageOf(const DecisionMap& map, double middle, const Theme& theme)
{
    constexpr std::size_t kSide = DecisionMap::kSide;
    if (map.values.size() != kSide * kSide) {
        return {};
    }
    double reach = 0.0;
    for (const float value : map.values) {
        reach = std::max(reach, std::isfinite(value) ? std::abs(value - middle) : 0.0);
    }
    QImage image(static_cast<int>(kSide), static_cast<int>(kSide), QImage::Format_RGB32);
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        const double offset = reach > 0.0 ? (map.values[i] - middle) / reach : 0.0;
        // The square root lets the line between the classes stand out; a value that is no number lies in the middle.
        const double bent = std::isfinite(offset) ? std::copysign(std::sqrt(std::abs(offset)), offset) : 0.0;
        const QRgb color = mixed(theme.color(Role::ClassA), theme.color(Role::ClassB), (bent + 1.0) / 2.0);
        image.setPixel(static_cast<int>(i % kSide), static_cast<int>(i / kSide), color);
    }
    return image;
}

} // namespace

double middleOfTargets(const data::Dataset& data)
{
    if (data.targets.empty()) {
        return 0.0;
    }
    const auto [least, largest] = std::ranges::minmax(data.targets);
    return (least + largest) / 2.0;
}

std::vector<std::vector<QImage>> mapImages(const std::vector<std::vector<DecisionMap>>& maps, double outputMiddle,
                                           const Theme& theme)
{
    std::vector<std::vector<QImage>> images;
    for (std::size_t layer = 0; layer < maps.size(); ++layer) {
        const double middle = layer + 1 == maps.size() ? outputMiddle : 0.0;
        images.emplace_back();
        for (const DecisionMap& map : maps[layer]) {
            images.back().push_back(imageOf(map, middle, theme));
        }
    }
    return images;
}

void drawClassMark(QPainter& painter, QPointF place, DataClass dataClass, const Theme& theme)
{
    constexpr double kRadius = 4.0;
    painter.setPen(QPen(theme.color(Role::Window), 1.6));
    if (dataClass == DataClass::A) {
        painter.setBrush(theme.color(Role::ClassA));
        painter.drawEllipse(place, kRadius, kRadius);
        return;
    }
    painter.setBrush(theme.color(Role::ClassB));
    painter.drawPolygon(QPolygonF({place + QPointF(0, -kRadius - 1), place + QPointF(kRadius + 1, kRadius),
                                   place + QPointF(-kRadius - 1, kRadius)}));
}

void drawInputTile(QPainter& painter, const QRectF& tile, const QString& text, const Theme& theme)
{
    painter.setPen(QPen(theme.color(Role::Text), 1.6));
    painter.setBrush(theme.color(Role::Window));
    painter.drawRect(tile);
    painter.save();
    QFont font = painter.font();
    font.setBold(true);
    font.setPixelSize(std::clamp(static_cast<int>(tile.height() * 0.42), 9, 20));
    painter.setFont(font);
    painter.drawText(tile, Qt::AlignCenter, text);
    painter.restore();
}

void drawSignLegend(QPainter& painter, const QRectF& rect, const QString& positive, const QString& negative,
                    const Theme& theme)
{
    constexpr double kLine = 26.0;
    constexpr double kGap = 8.0;
    constexpr double kWidth = 3.0;
    double x = rect.left();
    const auto draw = [&](const QString& text, Role role, DataClass dataClass, bool isDashed) {
        const double y = rect.center().y();
        QPen pen(theme.color(role), kWidth, Qt::SolidLine, Qt::FlatCap);
        if (isDashed) {
            pen.setDashPattern({7.0 / kWidth, 4.0 / kWidth});
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, y), QPointF(x + kLine, y));
        x += kLine + kGap;
        drawClassMark(painter, QPointF(x, y), dataClass, theme);
        x += kGap;
        painter.setPen(theme.color(Role::Text));
        const double width = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRectF(x, rect.top(), width + 1, rect.height()), Qt::AlignVCenter | Qt::AlignLeft, text);
        x += width + 3 * kGap;
    };
    draw(positive, Role::ClassB, DataClass::B, false);
    draw(negative, Role::ClassA, DataClass::A, true);
}

} // namespace cg::ui
