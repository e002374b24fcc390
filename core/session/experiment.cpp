// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/experiment.h"

#include <utility>

namespace cg::session {

std::string_view nameOf(StartKind kind)
{
    return kind == StartKind::Sealed ? "sealed" : "known";
}

ExperimentSpec experimentOf(model::Preset preset, base::SchemeId scheme)
{
    return {std::move(preset.name),
            scheme,
            {std::move(preset.network), {preset.rate, preset.momentum}, preset.batchSize, std::move(preset.data)}};
}

base::Seed startSeed(std::uint64_t number)
{
    return base::seedFromNumber(number, "start");
}

base::Seed knownShuffleSeed(std::uint64_t number)
{
    return base::seedFromNumber(number, "shuffle");
}

} // namespace cg::session
