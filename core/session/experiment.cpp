// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/experiment.h"

namespace cg::session {

std::string_view nameOf(StartKind kind)
{
    return kind == StartKind::Sealed ? "sealed" : "known";
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
