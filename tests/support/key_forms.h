#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "the secret side: only tests may include it that search for what must not leave it"
#endif
#include "support/memory_search.h"

#include <string>
#include <string_view>

namespace cg::testing {

/// What a key file protects, in every form that the vault or the key holder gives it: the master seed and the key that
/// the passphrase opens it with, raw and as hexadecimal digits; the entries of the secret key as bytes, integers and
/// doubles, and under CKKS their values modulo each prime. Names begin with "seed", "file key" or "secret key".
/// Takes the time of Argon2id twice. Requires a key file that the passphrase opens.
[[nodiscard]] std::vector<Needle> keyForms(const std::string& keyFile, std::string_view passphrase);

/// The whole passphrase and its halves, as text. Names begin with "passphrase".
[[nodiscard]] std::vector<Needle> passphraseForms(std::string_view passphrase);

} // namespace cg::testing
