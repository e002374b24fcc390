#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace cg::base {

/// Names a key set: the first 16 bytes of the BLAKE2b hash of its public key. All zeros: no key (plain).
struct KeyId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const KeyId&, const KeyId&) = default;
    /// 32 hexadecimal digits.
    [[nodiscard]] std::string text() const;
};

} // namespace cg::base
