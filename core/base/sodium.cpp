// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sodium.h"

#include "base/contract.h"

#include <sodium.h>

namespace cg::base {

void initSodium()
{
    static const int state = sodium_init();
    CG_ENSURES(state >= 0);
}

} // namespace cg::base
