// SPDX-License-Identifier: GPL-3.0-or-later
// A logarithm and a magnitude cannot be added by mistake.
// expect: no match for .operator\+|invalid operands to binary expression
#include "base/log2.h"

cg::base::Log2 sum(cg::base::Log2 noise, double more)
{
#ifdef CG_MISUSE
    return noise + more;
#else
    return noise + cg::base::Log2::ofMagnitude(more);
#endif
}
