#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "data/dataset.h"
#include "model/network_spec.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cg::model {

/// A complete training run that is known to work: measured in the clear over many starts (tests/unit/presets_test.cpp).
struct Preset {
    std::string name;   ///< what `findPreset` knows it by
    std::string title;  ///< a few words for a list
    std::string lesson; ///< what it teaches, one or two sentences
    NetworkSpec network;
    double rate = 0.3;
    double momentum = 0.0;
    std::size_t batchSize = 0; ///< 0: all rows in each step
    std::uint64_t steps = 0;
    data::Dataset data;
    data::Dataset heldOut; ///< rows of the same kind that no step sees; none for truth tables
};

/// The names, in the order in which to show them.
[[nodiscard]] std::vector<std::string> presetNames();
/// InvalidArgument, naming the presets there are, if there is none of this name.
[[nodiscard]] base::Result<Preset> findPreset(std::string_view name);

} // namespace cg::model
