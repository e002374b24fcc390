// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/prediction_delegate.h"

#include "ui/painting/hatch.h"
#include "ui/painting/padlock.h"
#include "ui/painting/texture.h"
#include "ui/panels/predictions/predictions_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/make_child.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOptionButton>
#include <QVariantAnimation>
#include <QWidget>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kPadding = 6;
constexpr int kPadlock = 18;
constexpr double kCell = 3.0;
constexpr int kWall = 6;

void drawBytes(QPainter& painter, const QRectF& place, const QByteArray& bytes, const Theme& theme)
{
    const auto count = static_cast<std::size_t>(bytes.size());
    const std::span<const std::uint8_t> view(reinterpret_cast<const std::uint8_t*>(bytes.constData()), count);
    const QImage image = textureOf(view, textureColumns(count, place.size(), kCell), theme);
    if (!image.isNull()) {
        painter.drawImage(place, image);
    }
}

/// Where the texture or the value of a cell lies, right of its padlock.
QRect insideOf(const QRect& cell)
{
    return cell.adjusted(2 * kPadding + kPadlock + kWall, kPadding - 1, -kPadding, -kPadding + 1);
}

QRect padlockPlace(const QRect& cell)
{
    return {cell.left() + kPadding + kWall, cell.center().y() - kPadlock / 2, kPadlock, kPadlock};
}

} // namespace

PredictionDelegate::PredictionDelegate(QObject* parent)
    : QStyledItemDelegate(parent), m_animation(makeChild<QVariantAnimation>(this))
{
    m_animation->setStartValue(0.0);
    m_animation->setEndValue(1.0);
    m_animation->setDuration(kResolveMilliseconds);
}

void PredictionDelegate::resolve(const std::vector<int>& rows, QWidget& view)
{
    if (view.style()->styleHint(QStyle::SH_Widget_Animate, nullptr, &view) == 0) {
        view.update();
        return;
    }
    m_animation->stop();
    m_animation->disconnect();
    m_resolving = {rows.begin(), rows.end()};
    connect(m_animation, &QVariantAnimation::valueChanged, &view, qOverload<>(&QWidget::update));
    connect(m_animation, &QVariantAnimation::finished, this, [this] { m_resolving.clear(); });
    m_animation->start();
}

bool PredictionDelegate::isResolving() const
{
    return m_animation->state() == QAbstractAnimation::Running;
}

void PredictionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int column = index.column();
    const bool isOpened = index.data(PredictionsModel::kIsOpenedRole).toBool();
    const bool isChip = column == PredictionsModel::Ciphertext || column == PredictionsModel::Opened ||
                        column == PredictionsModel::Action;
    const bool isEncrypted = index.data(PredictionsModel::kIsEncryptedRole).toBool();
    const bool isPicture = column == PredictionsModel::Correct || (isChip && isEncrypted);
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    if (isPicture) {
        item.text.clear();
    }
    const QStyle& style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    style.drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    if (!isPicture || item.widget == nullptr) {
        return;
    }
    const Theme& theme = Theme::of(*item.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (column == PredictionsModel::kFirstOfKeyHolder) {
        drawHatch(*painter, QRectF(option.rect.left(), option.rect.top(), kWall, option.rect.height()),
                  theme.color(Role::Line));
    }
    if (column == PredictionsModel::Ciphertext || (column == PredictionsModel::Opened && !isOpened)) {
        paintChip(*painter, option.rect, index, theme);
    } else if (column == PredictionsModel::Opened) {
        paintOpened(*painter, option.rect, index, theme);
    } else if (column == PredictionsModel::Correct) {
        paintVerdict(*painter, option.rect, index, theme);
    } else {
        paintButton(*painter, item, index);
    }
    painter->restore();
}

