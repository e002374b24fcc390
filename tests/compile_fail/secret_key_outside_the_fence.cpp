// SPDX-License-Identifier: GPL-3.0-or-later
// Only a target of the secret side, which defines CG_SECRET_SIDE, can include a header of the key holder.
// expect: error: .*is the secret side
#ifndef CG_MISUSE
#define CG_SECRET_SIDE
#endif
#include "keyholder/secret_key.h"
