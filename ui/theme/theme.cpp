// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QWidget>

namespace cg::ui {

namespace {

// In the order of Role. Checked for contrast and for colour-blind eyes by tests/ui/theme_test.cpp.
std::array<QColor, kRoles> lightColors()
{
    return {QColor(0xffffff), QColor(0xf3f5f8), QColor(0x5e6a7e), QColor(0x14181f), QColor(0x566072),
            QColor(0x2457c5), QColor(0xffb000), QColor(0x5e6a7e), QColor(0x5e6a7e), QColor(0xffffff),
            QColor(0x117733), QColor(0xee6677), QColor(0x8fa3c4), QColor(0x332288), QColor(0x3399bb)};
}

std::array<QColor, kRoles> darkColors()
{
    return {QColor(0x1b1f27), QColor(0x242a34), QColor(0x94a3b8), QColor(0xf4f6fa), QColor(0xaab4c4),
            QColor(0x7aa7ff), QColor(0xffb000), QColor(0x94a3b8), QColor(0x1b1f27), QColor(0x94a3b8),
            QColor(0x5fd38d), QColor(0xcc3311), QColor(0x5b7399), QColor(0x0072b2), QColor(0xe0f2fe)};
}

} // namespace

const Theme& Theme::of(Appearance appearance)
{
    static const Theme light(Appearance::Light, lightColors());
    static const Theme dark(Appearance::Dark, darkColors());
    return appearance == Appearance::Dark ? dark : light;
}

const Theme& Theme::of(const QWidget& widget)
{
    constexpr int kMiddleLightness = 128;
    const bool isDark = widget.palette().color(QPalette::Window).lightness() < kMiddleLightness;
    return of(isDark ? Appearance::Dark : Appearance::Light);
}

QPalette Theme::palette() const
{
    const bool isDark = m_appearance == Appearance::Dark;
    QPalette palette(color(Role::Panel), color(Role::Window));
    palette.setColor(QPalette::WindowText, color(Role::Text));
    palette.setColor(QPalette::Text, color(Role::Text));
    palette.setColor(QPalette::ButtonText, color(Role::Text));
    palette.setColor(QPalette::PlaceholderText, color(Role::DimText));
    palette.setColor(QPalette::Base, isDark ? color(Role::Window).darker(115) : QColor(Qt::white));
    palette.setColor(QPalette::AlternateBase, color(Role::Panel));
    palette.setColor(QPalette::ToolTipBase, color(Role::Panel));
    palette.setColor(QPalette::ToolTipText, color(Role::Text));
    palette.setColor(QPalette::Highlight, color(Role::Focus));
    palette.setColor(QPalette::HighlightedText, isDark ? QColor(Qt::black) : QColor(Qt::white));
    palette.setColor(QPalette::Link, color(Role::Focus));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, color(Role::DimText));
    }
    return palette;
}

} // namespace cg::ui
