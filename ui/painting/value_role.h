#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"
#include "ui/theme/theme.h"

namespace cg::ui {

/// The colour of values that are shown: amber says "opened with the key", so where nothing was encrypted it is none.
[[nodiscard]] inline Role valueRole(const SessionState& state)
{
    return state.isPlain() ? Role::Text : Role::Opened;
}

} // namespace cg::ui
