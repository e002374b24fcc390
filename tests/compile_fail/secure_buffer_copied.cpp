// SPDX-License-Identifier: GPL-3.0-or-later
// A secret is copied by clone() only, where everybody can see it.
// expect: use of deleted function|call to deleted constructor
#include "base/secure_memory.h"

cg::base::SecureBuffer twin(const cg::base::SecureBuffer& secret)
{
#ifdef CG_MISUSE
    return secret;
#else
    return secret.clone();
#endif
}
