// SPDX-License-Identifier: GPL-3.0-or-later
// A result that may be an error cannot be dropped in silence.
// expect: nodiscard|ignoring return(ed)? value
#include "base/result.h"

cg::base::Result<int> compute();

bool run()
{
#ifdef CG_MISUSE
    compute();
    return true;
#else
    return compute().hasValue();
#endif
}
