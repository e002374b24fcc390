// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/quote.h"

#include <algorithm>
#include <array>

namespace cg::data {

namespace {

unsigned byteAt(std::string_view text, std::size_t position)
{
    return static_cast<unsigned char>(text[position]);
}

/// The number of bytes that a UTF-8 sequence with this first byte has; 0 where none begins with it.
std::size_t sequenceLength(unsigned first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    if (first < 0xe0) {
        return 2;
    }
    return first < 0xf0 ? 3 : 4;
}

/// False for control characters (C0, C1, and those that change the direction of what follows), surrogates, what lies
/// beyond Unicode, and the backslash, with which escapes begin.
bool isShownAsItIs(unsigned code)
{
    const auto within = [code](unsigned first, unsigned last) { return code >= first && code <= last; };
    return code >= 0x20 && !within(0x7f, 0x9f) && !within(0x202a, 0x202e) && !within(0x2066, 0x2069) &&
           !within(0xd800, 0xdfff) && code <= 0x10ffff && code != '\\';
}

/// The number of bytes of the character at the start of `text` if it can be shown as it is, otherwise 0. Requires a
/// text that is not empty.
std::size_t printableLength(std::string_view text)
{
    constexpr std::array<unsigned, 5> kSmallest{0, 0, 0x80, 0x800, 0x1'0000}; // what is below is an overlong form
    const std::size_t length = sequenceLength(byteAt(text, 0));
    if (length == 0 || length > text.size()) {
        return 0;
    }
    unsigned code = length == 1 ? byteAt(text, 0) : byteAt(text, 0) & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(text, i) & 0xc0U) != 0x80) {
            return 0;
        }
        code = code << 6U | (byteAt(text, i) & 0x3fU);
    }
    return code >= kSmallest[length] && isShownAsItIs(code) ? length : 0;
}

} // namespace

std::string shown(std::string_view text, std::size_t maxCharacters)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string result;
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == maxCharacters) {
            return result + "…";
        }
        const std::size_t length = printableLength(text);
        if (length == 0) {
            const unsigned byte = byteAt(text, 0);
            result.append("\\x").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 0xfU]);
        } else {
            result.append(text.substr(0, length));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

} // namespace cg::data
