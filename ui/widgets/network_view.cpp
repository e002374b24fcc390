// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/network_view.h"

#include "ui/charts/chart_table.h"
#include "ui/painting/hatch.h"
#include "ui/painting/padlock.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_map.h"
#include "ui/widgets/network_text.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::ui {

NetworkView::NetworkView(Side side, QWidget* parent) : QWidget(parent), m_side(side)
{
    const bool isTrainer = side == Side::Trainer;
    setObjectName(isTrainer ? QStringLiteral("trainerNetwork") : QStringLiteral("keyHolderNetwork"));
    setAccessibleName(isTrainer ? tr("Network, as the trainer has it") : tr("Network, opened"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    showState(SessionState{});
}

void NetworkView::showState(const SessionState& state)
{
    const bool isSameNetwork = m_spec && state.spec && m_spec->plan.network == state.spec->plan.network;
    m_spec = state.spec;
    m_isEncrypted = !state.isPlain();
    const auto values = m_side == Side::KeyHolder && state.isOpen() ? state.values : nullptr;
    if (values != m_values) {
        m_maps.clear();
        m_values = values;
        if (m_table) {
            m_table->forget();
        }
    }
    const auto pictures = state.snapshot ? state.snapshot->pictures : nullptr;
    m_bytes.clear();
    const std::size_t layers = m_spec ? m_spec->plan.network.layers.size() : 0;
    m_textures.resize(layers);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        m_bytes.push_back(pictures ? bytesOfLayer(*pictures, layer) : std::vector<std::uint8_t>());
        m_textures[layer].resize(NetworkLayout::kMostUnits);
    }
    if (!isSameNetwork) {
        m_highlighted = {};
    }
    setAccessibleDescription(textTwin());
    update();
}

void NetworkView::highlight(const NetworkElement& element)
{
    if (element == m_highlighted) {
        return;
    }
    m_highlighted = element;
    setAccessibleDescription(element.isNone() ? textTwin() : textOf(element));
    update();
}

void NetworkView::choose(const NetworkElement& element)
{
    if (element == m_highlighted) {
        return;
    }
    highlight(element);
    Q_EMIT elementHovered(element);
}

std::span<const std::uint8_t> NetworkView::bytesOf(const NetworkElement& element) const
{
    const auto layer = static_cast<std::size_t>(element.layer);
    if (element.layer < 0 || layer >= m_bytes.size()) {
        return {};
    }
    return bytesOfUnit(m_bytes[layer], static_cast<std::size_t>(element.unit),
                       m_spec->plan.network.layers[layer].units);
}

QString NetworkView::textOf(const NetworkElement& element) const
{
    if (!m_spec || element.isNone()) {
        return {};
    }
    const model::NetworkSpec& network = m_spec->plan.network;
    return isOpened() ? openedText(element, network, *m_values) : closedText(element, network, bytesOf(element));
}

QString NetworkView::textTwin() const
{
    if (!m_spec) {
        return tr("No network yet.");
    }
    const QString shape = QString::fromStdString(m_spec->plan.network.text());
    if (isOpened()) {
        return tr("Network %1 with its weights after step %2, opened with the key.")
            .arg(shape, countText(m_values->weightsStep));
    }
    return m_side == Side::Trainer ? tr("Network %1; every weight is a ciphertext.").arg(shape)
                                   : tr("Network %1; nothing was opened yet.").arg(shape);
}

QSize NetworkView::sizeHint() const
{
    return {400, 220};
}

QSize NetworkView::minimumSizeHint() const
{
    return {260, 110};
}

QRectF NetworkView::networkRect() const
{
    constexpr double kCaption = 4.0;
    return QRectF(rect()).adjusted(2, 2, -2, -fontMetrics().height() - kCaption);
}

NetworkLayout NetworkView::currentLayout() const
{
    return m_spec ? NetworkLayout(m_spec->plan.network, networkRect()) : NetworkLayout();
}

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
    painter.setPen(QPen(theme.color(isOpened() ? Role::Opened : Role::Ciphertext), isOpened() ? 2.0 : 1.2));
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

void NetworkView::mouseMoveEvent(QMouseEvent* event)
{
    choose(currentLayout().elementAt(event->position()));
}

void NetworkView::leaveEvent(QEvent* event)
{
    choose({});
    QWidget::leaveEvent(event);
}

void NetworkView::keyPressEvent(QKeyEvent* event)
{
    if (!m_spec) {
        QWidget::keyPressEvent(event);
        return;
    }
    NetworkElement next = m_highlighted.isNone() ? NetworkElement{-1, 0, NetworkElement::kNone} : m_highlighted;
    next.input = NetworkElement::kNone;
    switch (event->key()) {
    case Qt::Key_Left:
        --next.layer;
        break;
    case Qt::Key_Right:
        next.layer += m_highlighted.isNone() ? 0 : 1;
        break;
    case Qt::Key_Up:
        --next.unit;
        break;
    case Qt::Key_Down:
        next.unit += m_highlighted.isNone() ? 0 : 1;
        break;
    case Qt::Key_Escape:
        choose({});
        return;
    case Qt::Key_T:
        showTable();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    const NetworkLayout layout = currentLayout();
    next.layer = std::clamp(next.layer, -1, static_cast<int>(layout.columns().size()) - 2);
    const int column = next.layer + 1;
    next.unit =
        std::clamp(next.unit, 0, static_cast<int>(layout.columns()[static_cast<std::size_t>(column)].units.size()) - 1);
    choose(next);
}

void NetworkView::focusInEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QWidget::focusInEvent(event);
}

void NetworkView::focusOutEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QWidget::focusOutEvent(event);
}

void NetworkView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    connect(menu.addAction(tr("Show as table")), &QAction::triggered, this, [this] { showTable(); });
    menu.exec(event->globalPos());
}

bool NetworkView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = dynamic_cast<QHelpEvent*>(event);
        const QString text = textOf(currentLayout().elementAt(help->pos()));
        QToolTip::showText(help->globalPos(), text.isEmpty() ? textTwin() : text, this);
        return true;
    }
    return QWidget::event(event);
}

void NetworkView::showTable()
{
    if (!m_spec) {
        return;
    }
    ChartTable table{{tr("Part"), isOpened() ? tr("Opened value") : tr("First bytes")}, {}};
    const model::NetworkSpec& network = m_spec->plan.network;
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
        const std::size_t inputs = network.fanIn(layer) + (network.layers[layer].bias ? 1 : 0);
        for (std::size_t unit = 0; unit < network.layers[layer].units; ++unit) {
            for (std::size_t input = 0; input < inputs; ++input) {
                const NetworkElement element{static_cast<int>(layer), static_cast<int>(unit), static_cast<int>(input)};
                const auto bytes = bytesOf(element).first(std::min<std::size_t>(bytesOf(element).size(), 8));
                const QByteArray raw(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
                table.rows.push_back({nameOf(element, network),
                                      isOpened() ? numberText(weightOf(element, m_values->weights).value_or(0.0))
                                                 : QString::fromLatin1(raw.toHex(' '))});
            }
        }
    }
    if (!m_table) {
        m_table = makeChild<ChartTableDialog>(this, accessibleName());
    }
    m_table->showTable(std::move(table));
    m_table->show();
}

} // namespace cg::ui
