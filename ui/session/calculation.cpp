// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculation.h"

#include "base/secure_memory.h"

namespace cg::ui {

void forgetOpened(std::vector<session::StatementResult>& results)
{
    for (session::StatementResult& result : results) {
        if (result.opened && !result.integers.empty()) {
            base::wipe(
                {reinterpret_cast<std::uint8_t*>(result.opened->data()), result.opened->size() * sizeof(double)});
            result.opened.reset();
            result.measured.reset();
        }
    }
}

Calculation::~Calculation()
{
    if (results) {
        forgetOpened(*results);
    }
}

} // namespace cg::ui
