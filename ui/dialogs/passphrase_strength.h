#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <QString>

namespace cg::ui {

/// How many bits a passphrase that a person made up is worth at a guess: 4 for the first character, 2 each for the next
/// seven, 1.5 up to the twentieth, 1 beyond, 6 more for capitals together with other than letters (NIST SP 800-63-1,
/// appendix A). A character that repeats the one before, or follows it in the alphabet, counts for nothing. Cautious: a
/// passphrase that a machine drew is worth more.
[[nodiscard]] double passphraseBits(base::ByteView utf8);

/// "very weak", "weak", "fair" or "strong", with what that means in a sentence; empty for an empty passphrase.
[[nodiscard]] QString strengthText(base::ByteView utf8);

} // namespace cg::ui
