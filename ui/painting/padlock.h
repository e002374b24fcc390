#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"
#include "ui/theme/theme.h"

#include <QRectF>

#include <cstdint>

class QPainter;

namespace cg::ui {

/// The padlocks of the window. The shape says the same as the colour does.
enum class Padlock : std::uint8_t {
    Closed,      ///< slate: ciphertext, and no key for it here
    ClosedOurs,  ///< amber, with a keyhole: the key is here and locked
    Open,        ///< amber, the shackle swung open: opened here
    NotThisKey,  ///< slate with an unequal sign: a key is here and does not fit
    OpenToAll,   ///< slate, the shackle swung open: nothing is encrypted
    CannotBeRead ///< slate, crossed out: opening would not help
};

/// The padlock that stands for a state of the key.
[[nodiscard]] Padlock padlockOf(KeyState key);

/// Draws a padlock into the middle of `rect`, as large as fits.
void drawPadlock(QPainter& painter, const QRectF& rect, Padlock padlock, const Theme& theme);

} // namespace cg::ui
