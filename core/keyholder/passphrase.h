#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/result.h"
#include "base/secure_memory.h"
#include "trust/key_holder.h"

#include <string>

namespace cg::keyholder {

inline constexpr std::size_t kMaxPassphraseBytes = 4096;

/// Whether a passphrase is asked once, to open a key, or twice, to make one or to put a new one in the place of
/// another.
enum class PassphraseUse { Unlock, Create, Replace };

/// Reads a passphrase into guarded memory, from the file that `source` names (one trailing newline is not part of it)
/// or from the controlling terminal, without echo. `keyFile` is named in the question.
/// NoKey without a terminal; FileMissing, FileUnreadable; Cancelled by Ctrl-C at the question; InvalidArgument for a
/// passphrase of more than kMaxPassphraseBytes, and unless unlocking, for an empty one or two that differ.
[[nodiscard]] base::Result<base::SecureBuffer> readPassphrase(const trust::PassphraseSource& source, PassphraseUse use,
                                                              const std::string& keyFile);

} // namespace cg::keyholder
