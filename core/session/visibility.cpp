// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/visibility.h"

#include "security/badge.h"

namespace cg::session {

Visibility visibilityOf(base::SchemeId scheme, StartKind start)
{
    const auto secret = [scheme] {
        if (scheme == base::SchemeId::Ckks) { // whose sets say how well
            return Sight::Hidden;
        }
        switch (security::badgeOf(scheme)) {
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
