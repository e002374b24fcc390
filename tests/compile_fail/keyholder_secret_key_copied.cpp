// SPDX-License-Identifier: GPL-3.0-or-later
// There is one secret key, and it can only be moved.
// expect: use of deleted function|call to (implicitly-)?deleted (copy )?constructor
#define CG_SECRET_SIDE
#include "keyholder/secret_key.h"

#include <utility>

cg::keyholder::SecretKey handedOn(cg::keyholder::SecretKey& key)
{
#ifdef CG_MISUSE
    return key;
#else
    return std::move(key);
#endif
}
