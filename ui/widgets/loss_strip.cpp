// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/loss_strip.h"

#include "ui/charts/chart_table.h"
#include "ui/painting/texture.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QContextMenuEvent>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <span>
#include <utility>

namespace cg::ui {

namespace {

using session::kLossColumnBytes;

/// The least of 10, 20, 50, 100, … that is not below `steps`.
std::uint64_t niceEnd(std::uint64_t steps)
{
    std::uint64_t decade = 10;
    while (decade * 10 <= steps) {
        decade *= 10;
    }
    for (const std::uint64_t factor : {1U, 2U, 5U}) {
        if (steps <= factor * decade) {
            return factor * decade;
        }
    }
    return decade * 10;
}

QString hexText(std::span<const std::uint8_t> bytes)
{
    const QByteArray raw(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    return QString::fromLatin1(raw.toHex(' '));
}

} // namespace

LossStrip::LossStrip(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("lossStrip"));
    setAccessibleName(tr("Loss, as the trainer has it"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    showPictures(nullptr);
}

void LossStrip::showPictures(std::shared_ptr<const session::CiphertextPictures> pictures)
{
    m_pictures = std::move(pictures);
    m_image = {};
    setAccessibleDescription(textTwin());
    setToolTip(textTwin() + QLatin1Char('\n') + tr("Context menu or T: show as table."));
    update();
}

std::size_t LossStrip::columns() const
{
    return m_pictures ? std::min(m_pictures->lossSteps.size(), m_pictures->lossBytes.size() / kLossColumnBytes) : 0;
}

std::uint64_t LossStrip::axisEnd() const
{
    return niceEnd(columns() == 0 ? 0 : m_pictures->lossSteps[columns() - 1] + 1);
}

QString LossStrip::textTwin() const
{
    if (columns() == 0) {
        return tr("Loss, ciphertext bytes: no step yet.");
    }
    return tr("Loss, ciphertext bytes, up to step %1: whether it falls cannot be seen.")
        .arg(countText(m_pictures->lossSteps[columns() - 1] + 1));
}

QSize LossStrip::sizeHint() const
{
    return {360, 110};
}

QSize LossStrip::minimumSizeHint() const
{
    return {120, 50};
}

QRectF LossStrip::plotRect() const
{
    return QRectF(rect()).adjusted(4, 2, -4, -fontMetrics().height() - 3);
}

void LossStrip::refreshImage(const Theme& theme)
{
    const std::size_t count = columns();
    if (count == 0 || (!m_image.isNull() && m_appearance == theme.appearance())) {
        return;
    }
    // A step's bytes run down its column; an image has them row by row.
    std::vector<std::uint8_t> turned(count * kLossColumnBytes);
    for (std::size_t column = 0; column < count; ++column) {
        for (std::size_t row = 0; row < kLossColumnBytes; ++row) {
            turned[row * count + column] = m_pictures->lossBytes[column * kLossColumnBytes + row];
        }
    }
    m_image = textureOf(turned, count, theme);
    m_appearance = theme.appearance();
}

void LossStrip::paintAxis(QPainter& painter, const Theme& theme) const
{
    const QRectF plot = plotRect();
    painter.setPen(QPen(theme.color(Role::Line), 1.0));
    painter.drawLine(plot.topLeft(), plot.bottomLeft());
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(theme.color(Role::DimText));
    const QRectF labels(plot.left(), plot.bottom() + 2, plot.width(), fontMetrics().height());
    painter.drawText(labels, Qt::AlignLeft, QStringLiteral("0"));
    painter.drawText(labels, Qt::AlignHCenter, tr("step"));
    painter.drawText(labels, Qt::AlignRight, countText(axisEnd()));
}

void LossStrip::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    const QRectF plot = plotRect();
    refreshImage(theme);
    if (m_pictures && !m_image.isNull()) {
        const auto steps = static_cast<double>(m_pictures->lossSteps[columns() - 1] + 1);
        const double width = plot.width() * steps / static_cast<double>(axisEnd());
        // Of the 48 bytes of a step as many are shown as give cells that can be told apart from afar.
        constexpr double kLeastCell = 4.0;
        const int rows = std::clamp(static_cast<int>(plot.height() / kLeastCell), 1, m_image.height());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(QRectF(plot.left() + 1, plot.top(), width, plot.height() - 1), m_image,
                          QRectF(0, 0, m_image.width(), rows));
    }
    paintAxis(painter, theme);
    if (m_focusRing.isShown(hasFocus())) {
        drawFocusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -1), 2.0, theme);
    }
}

void LossStrip::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = makeChild<QMenu>(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Show as table")), &QAction::triggered, this, &LossStrip::showTable);
    menu->popup(event->globalPos()); // exec() would wait here until it is closed
}

void LossStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_T) {
        showTable();
        return;
    }
    QWidget::keyPressEvent(event);
}

void LossStrip::focusInEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QWidget::focusInEvent(event);
}

void LossStrip::focusOutEvent(QFocusEvent* event)
{
    m_focusRing.note(*event);
    QWidget::focusOutEvent(event);
}

void LossStrip::showTable()
{
    ChartTable table{{tr("Step"), tr("First bytes of its loss")}, {}};
    for (std::size_t i = 0; i < columns(); ++i) {
        constexpr std::size_t kShown = 16;
        const auto column = std::span(m_pictures->lossBytes).subspan(i * kLossColumnBytes, kShown);
        table.rows.push_back({countText(m_pictures->lossSteps[i]), hexText(column)});
    }
    auto* dialog = makeChild<ChartTableDialog>(this, tr("Loss: what the trainer has"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->showTable(std::move(table));
    dialog->show();
}

} // namespace cg::ui
