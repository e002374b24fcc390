#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QColor>
#include <QPalette>

#include <array>
#include <cstdint>

class QWidget;

namespace cg::ui {

/// What a colour stands for, everywhere. Amber (`Opened`) means "opened with the secret key" and nothing else; the
/// trainer's half never shows it. Red is for noise and damage only.
enum class Role : std::uint8_t {
    Window,      ///< behind everything
    Panel,       ///< inside a panel
    Line,        ///< frames, axes, links
    Text,        ///< contrast at least 7:1 on Window and Panel
    DimText,     ///< second lines; at least 4.5:1
    Focus,       ///< focus rings and selection; neither amber nor red
    Opened,      ///< opened with the key: fill and frame, never text on a light ground
    Ciphertext,  ///< closed padlocks, ciphertext frames
    TextureDark, ///< both ends of the scale that ciphertext bytes are drawn in
    TextureLight,
    Budget,  ///< room that noise has not taken yet
    Noise,   ///< always stippled as well
    Message, ///< the part of a bit tower that must survive
    ClassA,  ///< with a circle
    ClassB,  ///< with a triangle
};
inline constexpr std::size_t kRoles = 15;

enum class Appearance : std::uint8_t { Light, Dark };

/// One colour a role. A value without state: there are two of them, one an appearance.
class Theme {
public:
    [[nodiscard]] static const Theme& of(Appearance appearance);
    /// The theme of a widget, found from its palette, so that a change of the palette is all that a change of theme is.
    [[nodiscard]] static const Theme& of(const QWidget& widget);

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    [[nodiscard]] QColor color(Role role) const { return m_colors[static_cast<std::size_t>(role)]; }
    /// For QApplication::setPalette, with the style Fusion.
    [[nodiscard]] QPalette palette() const;

private:
    Theme(Appearance appearance, const std::array<QColor, kRoles>& colors) : m_appearance(appearance), m_colors(colors)
    {}

    Appearance m_appearance;
    std::array<QColor, kRoles> m_colors;
};

} // namespace cg::ui
