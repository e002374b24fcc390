#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/badge.h"
#include "session/experiment.h"
#include "session/snapshot.h"

#include <cstdint>

namespace cg::session {

/// Whether the trainer can read something. Believed: the scheme was meant to hide it and does not (badge BROKEN).
enum class Sight : std::uint8_t { Seen, Hidden, BelievedHidden };

/// What the trainer of a session can read, noun by noun: every sentence about the boundary is made from this table, so
/// that it cannot say anything else than what is so.
struct Visibility {
    Sight inputs = Sight::Seen;
    Sight labels = Sight::Seen;
    Sight circuit = Sight::Seen;
    Sight weights = Sight::Hidden;
    Sight predictions = Sight::Hidden;
    Sight loss = Sight::Hidden;
    bool isStartKnown = false; ///< the whole run can be computed in the clear

    friend bool operator==(const Visibility&, const Visibility&) = default;
};

/// Data are always in the clear here; under plain everything is. Toy and Reduced hide, as far as they go.
[[nodiscard]] Visibility visibilityOf(security::Badge badge, StartKind start);

} // namespace cg::session
