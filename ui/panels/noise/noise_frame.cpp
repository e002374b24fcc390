// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/noise_frame.h"

#include "ui/theme/theme.h"
#include "ui/widgets/make_child.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace cg::ui {

NoiseFrame::NoiseFrame(const QString& heading, QWidget* parent)
    : QWidget(parent), m_heading(makeChild<QLabel>(this)), m_body(makeChild<QVBoxLayout>(this))
{
    QFont bold = font();
    constexpr double kLarger = 1.15;
    bold.setPointSizeF(bold.pointSizeF() * kLarger);
    bold.setBold(true);
    m_heading->setFont(bold);
    m_heading->setObjectName(QStringLiteral("panelHeading"));
    m_body->addWidget(m_heading);
    setHeading(heading);
}

void NoiseFrame::setHeading(const QString& heading)
{
    m_heading->setText(heading);
    setAccessibleName(heading);
}

void NoiseFrame::setContent(Content content)
{
    if (content != m_content) {
        m_content = content;
        update();
    }
}

void NoiseFrame::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(m_content == Content::Opened ? Role::Opened : Role::Line), 2));
    painter.setBrush(theme.color(Role::Panel));
    constexpr double kRadius = 6;
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
}

} // namespace cg::ui
