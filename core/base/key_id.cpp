// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"

namespace cg::base {

std::string KeyId::text() const
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

} // namespace cg::base
