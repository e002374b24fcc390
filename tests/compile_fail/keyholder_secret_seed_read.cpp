// SPDX-License-Identifier: GPL-3.0-or-later
// Only the vault sees the bytes of a master seed; everybody else gets streams made from them.
// expect: is private within this context|is a private member of
#define CG_SECRET_SIDE
#include "keyholder/secret_key.h"

std::uint8_t firstByte(const cg::keyholder::SecretSeed& seed)
{
#ifdef CG_MISUSE
    return seed.m_bytes.bytes()[0];
#else
    return static_cast<std::uint8_t>(seed.stream({cg::base::Purpose::SecretKey}).below(256));
#endif
}
