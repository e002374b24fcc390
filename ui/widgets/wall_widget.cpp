// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wall_widget.h"

#include "ui/painting/hatch.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/make_child.h"

#include <QFontMetrics>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace cg::ui {

namespace {

constexpr int kWallWidth = 118;
constexpr double kHatchWidth = 20.0;

QFont largeFont(QFont font)
{
    constexpr int kLargePixels = 20;
    font.setPixelSize(kLargePixels);
    font.setBold(true);
    return font;
}

/// A sealed start travels towards the trainer, everything else towards the key holder.
WallCounter::Direction directionOfCiphertexts(const std::vector<trust::Crossing>& crossings)
{
    const auto has = [&crossings](trust::CrossingKind kind) {
        return std::ranges::any_of(crossings, [kind](const trust::Crossing& one) { return one.kind == kind; });
    };
    if (has(trust::CrossingKind::SealedCiphertexts)) {
        return has(trust::CrossingKind::Ciphertexts) ? WallCounter::Direction::BothWays
                                                     : WallCounter::Direction::ToTrainer;
    }
    return WallCounter::Direction::ToKeyHolder;
}

} // namespace

WallCounter::WallCounter(QString name, const QString& meaning, QWidget* parent)
    : QAbstractButton(parent), m_name(std::move(name))
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(meaning);
    setAccessibleDescription(meaning);
    // Fixed, so that a new number never lays the page out anew.
    setFixedSize(WallCounter::sizeHint());
    showCount(Direction::Never, 0, {});
}

void WallCounter::showCount(Direction direction, std::uint64_t count, const QString& more)
{
    const QString shown = ui::countText(count);
    if (direction == m_direction && shown == m_count && more == m_more) {
        return;
    }
    m_direction = direction;
    m_count = shown;
    m_more = more;
    setText(more.isEmpty() ? tr("%1 %2").arg(m_name, m_count) : tr("%1 %2 · %3").arg(m_name, m_count, more));
    setAccessibleName(text());
    update();
}

QSize WallCounter::sizeHint() const
{
    constexpr int kHeight = 54;
    return {kWallWidth, kHeight};
}

bool WallCounter::isAlarm() const
{
    return m_direction == Direction::Never && m_count != QStringLiteral("0");
}

void WallCounter::paintArrow(QPainter& painter, const QRectF& rect) const
{
    if (m_direction == Direction::Never) {
        return;
    }
    constexpr double kHead = 4.0;
    const double y = rect.center().y();
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    if (m_direction != Direction::ToTrainer) {
        painter.drawLine(QPointF(rect.right(), y), QPointF(rect.right() - kHead, y - kHead));
        painter.drawLine(QPointF(rect.right(), y), QPointF(rect.right() - kHead, y + kHead));
    }
    if (m_direction != Direction::ToKeyHolder) {
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + kHead, y - kHead));
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + kHead, y + kHead));
    }
}

void WallCounter::focusInEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QAbstractButton::focusInEvent(event);
}

void WallCounter::focusOutEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QAbstractButton::focusOutEvent(event);
}

void WallCounter::paintEvent(QPaintEvent* /*event*/)
{
    constexpr double kRadius = 6.0;
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isSecret = m_direction == Direction::Never;
    const QColor frameColor = isAlarm() ? theme.color(Role::Noise) : theme.color(isSecret ? Role::Text : Role::Line);
    painter.setPen(QPen(frameColor, isSecret ? 2.6 : 1.4));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), kRadius, kRadius);
    if (m_focusRing.isShown(hasFocus())) {
        drawFocusRing(painter, QRectF(rect()).adjusted(5, 5, -5, -5), kRadius - 2, theme);
    }
    painter.setPen(theme.color(Role::Text));
    const QRect upper(0, 4, width(), height() / 2 - 4);
    painter.drawText(upper, Qt::AlignHCenter | Qt::AlignVCenter, m_name);
    const QFont large = largeFont(font());
    const QFontMetrics largeMetrics(large);
    constexpr int kArrow = 22;
    constexpr int kGap = 6;
    const int arrow = isSecret ? 0 : kArrow + kGap;
    const int more = m_more.isEmpty() ? 0 : fontMetrics().horizontalAdvance(m_more) + kGap;
    int x = (width() - arrow - largeMetrics.horizontalAdvance(m_count) - more) / 2;
    const QRect lower(0, height() / 2 - 2, width(), height() / 2 - 3);
    painter.setPen(QPen(theme.color(Role::Text), 1.6));
    paintArrow(painter, QRectF(x, lower.top(), kArrow, lower.height()));
    x += arrow;
    painter.setFont(large);
    painter.drawText(QRect(x, lower.top(), width(), lower.height()), Qt::AlignLeft | Qt::AlignVCenter, m_count);
    if (isSecret) {
        const double line = lower.bottom() - 0.5;
        painter.drawLine(QPointF(x - 2, line), QPointF(x + largeMetrics.horizontalAdvance(m_count) + 2, line));
    }
    x += largeMetrics.horizontalAdvance(m_count) + kGap;
    painter.setFont(font());
    painter.drawText(QRect(x, lower.top(), width(), lower.height()), Qt::AlignLeft | Qt::AlignVCenter, m_more);
}

