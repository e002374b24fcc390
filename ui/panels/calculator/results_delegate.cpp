// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/results_delegate.h"

#include "ui/painting/hatch.h"
#include "ui/painting/padlock.h"
#include "ui/painting/texture.h"
#include "ui/panels/calculator/results_model.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kPadding = 6;
constexpr int kPadlock = 18;
constexpr int kWall = 6;
constexpr double kRound = 3.0;

bool isPicture(int column)
{
    return column == ResultsModel::Ciphertext || column == ResultsModel::Noise || column == ResultsModel::Opened;
}

void drawCellText(QPainter& painter, const QRect& place, const QModelIndex& index)
{
    const QString text = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, place.width());
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, text);
}

} // namespace

void ResultsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    if (isPicture(index.column())) {
        item.text.clear();
    }
    const QStyle& style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    style.drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    if (!isPicture(index.column()) || item.widget == nullptr) {
        return;
    }
    const Theme& theme = Theme::of(*item.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.column() == ResultsModel::Ciphertext) {
        paintTexture(*painter, option.rect, index, theme);
    } else if (index.column() == ResultsModel::Noise) {
        paintNoise(*painter, option.rect, index, theme);
    } else {
        paintOpened(*painter, option.rect, index, theme);
    }
    painter->restore();
}

void ResultsDelegate::paintTexture(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme)
{
    constexpr double kCell = 3.0;
    const QRect place = cell.adjusted(kPadding, kPadding, -kPadding, -kPadding);
    const QByteArray bytes = index.data(ResultsModel::kBytesRole).toByteArray();
    const auto count = static_cast<std::size_t>(bytes.size());
    const std::span<const std::uint8_t> view(reinterpret_cast<const std::uint8_t*>(bytes.constData()), count);
    const QImage image = textureOf(view, textureColumns(count, place.size(), kCell), theme);
    if (!image.isNull()) {
        painter.drawImage(place, image);
    }
    painter.setPen(QPen(theme.color(Role::Ciphertext), 1, Qt::DotLine));
    painter.drawRect(place);
}

void ResultsDelegate::paintNoise(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme)
{
    // The bar spans errors from 2^-32 to 2^0, where the last bit of a whole number is lost.
    constexpr double kSpan = 32.0;
    constexpr int kBarWidth = 70;
    const QVariant bits = index.data(ResultsModel::kNoiseBitsRole);
    QRect text = cell.adjusted(kPadding, 0, -kPadding, 0);
    if (bits.isValid()) {
        const double share = std::clamp(1.0 + bits.toDouble() / kSpan, 0.0, 1.0);
        const QRectF bar(cell.left() + kPadding, cell.top() + kPadding + 2, kBarWidth,
                         cell.height() - 2 * kPadding - 4);
        QRectF noise = bar;
        noise.setWidth(bar.width() * share);
        painter.fillRect(bar, theme.color(Role::Budget));
        painter.fillRect(noise, theme.color(Role::Window));
        QColor ground = theme.color(Role::Noise);
        ground.setAlphaF(0.45F);
        painter.fillRect(noise, ground);
        drawStipple(painter, noise, theme.color(Role::Noise));
        painter.setPen(theme.color(Role::Line));
        painter.drawRect(bar);
        text.setLeft(static_cast<int>(bar.right()) + kPadding);
    }
    painter.setPen(theme.color(Role::Text));
    drawCellText(painter, text, index);
}

void ResultsDelegate::paintOpened(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme)
{
    constexpr double kFrame = 2.0;
    const QRect inside = cell.adjusted(2 * kPadding + kPadlock + kWall, kPadding - 1, -kPadding, -kPadding + 1);
    drawHatch(painter, QRectF(cell.left(), cell.top(), kWall, cell.height()), theme.color(Role::Line));
    const bool isOpened = index.data(ResultsModel::kIsOpenedRole).toBool();
    const QRectF lock(cell.left() + kPadding + kWall, cell.center().y() - kPadlock / 2.0, kPadlock, kPadlock);
    drawPadlock(painter, lock, isOpened ? Padlock::Open : Padlock::Closed, theme);
    if (isOpened) {
        painter.setPen(QPen(theme.color(Role::Opened), kFrame));
        painter.setBrush(theme.color(Role::Window));
        painter.drawRoundedRect(inside, kRound, kRound);
        QFont font = painter.font();
        font.setBold(true);
        painter.setFont(font);
    }
    painter.setPen(theme.color(isOpened ? Role::Text : Role::DimText));
    drawCellText(painter, inside.adjusted(kPadding, 0, -kPadding, 0), index);
}

QSize ResultsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    constexpr int kHeight = 36;
    constexpr int kTexture = 130;
    constexpr int kNoise = 150;
    constexpr int kOpened = 200;
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), kHeight));
    switch (index.column()) {
    case ResultsModel::Ciphertext:
        size.setWidth(kTexture);
        break;
    case ResultsModel::Noise:
        size.setWidth(kNoise);
        break;
    case ResultsModel::Opened:
        size.setWidth(std::max(size.width(), kOpened));
        break;
    default:
        size.setWidth(size.width() + 2 * kPadding);
        break;
    }
    return size;
}

} // namespace cg::ui
