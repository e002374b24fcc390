// SPDX-License-Identifier: GPL-3.0-or-later
// A Log2 does not turn into a double without saying whether its bits or its magnitude is meant.
// expect: cannot convert|no viable conversion
#include "base/log2.h"

double reported(cg::base::Log2 noise)
{
#ifdef CG_MISUSE
    return noise;
#else
    return noise.bits();
#endif
}