WallWidget::WallWidget(QWidget* parent)
    : QWidget(parent),
      m_ciphertexts(makeChild<WallCounter>(this, tr("ciphertexts"),
                                           tr("Ciphertexts that crossed: the sealed start towards the trainer, what is "
                                              "to be opened towards the key holder."))),
      m_publicKeys(makeChild<WallCounter>(
          this, tr("public keys"), tr("Public and evaluation keys: the trainer computes with them and cannot open."))),
      m_secretKey(makeChild<WallCounter>(
          this, tr("secret key"), tr("How often the secret key crossed: no message between the two can carry it."))),
      m_messages(makeChild<WallCounter>(this, tr("messages"),
                                        tr("What the key holder told the trainer, and how many bits that gave away.")))
{
    constexpr int kSpacing = 14;
    setObjectName(QStringLiteral("wall"));
    setAccessibleName(tr("The wall"));
    setToolTip(tr("Everything that crosses between the two computers is counted here."));
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpacing);
    layout->addStretch(2);
    for (WallCounter* counter : {m_ciphertexts, m_publicKeys, m_secretKey, m_messages}) {
        layout->addWidget(counter, 0, Qt::AlignHCenter);
        connect(counter, &WallCounter::clicked, this, &WallWidget::logRequested);
    }
    layout->addStretch(3);
    m_ciphertexts->setObjectName(QStringLiteral("wallCiphertexts"));
    m_publicKeys->setObjectName(QStringLiteral("wallPublicKeys"));
    m_secretKey->setObjectName(QStringLiteral("wallSecretKey"));
    m_messages->setObjectName(QStringLiteral("wallMessages"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    showCrossings({});
}

void WallWidget::showCrossings(const std::vector<trust::Crossing>& crossings)
{
    using Direction = WallCounter::Direction;
    const trust::CrossingTotals totals = trust::totalsOf(crossings);
    m_ciphertexts->showCount(directionOfCiphertexts(crossings), totals.ciphertexts, {});
    m_publicKeys->showCount(Direction::ToTrainer, totals.publicKeys, {});
    m_secretKey->showCount(Direction::Never, totals.secretKeys, {});
    m_messages->showCount(Direction::ToTrainer, totals.messages,
                          totals.bits == 1 ? tr("1 bit") : tr("%1 bits").arg(countText(totals.bits)));
    setAccessibleDescription(
        tr("Crossed the wall: %1, %2, %3, %4.")
            .arg(m_ciphertexts->text(), m_publicKeys->text(), m_secretKey->text(), m_messages->text()));
}

QSize WallWidget::sizeHint() const
{
    return {kWallWidth, 320};
}

void WallWidget::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    const QRectF band(width() / 2.0 - kHatchWidth / 2, 0, kHatchWidth, height());
    drawHatch(painter, band, theme.color(Role::Text), 5.0);
    painter.setPen(QPen(theme.color(Role::Line), 1.0));
    painter.drawLine(band.topLeft(), band.bottomLeft());
    painter.drawLine(band.topRight(), band.bottomRight());
}

} // namespace cg::ui
