// SPDX-License-Identifier: GPL-3.0-or-later
// The painting: links, tiles and caption.
#include "ui/painting/hatch.h"
#include "ui/painting/padlock.h"
#include "ui/widgets/network_map.h"
#include "ui/widgets/network_text.h"
#include "ui/widgets/network_view.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace cg::ui {

double NetworkView::largestWeight() const
{
    double largest = 0.0;
    for (const model::LayerWeights& layer : m_values->weights) {
        for (const std::vector<double>& unit : layer.weights) {
            for (const double weight : unit) {
                largest = std::max(largest, std::abs(weight));
            }
        }
    }
    return largest;
}

void NetworkView::refreshMaps(const Theme& theme)
{
    if (!m_values || (!m_maps.empty() && m_mapAppearance == theme.appearance())) {
        return;
    }
    m_mapAppearance = theme.appearance();
    m_maps = mapImages(m_values->maps, middleOfTargets(m_spec->plan.data), theme);
}

void NetworkView::paintLinks(QPainter& painter, const NetworkLayout& layout, const Theme& theme) const
{
    const double largest = isOpened() ? largestWeight() : 0.0;
    for (const NetworkLayout::Link& link : layout.links()) {
        if (link.element == m_highlighted) {
            painter.setPen(QPen(theme.color(Role::Focus), 9.0, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(link.line);
        }
        if (!isOpened()) {
            painter.setPen(QPen(theme.color(Role::Ciphertext), 1.3, Qt::DotLine));
            painter.drawLine(link.line);
            continue;
        }
        const double weight = weightOf(link.element, m_values->weights).value_or(0.0);
        constexpr double kThin = 0.8;
        constexpr double kThick = 5.2;
        const double width = kThin + (largest > 0.0 ? std::min(1.0, std::abs(weight) / largest) * kThick : 0.0);
        const Role role = weight < 0.0 ? Role::ClassA : Role::ClassB;
        QPen pen(theme.color(role), width, Qt::SolidLine, Qt::FlatCap);
        if (weight < 0.0) {
            // Dashes of one length whatever the width.
            pen.setDashPattern({7.0 / width, 4.0 / width});
        }
        painter.setPen(pen);
        painter.drawLine(link.line);
    }
}

void NetworkView::paintUnit(QPainter& painter, const QRectF& tile, const NetworkElement& element, const Theme& theme)
{
    const auto layer = static_cast<std::size_t>(element.layer);
    const auto unit = static_cast<std::size_t>(element.unit);
    painter.setBrush(theme.color(Role::Window));
    painter.setPen(Qt::NoPen);
    painter.drawRect(tile);
    if (isOpened()) {
        const bool hasMap = layer < m_maps.size() && unit < m_maps[layer].size() && !m_maps[layer][unit].isNull();
        if (hasMap) {
            painter.drawImage(tile, m_maps[layer][unit]);
        } else {
            painter.setPen(theme.color(Role::Text));
            painter.drawText(tile, Qt::AlignCenter, QString::number(unit + 1));
        }
        if (hasMap && layer + 1 == m_spec->plan.network.layers.size()) {
            paintDataMarks(painter, tile, theme);
        }
    } else if (const auto bytes = bytesOf(element); !bytes.empty()) {
        constexpr double kLeastCell = 3.0;
        m_textures[layer][unit].draw(painter, tile, bytes, theme, kLeastCell);
    } else {
        drawHatch(painter, tile, theme.color(Role::Line), 5.0);
    }
    const Role frame = m_isEncrypted ? Role::Opened : Role::Text;
    painter.setPen(QPen(theme.color(isOpened() ? frame : Role::Ciphertext), isOpened() ? 2.0 : 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(tile);
    if (!isOpened() && m_isEncrypted) {
        const double side = std::clamp(tile.width() * 0.42, 11.0, 20.0);
        const QRectF corner(tile.right() - side * 0.62, tile.bottom() - side * 0.75, side, side);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Panel));
        painter.drawRoundedRect(corner.adjusted(0, -1, 0, 1), 3, 3);
        drawPadlock(painter, corner, Padlock::Closed, theme);
    }
}

void NetworkView::paintDataMarks(QPainter& painter, const QRectF& tile, const Theme& theme) const
{
    constexpr double kLeastTile = 40.0;
    constexpr std::size_t kMostMarks = 64;
    const data::Dataset& examples = m_spec->plan.data;
    if (tile.width() < kLeastTile || examples.inputCount != 2 || examples.targetCount != 1 ||
        examples.rows() > kMostMarks) {
        return;
    }
    const double middle = middleOfTargets(examples);
    for (std::size_t row = 0; row < examples.rows(); ++row) {
        const double reach = m_values->mapReach;
        const QPointF place(tile.center().x() + examples.input(row)[0] / reach * tile.width() / 2,
                            tile.center().y() - examples.input(row)[1] / reach * tile.height() / 2);
        drawClassMark(painter, place, examples.target(row)[0] > middle ? DataClass::B : DataClass::A, theme);
    }
}

void NetworkView::paintColumns(QPainter& painter, const NetworkLayout& layout, const Theme& theme)
{
    for (std::size_t column = 0; column < layout.columns().size(); ++column) {
        const NetworkLayout::Column& tiles = layout.columns()[column];
        for (std::size_t unit = 0; unit < tiles.units.size(); ++unit) {
            const NetworkElement element{static_cast<int>(column) - 1, static_cast<int>(unit), NetworkElement::kNone};
            const QRectF& tile = tiles.units[unit];
            if (column > 0) {
                paintUnit(painter, tile, element, theme);
            } else {
                drawInputTile(painter, tile, inputName(unit), theme);
            }
            if (element == m_highlighted) {
                painter.setPen(QPen(theme.color(Role::Focus), 3.0));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(tile.adjusted(-3, -3, 3, 3), 3, 3);
            }
        }
        if (!tiles.bias.isNull()) {
            drawInputTile(painter, tiles.bias, QStringLiteral("1"), theme);
        }
        if (tiles.notShown > 0) {
            painter.setPen(theme.color(Role::DimText));
            painter.drawText(tiles.note, Qt::AlignCenter, tr("… %1 more").arg(tiles.notShown));
        }
    }
}

void NetworkView::paintCaption(QPainter& painter, const Theme& theme) const
{
    const QRectF caption(4, height() - fontMetrics().height() - 1, width() - 8, fontMetrics().height());
    if (isOpened() && m_highlighted.isNone()) {
        drawSignLegend(painter, caption, tr("positive"), tr("negative"), theme);
        return;
    }
    const QString closed =
        m_isEncrypted ? tr("each tile: bytes of its unit's ciphertexts") : tr("each tile: its unit's numbers as bytes");
    const QString said = m_highlighted.isNone() ? closed : textOf(m_highlighted);
    painter.setPen(theme.color(m_highlighted.isNone() ? Role::DimText : Role::Text));
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(said, Qt::ElideMiddle, static_cast<int>(caption.width())));
}

void NetworkView::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_spec) {
        painter.setPen(theme.color(Role::DimText));
        painter.drawText(rect(), Qt::AlignCenter, textTwin());
        return;
    }
    const NetworkLayout layout = currentLayout();
    refreshMaps(theme);
    paintLinks(painter, layout, theme);
    paintColumns(painter, layout, theme);
    paintCaption(painter, theme);
    if (m_focusRing.isShown(hasFocus())) {
        drawFocusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -1), 2.0, theme);
    }
}

} // namespace cg::ui
