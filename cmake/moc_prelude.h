#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Read by moc before each source. moc 6.4 stumbles over one whose first standard header is <compare>, <array> or <concepts> of
// libstdc++ 12, because only other headers define the macros used there.
#include <cstddef>
