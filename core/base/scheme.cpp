// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"

#include "base/contract.h"

namespace cg::base {

std::string_view nameOf(SchemeId scheme)
{
    switch (scheme) {
    case SchemeId::Plain:
        return "plain";
    case SchemeId::Vhe:
        return "vhe";
    case SchemeId::Ckks:
        return "ckks";
    }
    contractViolated("a known scheme", __FILE__, __LINE__);
}

std::optional<SchemeId> schemeNamed(std::string_view name)
{
    for (const SchemeId scheme : {SchemeId::Plain, SchemeId::Vhe, SchemeId::Ckks}) {
        if (nameOf(scheme) == name) {
            return scheme;
        }
    }
    return std::nullopt;
}

} // namespace cg::base
