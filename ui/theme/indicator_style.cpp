// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/indicator_style.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace cg::ui {

IndicatorStyle::IndicatorStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void IndicatorStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                   const QWidget* widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isRound = element == PE_IndicatorRadioButton;
    if (widget == nullptr || (!isRound && element != PE_IndicatorCheckBox)) {
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, isRound);
    painter->setPen(QPen(Theme::of(*widget).color(Role::Line), 1));
    painter->setBrush(Qt::NoBrush);
    const QRectF frame = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    isRound ? painter->drawEllipse(frame) : painter->drawRect(frame);
    painter->restore();
}

} // namespace cg::ui
