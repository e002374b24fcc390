// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/opened_values.h"

#include <optional>

namespace cg::ui {

void thin(std::vector<LossPoint>& losses, std::size_t parts)
{
    if (losses.empty()) {
        return;
    }
    const LossPoint last = losses.back();
    const std::uint64_t width = last.step / parts + 1;
    std::optional<std::uint64_t> part;
    std::erase_if(losses, [&](const LossPoint& point) {
        const bool isFirst = part != point.step / width;
        part = point.step / width;
        return !isFirst && point.step != last.step;
    });
}

} // namespace cg::ui
