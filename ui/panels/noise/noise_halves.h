#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>

namespace cg::ui {

/// Both halves of the noise page are divided alike, so that their towers have the same scale: the towers, two lines of
/// text, and what lies below them.
inline constexpr int kTowersShare = 3;
inline constexpr int kBelowTowersShare = 2;
inline constexpr int kLeastHeightBelowTowers = 130;

/// A sentence that wraps on one half must not make the towers of that half alone smaller.
inline void keepTwoLines(QLabel& label)
{
    label.setMinimumHeight(2 * label.fontMetrics().lineSpacing());
    label.setAlignment(Qt::AlignLeft | Qt::AlignTop);
}

} // namespace cg::ui
