#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_spec.h"

#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace cg::ui {

/// A unit or a weight of a network. Inputs are units of the layer -1. A weight belongs to the unit that it leads to:
/// `input` says from which unit of the layer before, counting from 0; the number of them is the bias.
struct NetworkElement {
    static constexpr int kNone = -1;

    int layer = kNone;
    int unit = kNone;
    int input = kNone; ///< kNone: the unit itself

    [[nodiscard]] bool isNone() const { return unit == kNone; }
    [[nodiscard]] bool isWeight() const { return unit != kNone && input != kNone; }
    friend bool operator==(const NetworkElement&, const NetworkElement&) = default;
};

/// Where the parts of a network lie: a column of tiles for the inputs and for each layer, and in each column but the
/// last one a tile "1" that the next layer's biases come from. At most kMostUnits tiles a column; the others are
/// counted. The same for both halves of the window, so that the eye can compare them.
class NetworkLayout {
public:
    static constexpr std::size_t kMostUnits = 8;

    struct Column {
        std::vector<QRectF> units;
        std::size_t notShown = 0;
        QRectF bias; ///< null: the next layer has none
        QRectF note; ///< for "… n more"; null where all are shown
    };
    struct Link {
        NetworkElement element;
        QLineF line;
    };

    NetworkLayout() = default;
    NetworkLayout(const model::NetworkSpec& network, const QRectF& area);

    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }
    [[nodiscard]] const std::vector<Link>& links() const { return m_links; }
    /// Tile of a unit or of a bias; null where it is not shown.
    [[nodiscard]] QRectF tileOf(const NetworkElement& element) const;
    /// What lies at a point: a tile, or a link within a few pixels.
    [[nodiscard]] NetworkElement elementAt(QPointF point) const;

private:
    void placeColumns(const model::NetworkSpec& network, const QRectF& area);
    void placeLinks(const model::NetworkSpec& network);

    std::vector<Column> m_columns;
    std::vector<Link> m_links;
};

} // namespace cg::ui
