// SPDX-License-Identifier: GPL-3.0-or-later
// Neither can the verdict of an operation without a value.
// expect: nodiscard|ignoring return(ed)? value
#include "base/result.h"

cg::base::Result<void> save();

bool run()
{
#ifdef CG_MISUSE
    save();
    return true;
#else
    return save().hasValue();
#endif
}
