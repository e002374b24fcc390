// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/wall_header.h"

#include "ui/painting/hatch.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace cg::ui {

namespace {
constexpr int kWall = 12;
constexpr int kHeight = 34;
} // namespace

WallHeader::WallHeader(const QTableView& table, int firstOfKeyHolder, QWidget* parent)
    : QWidget(parent), m_table(table), m_firstOfKeyHolder(firstOfKeyHolder)
{
    setObjectName(QStringLiteral("wallHeader"));
    setAccessibleName(tr("Left of the wall the trainer, right of it the key holder"));
    setToolTip(tr("Columns on the left are what the trainer has; those on the right take the secret key"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(table.horizontalHeader(), &QHeaderView::sectionResized, this, qOverload<>(&QWidget::update));
    connect(table.horizontalHeader(), &QHeaderView::geometriesChanged, this, qOverload<>(&QWidget::update));
}

QSize WallHeader::sizeHint() const
{
    return {0, kHeight};
}

int WallHeader::wallX() const
{
    const QHeaderView& header = *m_table.horizontalHeader();
    const QPoint left(header.sectionViewportPosition(m_firstOfKeyHolder), 0);
    return mapFromGlobal(header.viewport()->mapToGlobal(left)).x();
}

void WallHeader::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    QFont font = painter.font();
    constexpr double kLarger = 1.25;
    font.setPointSizeF(font.pointSizeF() * kLarger);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(theme.color(Role::Text));
    const int wall = wallX();
    drawHatch(painter, QRectF(wall - kWall / 2.0, 0, kWall, height()), theme.color(Role::Line));
    painter.drawText(QRect(0, 0, wall - kWall, height()), Qt::AlignLeft | Qt::AlignVCenter, tr("What the TRAINER has"));
    painter.drawText(QRect(wall + kWall, 0, width() - wall - kWall, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("What the KEY HOLDER opened"));
}

} // namespace cg::ui
