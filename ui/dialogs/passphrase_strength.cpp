// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/passphrase_strength.h"

#include <QCoreApplication>

#include <cmath>

namespace cg::ui {

namespace {

/// What the character at `place` (from 0) adds.
double bitsAt(std::size_t place)
{
    constexpr std::size_t kFirstGroup = 8;
    constexpr std::size_t kSecondGroup = 20;
    if (place == 0) {
        return 4.0;
    }
    if (place < kFirstGroup) {
        return 2.0;
    }
    return place < kSecondGroup ? 1.5 : 1.0;
}

bool isContinuation(std::uint8_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

bool isLetter(std::uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80U;
}

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::PassphraseStrength", text);
}

} // namespace

double passphraseBits(base::ByteView utf8)
{
    constexpr double kMixture = 6.0;
    double bits = 0.0;
    std::size_t place = 0;
    bool hasCapital = false;
    bool hasOther = false;
    std::uint8_t previous = 0;
    for (const std::uint8_t byte : utf8) {
        if (isContinuation(byte)) {
            continue;
        }
        hasCapital = hasCapital || (byte >= 'A' && byte <= 'Z');
        hasOther = hasOther || !isLetter(byte);
        const int distance = std::abs(static_cast<int>(byte) - static_cast<int>(previous));
        // Beyond ASCII the first byte says nothing about the character.
        if (distance > 1 || byte >= 0x80U) {
            bits += bitsAt(place);
            ++place;
        }
        previous = byte;
    }
    return bits + (hasCapital && hasOther ? kMixture : 0.0);
}

QString strengthText(base::ByteView utf8)
{
    constexpr double kWeak = 20.0;
    constexpr double kFair = 28.0;
    constexpr double kStrong = 42.0;
    if (utf8.empty()) {
        return {};
    }
    const double bits = passphraseBits(utf8);
    if (bits < kWeak) {
        return translated("very weak – a program guesses it at once; use several words");
    }
    if (bits < kFair) {
        return translated("weak – a patient program guesses it; add words");
    }
    return bits < kStrong ? translated("fair – enough for a lecture; add words for more")
                          : translated("strong – as far as length can tell");
}

} // namespace cg::ui
