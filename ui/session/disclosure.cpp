// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/disclosure.h"

namespace cg::ui {

int bitsOf(Precision precision)
{
    constexpr int kTwoDigitBits = 7; // 100 values
    constexpr int kFullBits = 16;
    switch (precision) {
    case Precision::ClassOnly:
        return 1;
    case Precision::TwoDigits:
        return kTwoDigitBits;
    case Precision::Everything:
        return kFullBits;
    }
    return kFullBits;
}

} // namespace cg::ui
