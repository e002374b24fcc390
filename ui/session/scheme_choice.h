#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"

namespace cg::ui {

/// A scheme, with its security where that can be chosen.
struct SchemeChoice {
    base::SchemeId scheme = base::SchemeId::Vhe;
    int securityBits = 128; ///< of CKKS: 128, 192 or 256

    /// The number of bits counts under CKKS only.
    friend bool operator==(const SchemeChoice& a, const SchemeChoice& b)
    {
        return a.scheme == b.scheme && (a.scheme != base::SchemeId::Ckks || a.securityBits == b.securityBits);
    }
};

} // namespace cg::ui
