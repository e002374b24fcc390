#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QFocusEvent>
#include <QPainter>

namespace cg::ui {

/// Whether a widget draws its focus ring: after the keyboard brought the focus, not after a click and not merely
/// because the window came up.
class FocusRing {
public:
    void note(const QFocusEvent& event)
    {
        const Qt::FocusReason reason = event.reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason) {
            m_isFromKeyboard = event.gotFocus() && reason != Qt::MouseFocusReason;
        }
    }
    [[nodiscard]] bool isShown(bool hasFocus) const { return hasFocus && m_isFromKeyboard; }

private:
    bool m_isFromKeyboard = false;
};

/// The ring itself.
inline void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme)
{
    painter.setPen(QPen(theme.color(Role::Focus), 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect, radius, radius);
}

} // namespace cg::ui
