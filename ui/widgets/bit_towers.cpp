// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bit_towers.h"

#include "base/contract.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::ui {

namespace {

constexpr int kMargin = 6;
constexpr int kMostTowerWidth = 54;
constexpr int kLeastLabelGap = 4;
/// A wider label would hide those of its neighbours.
constexpr double kMostLabelTowers = 2.0;
/// Below this width the words beside the towers would leave no room for the towers.
constexpr int kLeastWidthWithSideText = 240;
/// The scale reaches so far below the lowest noise that its stipple can be seen.
constexpr double kBitsBelowNoise = 3.0;
/// … and at least so far below the message, so that a fresh tower shows how much room there was.
constexpr double kLeastBitsBelowMessage = 12.0;
/// An exact value has the noise -200: nothing to be drawn, and nothing to choose the scale by.
constexpr double kExactBits = -100.0;
constexpr double kGhostOpacity = 0.45;

bool isWorse(const BitTower& a, const BitTower& b)
{
    return a.bitsLeft() < b.bitsLeft();
}

/// The worst tower of towers [first, last) (counted from 0), in the name of all of them.
BitTower worstOf(const std::vector<BitTower>& towers, std::size_t first, std::size_t last)
{
    const auto begin = towers.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = towers.begin() + static_cast<std::ptrdiff_t>(last);
    BitTower worst = *std::min_element(begin, end, isWorse);
    if (last - first > 1) {
        worst.name = BitTowers::tr("%1 (the worst of %2 operations)").arg(worst.name).arg(last - first);
    }
    for (auto tower = begin; tower != end; ++tower) {
        worst.measuredBits = std::max(worst.measuredBits, tower->measuredBits);
    }
    return worst;
}

QString tipOf(const BitTower& tower)
{
    QString tip = tower.name + u'\n';
    tip += tower.bitsLeft() > 0 ? BitTowers::tr("%1 left (estimate)").arg(bitsText(tower.bitsLeft()))
                                : BitTowers::tr("The noise has reached the message (estimate).");
    if (tower.level) {
        tip += u'\n' + BitTowers::tr("level %1: good for as many more products").arg(*tower.level);
    }
    if (tower.measuredBits) {
        tip += u'\n' + BitTowers::tr("%1 left (measured)").arg(bitsText(tower.messageFloorBits - *tower.measuredBits));
    }
    return tip;
}

/// A zigzag from one side of the block to the other: seen without colour, too.
void paintCrack(QPainter& painter, const QRectF& block, const QColor& color)
{
    constexpr int kTeeth = 5;
    QPolygonF crack;
    for (int i = 0; i <= kTeeth; ++i) {
        const double x = block.center().x() + (i % 2 == 0 ? -1 : 1) * std::min(block.width() / 6, 5.0);
        crack << QPointF(x, block.top() + block.height() * i / kTeeth);
    }
    painter.setPen(QPen(color, 2));
    painter.drawPolyline(crack);
}

} // namespace

std::vector<BitTower> groupedTowers(const std::vector<BitTower>& towers, std::size_t most)
{
    CG_EXPECTS(most > 0);
    const std::size_t groups = std::min(most, towers.size());
    std::vector<BitTower> grouped;
    grouped.reserve(groups);
    for (std::size_t i = 0; i < groups; ++i) {
        grouped.push_back(worstOf(towers, i * towers.size() / groups, (i + 1) * towers.size() / groups));
    }
    return grouped;
}

/// Where everything lies, in pixels of the widget.
struct BitTowers::Layout {
    std::vector<BitTower> towers; ///< as many as fit
    QRectF plot;
    double pitch = 0; ///< from the left edge of a tower to that of the next
    double towerWidth = 0;
    double highBits = 0;
    double lowBits = 0;
    int lines = 1;   ///< of text under the towers
    QRectF sideText; ///< empty: no room for it

    [[nodiscard]] double yOf(double bits) const
    {
        const double part = (highBits - std::clamp(bits, lowBits, highBits)) / (highBits - lowBits);
        return plot.top() + part * plot.height();
    }
    [[nodiscard]] QRectF towerRect(std::size_t place) const
    {
        const double left = plot.left() + static_cast<double>(place) * pitch + (pitch - towerWidth) / 2;
        return {std::round(left), plot.top(), std::round(towerWidth), plot.height()};
    }
};

