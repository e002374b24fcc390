#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QIcon>

#include <cstdint>

namespace cg::ui {

/// The signs of the toolbar, drawn here so that they are sharp at every size and follow the theme.
enum class Sign : std::uint8_t {
    Reset,
    NewStart,
    Train,
    Pause,
    Step,
    StepOperation,
    Speed,
    Lock,
    Unlock,
    Key,
    Save,
    Open,
};
inline constexpr int kSigns = 12;

/// An icon in the application's text colour at the time of drawing, dimmed while disabled. Never amber.
[[nodiscard]] QIcon iconOf(Sign sign);

} // namespace cg::ui
