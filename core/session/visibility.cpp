// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/visibility.h"

namespace cg::session {

Visibility visibilityOf(security::Badge badge, StartKind start)
{
    const auto secret = [badge] {
        switch (badge) {
        case security::Badge::Plain:
            return Sight::Seen;
        case security::Badge::Broken:
            return Sight::BelievedHidden;
        default:
            return Sight::Hidden;
        }
    }();
    Visibility visibility;
    visibility.weights = secret;
    visibility.predictions = secret;
    visibility.loss = secret;
    visibility.isStartKnown = start == StartKind::Known;
    return visibility;
}

} // namespace cg::session
