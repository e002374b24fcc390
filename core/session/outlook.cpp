// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/outlook.h"

#include <algorithm>
#include <utility>

namespace cg::session {

base::Result<Outlook> outlookOf(const ExperimentSpec& spec, std::uint64_t steps)
{
    CG_TRY(Forecast forecast, session::forecast(spec, std::max<std::uint64_t>(steps, 1)));
    CG_TRY(const StepTime stepTime, estimatedTimes(spec, forecast));
    Outlook outlook{std::move(forecast), stepTime, std::nullopt};
    if (spec.scheme == base::SchemeId::Ckks) {
        CG_TRY(outlook.keys, expectedKeySizes(spec));
    }
    return outlook;
}

} // namespace cg::session
