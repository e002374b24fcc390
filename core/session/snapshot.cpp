// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot.h"

#include "base/contract.h"

namespace cg::session {

std::string_view nameOf(StopReason reason)
{
    switch (reason) {
    case StopReason::Steps:
        return "steps";
    case StopReason::TargetLoss:
        return "target-loss";
    case StopReason::Interrupt:
        return "interrupt";
    case StopReason::Noise:
        return "noise";
    case StopReason::Diverged:
        return "diverged";
    case StopReason::Levels:
        return "levels";
    case StopReason::Failed:
        return "failed";
    }
    base::contractViolated("a known reason", __FILE__, __LINE__);
}

StopReason reasonOf(base::ErrorCode code)
{
    switch (code) {
    case base::ErrorCode::Cancelled:
        return StopReason::Interrupt;
    case base::ErrorCode::NoiseOverflow:
        return StopReason::Noise;
    case base::ErrorCode::Diverged:
        return StopReason::Diverged;
    case base::ErrorCode::LevelsExhausted:
        return StopReason::Levels;
    default:
        return StopReason::Failed;
    }
}

} // namespace cg::session
