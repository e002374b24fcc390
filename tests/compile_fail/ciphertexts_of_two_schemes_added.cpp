// SPDX-License-Identifier: GPL-3.0-or-later
// The ciphertexts of two schemes are two types: they meet in no operation.
// expect: cannot convert|no matching function|could not convert|no viable conversion|no known conversion
#include "he/plain/backend.h"
#include "he/vhe/backend.h"

using PlainCiphertext = cg::he::plain::Backend::Ciphertext;
using VheCiphertext = cg::he::vhe::Backend::Ciphertext;

bool isAdded(cg::he::vhe::Backend& backend, const VheCiphertext& first, [[maybe_unused]] const PlainCiphertext& foreign)
{
#ifdef CG_MISUSE
    return backend.add(first, foreign).hasValue();
#else
    return backend.add(first, first).hasValue();
#endif
}
