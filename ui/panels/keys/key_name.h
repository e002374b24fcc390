#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"

#include <QString>

#include <array>
#include <cstddef>

namespace cg::ui {

/// Four short words that name a key set, "tide-lamp-olive-fox": the first four bytes of its id, a word a byte. Enough
/// to tell the keys of a lecture apart (2^32 names), too little to prove anything.
[[nodiscard]] QString keyName(const base::KeyId& key);

/// A picture of a name: cells that are filled or not, the right half the mirror image of the left one.
struct KeyShape {
    static constexpr std::size_t kSide = 5;
    std::array<bool, kSide * kSide> cells{};

    friend bool operator==(const KeyShape&, const KeyShape&) = default;
};
[[nodiscard]] KeyShape keyShape(const QString& name);

} // namespace cg::ui
