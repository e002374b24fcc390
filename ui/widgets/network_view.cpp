// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/network_view.h"

#include "ui/charts/chart_table.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_text.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
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
    const bool isSeen = state.isPlain() || (m_side == Side::KeyHolder && state.isOpen());
    const auto values = isSeen ? state.values : nullptr;
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
    if (isOpened() && !m_isEncrypted) {
        return tr("Network %1 with its weights after step %2, in the clear.")
            .arg(shape, countText(m_values->weightsStep));
    }
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
    auto* menu = makeChild<QMenu>(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Show as table")), &QAction::triggered, this, &NetworkView::showTable);
    menu->popup(event->globalPos()); // exec() would wait here until it is closed
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
