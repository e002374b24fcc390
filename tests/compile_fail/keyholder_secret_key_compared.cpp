// SPDX-License-Identifier: GPL-3.0-or-later
// Secret keys are not compared: key sets are told apart by the id of the public key.
// expect: no match for .operator==|invalid operands to binary expression
#define CG_SECRET_SIDE
#include "keyholder/secret_key.h"

bool haveEqualSizes(const cg::keyholder::SecretKey& first, const cg::keyholder::SecretKey& second)
{
#ifdef CG_MISUSE
    return first == second;
#else
    return first.columns().size() == second.columns().size();
#endif
}
