#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

namespace cg::testing {

/// A few changes of the kind that a fuzzer makes: other bits, other bytes, bytes taken out or put in.
inline void mutate(base::Bytes& bytes, base::RandomSource& random)
{
    const std::uint64_t changes = 1 + random.below(4);
    for (std::uint64_t i = 0; i < changes && !bytes.empty(); ++i) {
        const auto at = static_cast<std::ptrdiff_t>(random.below(bytes.size()));
        const auto byte = static_cast<std::uint8_t>(random.below(256));
        switch (random.below(4)) {
        case 0:
            bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << (byte & 7));
            break;
        case 1:
            bytes[static_cast<std::size_t>(at)] = byte;
            break;
        case 2:
            bytes.erase(bytes.begin() + at);
            break;
        default:
            bytes.insert(bytes.begin() + at, byte);
        }
    }
}

} // namespace cg::testing