void PredictionDelegate::paintChip(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme)
{
    const QModelIndex source = index.siblingAtColumn(PredictionsModel::Ciphertext);
    const QByteArray bytes = source.data(PredictionsModel::kBytesRole).toByteArray();
    const QRect inside = insideOf(cell);
    if (bytes.isEmpty()) {
        painter.setPen(theme.color(Role::DimText));
        painter.drawText(cell.adjusted(kPadding, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, source.data().toString());
        return;
    }
    drawBytes(painter, inside, bytes, theme);
    painter.setPen(QPen(theme.color(Role::Ciphertext), 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(inside);
    drawPadlock(painter, padlockPlace(cell), Padlock::Closed, theme);
}

void PredictionDelegate::paintOpened(QPainter& painter, const QRect& cell, const QModelIndex& index,
                                     const Theme& theme) const
{
    constexpr double kFrame = 2.0;
    const bool isChanging = m_resolving.contains(index.row()) && isResolving();
    const double progress = isChanging ? m_animation->currentValue().toDouble() : 1.0;
    const QRect inside = insideOf(cell);
    QRect resolved = inside;
    resolved.setWidth(static_cast<int>(progress * inside.width()));
    if (isChanging) {
        const QModelIndex source = index.siblingAtColumn(PredictionsModel::Ciphertext);
        drawBytes(painter, inside, source.data(PredictionsModel::kBytesRole).toByteArray(), theme);
        painter.fillRect(resolved, theme.color(Role::Window));
    }
    painter.setPen(QPen(theme.color(Role::Opened), kFrame));
    painter.setBrush(isChanging ? QBrush(Qt::NoBrush) : QBrush(theme.color(Role::Window)));
    painter.drawRoundedRect(inside, 3, 3);
    painter.setClipRect(resolved);
    QFont font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(theme.color(Role::Text));
    painter.drawText(inside.adjusted(kPadding, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
    painter.setClipping(false);
    drawPadlock(painter, padlockPlace(cell), Padlock::Open, theme);
}

void PredictionDelegate::paintVerdict(QPainter& painter, const QRect& cell, const QModelIndex& index,
                                      const Theme& theme) const
{
    const QVariant verdict = index.data(PredictionsModel::kVerdictRole);
    const bool isResolved = !(m_resolving.contains(index.row()) && isResolving());
    if (!verdict.isValid() || !isResolved) {
        return;
    }
    constexpr int kSign = 12;
    constexpr double kPen = 2.4;
    const QRectF sign(cell.left() + kPadding, cell.center().y() - kSign / 2.0 + 1, kSign, kSign);
    painter.setPen(QPen(theme.color(Role::Text), kPen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (verdict.toInt() == static_cast<int>(Verdict::Correct)) {
        painter.drawPolyline(QPolygonF{
            {sign.left(), sign.center().y()}, {sign.left() + kSign * 0.35, sign.bottom()}, {sign.right(), sign.top()}});
    } else {
        painter.drawLine(sign.topLeft(), sign.bottomRight());
        painter.drawLine(sign.topRight(), sign.bottomLeft());
    }
    painter.drawText(cell.adjusted(2 * kPadding + kSign, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     index.data().toString());
}

void PredictionDelegate::paintButton(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    QStyleOptionButton button;
    button.initFrom(option.widget);
    button.rect = option.rect.adjusted(3, 2, -3, -2);
    button.text = index.data().toString();
    button.palette = option.palette;
    // The selection colours the cell, not the button in it.
    button.state = QStyle::State_Enabled | QStyle::State_Raised;
    if (option.state.testFlag(QStyle::State_MouseOver)) {
        button.state |= QStyle::State_MouseOver;
    }
    option.widget->style()->drawControl(QStyle::CE_PushButton, &button, &painter, option.widget);
}

QSize PredictionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    constexpr int kHeight = 32;
    constexpr int kChipWidth = 150;
    constexpr int kOtherWidth = 84;
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    const bool isChip = index.column() == PredictionsModel::Ciphertext || index.column() == PredictionsModel::Opened;
    size.setWidth(std::max(size.width() + 4 * kPadding, isChip ? kChipWidth : kOtherWidth));
    size.setHeight(std::max(size.height(), kHeight));
    return size;
}

} // namespace cg::ui
