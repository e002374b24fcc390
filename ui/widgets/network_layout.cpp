// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/network_layout.h"

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

constexpr double kLargestTile = 58.0;
constexpr double kLargestOutput = 84.0;
constexpr double kNoteHeight = 16.0;

std::size_t unitsOf(const model::NetworkSpec& network, std::size_t column)
{
    return column == 0 ? network.inputs : network.layers[column - 1].units;
}

bool hasBias(const model::NetworkSpec& network, std::size_t column)
{
    return column < network.layers.size() && network.layers[column].bias;
}

double distance(const QLineF& line, QPointF point)
{
    const QPointF along = line.p2() - line.p1();
    const double square = QPointF::dotProduct(along, along);
    if (square == 0.0) {
        return QLineF(line.p1(), point).length();
    }
    const double t = std::clamp(QPointF::dotProduct(point - line.p1(), along) / square, 0.0, 1.0);
    return QLineF(line.p1() + along * t, point).length();
}

/// A bias takes this share of a row, and its tile this share of a tile.
constexpr double kBiasShare = 0.62;

/// The side of a tile in a column of `rows` tiles.
double sideFor(double rows, double height, double largest)
{
    constexpr double kShareOfRow = 0.92;
    return std::min(largest, height / rows * kShareOfRow);
}

NetworkLayout::Column columnAt(double x, const QRectF& area, std::size_t units, bool bias, double largest)
{
    NetworkLayout::Column column;
    const std::size_t shown = std::min(units, NetworkLayout::kMostUnits);
    column.notShown = units - shown;
    const double height = area.height() - (column.notShown > 0 ? kNoteHeight : 0.0);
    const double rows = static_cast<double>(shown) + (bias ? kBiasShare : 0.0);
    const double side = sideFor(rows, height, largest);
    // Few tiles stand close together, not at the ends of the panel.
    const double pitch = std::min(height / rows, side * 1.4);
    double y = area.top() + (height - pitch * rows) / 2;
    const auto tile = [x](double middle, double length) {
        return QRectF(x - length / 2, middle - length / 2, length, length);
    };
    if (bias) {
        column.bias = tile(y + pitch * kBiasShare / 2, side * kBiasShare);
        y += pitch * kBiasShare;
    }
    for (std::size_t i = 0; i < shown; ++i, y += pitch) {
        column.units.push_back(tile(y + pitch / 2, side));
    }
    if (column.notShown > 0) {
        column.note = QRectF(x - 60, area.bottom() - kNoteHeight, 120, kNoteHeight);
    }
    return column;
}

} // namespace

NetworkLayout::NetworkLayout(const model::NetworkSpec& network, const QRectF& area)
{
    placeColumns(network, area);
    placeLinks(network);
}

void NetworkLayout::placeColumns(const model::NetworkSpec& network, const QRectF& area)
{
    const std::size_t count = network.layers.size() + 1;
    const double margin = std::min(area.width() / (2.0 * static_cast<double>(count)), 70.0);
    for (std::size_t column = 0; column < count; ++column) {
        const double share = static_cast<double>(column) / static_cast<double>(count - 1);
        const double x = area.left() + margin + share * (area.width() - 2 * margin);
        const bool isOutput = column + 1 == count;
        m_columns.push_back(columnAt(x, area, unitsOf(network, column), hasBias(network, column),
                                     isOutput ? kLargestOutput : kLargestTile));
    }
}

void NetworkLayout::placeLinks(const model::NetworkSpec& network)
{
    const auto right = [](const QRectF& tile) { return QPointF(tile.right(), tile.center().y()); };
    const auto left = [](const QRectF& tile) { return QPointF(tile.left(), tile.center().y()); };
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
        const Column& from = m_columns[layer];
        const Column& to = m_columns[layer + 1];
        for (std::size_t unit = 0; unit < to.units.size(); ++unit) {
            NetworkElement element{static_cast<int>(layer), static_cast<int>(unit), 0};
            for (std::size_t input = 0; input < from.units.size(); ++input) {
                element.input = static_cast<int>(input);
                m_links.push_back({element, QLineF(right(from.units[input]), left(to.units[unit]))});
            }
            if (!from.bias.isNull()) {
                element.input = static_cast<int>(network.fanIn(layer));
                m_links.push_back({element, QLineF(right(from.bias), left(to.units[unit]))});
            }
        }
    }
}

QRectF NetworkLayout::tileOf(const NetworkElement& element) const
{
    const int columnOfLayer = element.layer + 1; // the inputs are layer -1
    const auto column = static_cast<std::size_t>(columnOfLayer);
    const auto unit = static_cast<std::size_t>(element.unit);
    if (element.isNone() || column >= m_columns.size() || unit >= m_columns[column].units.size()) {
        return {};
    }
    return m_columns[column].units[unit];
}

NetworkElement NetworkLayout::elementAt(QPointF point) const
{
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        for (std::size_t unit = 0; unit < m_columns[column].units.size(); ++unit) {
            if (m_columns[column].units[unit].contains(point)) {
                return {static_cast<int>(column) - 1, static_cast<int>(unit), NetworkElement::kNone};
            }
        }
    }
    constexpr double kReach = 5.0;
    const auto isNearer = [point](const Link& a, const Link& b) {
        return distance(a.line, point) < distance(b.line, point);
    };
    const auto nearest = std::ranges::min_element(m_links, isNearer);
    return nearest != m_links.end() && distance(nearest->line, point) <= kReach ? nearest->element : NetworkElement{};
}

} // namespace cg::ui
