// SPDX-License-Identifier: GPL-3.0-or-later
// A double does not turn into a Log2 without saying whether it is a magnitude or its logarithm.
// expect: could not convert|no viable conversion|cannot convert
#include "base/log2.h"

cg::base::Log2 noiseOf(double value)
{
#ifdef CG_MISUSE
    return value;
#else
    return cg::base::Log2::ofBits(value);
#endif
}
