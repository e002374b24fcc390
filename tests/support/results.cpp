// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/results.h"

#include <algorithm>
#include <string>

namespace cg::base {

char* toString(const std::optional<ErrorCode>& code)
{
    const std::string text = code ? "ErrorCode " + std::to_string(static_cast<int>(*code)) : "success";
    // QtTest releases it with delete[].
    char* copy = new char[text.size() + 1];
    std::copy_n(text.c_str(), text.size() + 1, copy);
    return copy;
}

} // namespace cg::base