BitTowers::BitTowers(QWidget* parent, SideText sideText) : QWidget(parent), m_sideText(sideText)
{
    setObjectName(QStringLiteral("bitTowers"));
    setAccessibleName(tr("Noise, operation by operation"));
    setAccessibleDescription(textTwin());
    setToolTip(textTwin());
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void BitTowers::showTowers(std::vector<BitTower> towers, std::optional<int> products)
{
    m_towers = std::move(towers);
    m_products = products;
    setAccessibleDescription(textTwin());
    setToolTip(textTwin());
    update();
}

std::optional<double> BitTowers::bitsLeft() const
{
    const auto worst = std::min_element(m_towers.begin(), m_towers.end(), isWorse);
    return worst == m_towers.end() ? std::nullopt : std::optional(worst->bitsLeft());
}

std::optional<double> BitTowers::measuredBitsLeft() const
{
    std::optional<double> least;
    for (const BitTower& tower : m_towers) {
        if (tower.measuredBits) {
            const double left = tower.messageFloorBits - *tower.measuredBits;
            least = least ? std::min(*least, left) : left;
        }
    }
    return least;
}

QStringList BitTowers::summary() const
{
    const auto left = bitsLeft();
    if (!left) {
        return {};
    }
    const auto whole = [](double bits) { return QString::number(std::floor(std::max(bits, 0.0))); };
    const QString estimate = *left > 0 ? tr("%1 bits left").arg(whole(*left)) : tr("no bits left");
    if (const auto measured = measuredBitsLeft()) {
        return {*measured > 0 ? tr("%1 bits left (measured)").arg(whole(*measured)) : tr("no bits left (measured)"),
                tr("estimate was %1").arg(whole(*left))};
    }
    QStringList lines{estimate};
    if (m_products && *left > 0) {
        const bool isLevel = std::ranges::any_of(m_towers, [](const BitTower& tower) { return tower.level == 0; });
        const QString none = isLevel ? tr("no level left until the next refresh") : tr("no room for another ×");
        lines << (*m_products > 0 ? tr("room for about %1 more ×").arg(*m_products) : none);
    }
    return lines;
}

QString BitTowers::textTwin() const
{
    if (m_towers.empty()) {
        return tr("Noise: no operation was done yet.");
    }
    const auto worst = std::min_element(m_towers.begin(), m_towers.end(), isWorse);
    const QString count = tr("Noise of %n operation(s)", nullptr, static_cast<int>(m_towers.size()));
    return tr("%1: %2; the worst is %3.").arg(count, summary().join(QStringLiteral(", ")), worst->name);
}

QSize BitTowers::sizeHint() const
{
    return {480, 170};
}

QSize BitTowers::minimumSizeHint() const
{
    return {160, 96};
}

BitTowers::Layout BitTowers::layOut() const
{
    Layout layout;
    const QFontMetricsF metrics(font());
    QRectF inside = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    if (m_sideText == SideText::Shown && width() >= kLeastWidthWithSideText && !m_towers.empty()) {
        const double side = std::min(inside.width() / 3, metrics.averageCharWidth() * 16);
        layout.sideText = QRectF(inside.right() - side, inside.top(), side, inside.height());
        inside.setRight(layout.sideText.left() - kMargin);
    }
    const bool hasLevels = std::ranges::any_of(m_towers, [](const BitTower& tower) { return tower.level.has_value(); });
    layout.lines = hasLevels ? 2 : 1;
    layout.plot = inside.adjusted(0, 0, 0, -layout.lines * metrics.height() - 2);
    const auto most = static_cast<std::size_t>(std::max(1.0, layout.plot.width() / kLeastTowerWidth));
    layout.towers = groupedTowers(m_towers, most);
    if (layout.towers.empty()) {
        return layout;
    }
    layout.highBits = layout.towers.front().topBits;
    layout.lowBits = layout.towers.front().messageFloorBits - kLeastBitsBelowMessage;
    for (const BitTower& tower : layout.towers) {
        layout.highBits = std::max(layout.highBits, tower.topBits);
        layout.lowBits = std::min(layout.lowBits, tower.messageFloorBits - kLeastBitsBelowMessage);
        if (tower.noiseBits > kExactBits) {
            layout.lowBits = std::min(layout.lowBits, tower.noiseBits - kBitsBelowNoise);
        }
    }
    layout.pitch = std::min(layout.plot.width() / static_cast<double>(layout.towers.size()), double{kMostTowerWidth});
    layout.towerWidth = std::max(4.0, layout.pitch - (layout.pitch > 24 ? 6 : 2));
    return layout;
}

void BitTowers::paintTower(QPainter& painter, const Layout& layout, std::size_t place) const
{
    const Theme& theme = Theme::of(*this);
    const BitTower& tower = layout.towers[place];
    const QRectF frame = layout.towerRect(place);
    const double floor = std::round(layout.yOf(tower.messageFloorBits));
    const double noise = std::round(layout.yOf(tower.noiseBits));
    const double top = std::round(layout.yOf(tower.topBits));
    const QRectF message(frame.left(), top, frame.width(), floor - top);
    painter.setOpacity(tower.isForecast ? kGhostOpacity : 1.0);
    painter.fillRect(message, theme.color(Role::Message));
    painter.fillRect(QRectF(QPointF(frame.left(), floor), frame.bottomRight()), theme.color(Role::Budget));
    const QRectF noisy(QPointF(frame.left(), noise), frame.bottomRight());
    painter.fillRect(noisy, theme.color(Role::Panel));
    painter.fillRect(noisy, QBrush(theme.color(Role::Noise), Qt::Dense3Pattern));
    painter.setOpacity(1.0);
    painter.setBrush(Qt::NoBrush);
    QPen outline(theme.color(Role::Line), 1, tower.isForecast ? Qt::DotLine : Qt::SolidLine);
    outline.setCosmetic(true);
    painter.setPen(outline);
    painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.drawLine(QPointF(frame.left(), floor + 0.5), QPointF(frame.right() - 1, floor + 0.5));
    painter.setRenderHint(QPainter::Antialiasing);
    if (tower.bitsLeft() <= 0) {
        paintCrack(painter, message, theme.color(Role::Text));
    }
    if (tower.measuredBits) {
        const double radius = std::clamp(frame.width() / 4, 3.5, 7.0);
        const double y = std::clamp(layout.yOf(*tower.measuredBits), frame.top() + radius, frame.bottom() - radius);
        painter.setPen(
            QPen(theme.appearance() == Appearance::Dark ? theme.color(Role::Window) : theme.color(Role::Text), 1.5));
        painter.setBrush(theme.color(Role::Opened));
        painter.drawEllipse(QPointF(frame.center().x(), y), radius, radius);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void BitTowers::paintLabels(QPainter& painter, const Layout& layout) const
{
    painter.setPen(Theme::of(*this).color(Role::Text));
    const QFontMetricsF metrics(font());
    double taken = -HUGE_VAL; // right end of the last label, so that the next never lies on it
    for (std::size_t i = 0; i < layout.towers.size(); ++i) {
        const QString& label = layout.towers[i].label;
        const double width = metrics.horizontalAdvance(label);
        const double left = layout.towerRect(i).center().x() - width / 2;
        if (width > kMostLabelTowers * layout.pitch || left < taken + kLeastLabelGap || left < 0 ||
            left + width > layout.plot.right() + kMargin) {
            continue;
        }
        painter.drawText(QPointF(left, layout.plot.bottom() + metrics.ascent() + 2), label);
        taken = left + width;
    }
}

void BitTowers::paintLevels(QPainter& painter, const Layout& layout) const
{
    if (layout.lines < 2) {
        return;
    }
    painter.setPen(Theme::of(*this).color(Role::DimText));
    const QFontMetricsF metrics(font());
    const double baseline = layout.plot.bottom() + metrics.height() + metrics.ascent() + 2;
    std::optional<int> before;
    for (std::size_t i = 0; i < layout.towers.size(); ++i) {
        const std::optional<int> level = layout.towers[i].level;
        if (!level || level == before) {
            continue; // said once where it changes
        }
        before = level;
        painter.drawText(QPointF(layout.towerRect(i).left(), baseline),
                         i == 0 ? tr("level %1").arg(*level) : QString::number(*level));
    }
}

void BitTowers::paintSideText(QPainter& painter, const Layout& layout) const
{
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(Theme::of(*this).color(Role::Text));
    constexpr int kFlags = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop;
    QString text = summary().join(QStringLiteral("\n\n")).replace(QStringLiteral(" ×"), QStringLiteral("\u00a0×"));
    if (painter.boundingRect(layout.sideText, kFlags, text).height() > layout.sideText.height()) {
        text.replace(QStringLiteral("\n\n"), QStringLiteral("\n"));
    }
    painter.drawText(layout.sideText, kFlags, text);
    painter.setFont(font());
}

void BitTowers::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Layout layout = layOut();
    if (layout.towers.empty()) {
        painter.setPen(Theme::of(*this).color(Role::DimText));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, textTwin());
        return;
    }
    for (std::size_t i = 0; i < layout.towers.size(); ++i) {
        paintTower(painter, layout, i);
    }
    paintLabels(painter, layout);
    paintLevels(painter, layout);
    if (!layout.sideText.isEmpty()) {
        paintSideText(painter, layout);
    }
}

QString BitTowers::tipAt(QPoint position) const
{
    const Layout layout = layOut();
    for (std::size_t i = 0; i < layout.towers.size(); ++i) {
        if (layout.towerRect(i).contains(position)) {
            return tipOf(layout.towers[i]);
        }
    }
    return {};
}

void BitTowers::mouseMoveEvent(QMouseEvent* event)
{
    const QString tip = tipAt(event->position().toPoint());
    setToolTip(tip.isEmpty() ? textTwin() : tip);
}

} // namespace cg::ui
