#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

namespace cg::ui {

/// The colour of values that are shown: amber says "opened with the key", so where nothing was encrypted it is none.
[[nodiscard]] constexpr Role valueRole(bool isEncrypted)
{
    return isEncrypted ? Role::Opened : Role::Text;
}

} // namespace cg::ui
