// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets are not compared with ==, which would take a time that depends on them.
// expect: no match for .operator==|invalid operands to binary expression
#include "base/secure_memory.h"

bool isSameSize(const cg::base::SecureBuffer& first, const cg::base::SecureBuffer& second)
{
#ifdef CG_MISUSE
    return first == second;
#else
    return first.size() == second.size();
#endif
}
