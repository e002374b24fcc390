#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProxyStyle>

namespace cg::ui {

/// Fusion, with a frame around check boxes and radio buttons that can be seen on a dark ground as well.
class IndicatorStyle : public QProxyStyle {
    Q_OBJECT
public:
    IndicatorStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace cg::ui
