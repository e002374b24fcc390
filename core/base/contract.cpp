// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/contract.h"

#include <cstdio>
#include <cstdlib>

namespace cg::base {

void contractViolated(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: broken contract: %s\n", file, line, condition);
    std::abort();
}

} // namespace cg::base
