#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Read by moc before each test. moc 6.4 stumbles over a test whose first standard header is <compare> or <array> of
// libstdc++ 12, because only other headers define the macros used there.
#include <cstddef>
