// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/opened_values.h"

#include "base/secure_memory.h"

#include <type_traits>

namespace cg::ui {

namespace {

template <typename Number>
void wipe(std::vector<Number>& numbers)
{
    static_assert(std::is_trivially_copyable_v<Number>);
    base::wipe({reinterpret_cast<std::uint8_t*>(numbers.data()), numbers.size() * sizeof(Number)});
}

} // namespace

OpenedValues::~OpenedValues()
{
    wipe(losses);
    wipe(measured);
    for (model::LayerWeights& layer : weights) {
        wipe(layer.bias);
        for (std::vector<double>& unit : layer.weights) {
            wipe(unit);
        }
    }
    for (std::vector<double>& layer : preActivations) {
        wipe(layer);
    }
    for (std::vector<DecisionMap>& layer : maps) {
        for (DecisionMap& map : layer) {
            wipe(map.values);
        }
    }
}

} // namespace cg::ui
