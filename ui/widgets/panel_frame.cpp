// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panel_frame.h"

#include "ui/theme/theme.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace cg::ui {

PanelFrame::PanelFrame(QWidget* parent)
    : QWidget(parent),
      m_title(makeChild<QLabel>(this)),
      m_titleLine(makeLayout<QHBoxLayout>()),
      m_body(makeChild<QVBoxLayout>(this))
{
    constexpr int kSide = 10;
    constexpr int kAbove = 3;
    constexpr int kBelow = 5;
    constexpr int kTitleHeight = 24; // of its controls, and without them the same: both halves keep one scale
    m_body->setContentsMargins(kSide, kAbove, kSide, kBelow);
    m_body->setSpacing(3);
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    // A long title may not widen the panel: both halves keep one scale.
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_titleLine->setContentsMargins(0, 0, 0, 0);
    m_title->setFixedHeight(kTitleHeight);
    m_titleLine->addWidget(m_title, 1);
    m_body->addLayout(m_titleLine);
}

PanelFrame::PanelFrame(QWidget* content, QWidget* parent) : PanelFrame(parent)
{
    m_body->addWidget(content, 1);
}

void PanelFrame::setControls(QWidget* controls)
{
    m_titleLine->addWidget(controls);
}

void PanelFrame::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

QString PanelFrame::title() const
{
    return m_title->text();
}

void PanelFrame::setContent(Content content)
{
    if (content != m_content) {
        m_content = content;
        update();
    }
}

void PanelFrame::paintEvent(QPaintEvent* /*event*/)
{
    constexpr double kRadius = 6.0;
    const Theme& theme = Theme::of(*this);
    const bool isOpened = m_content == Content::Opened;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(isOpened ? Role::Opened : Role::Line), isOpened ? 2.0 : 1.4));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
}

} // namespace cg::ui
