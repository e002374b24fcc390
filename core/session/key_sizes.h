#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/experiment.h"

#include <cstddef>

namespace cg::session {

/// What the trainer computes with besides the public key; all noughts under plain.
struct KeySizes {
    std::size_t evaluationKeys = 0;
    std::size_t memoryBytes = 0; ///< of all of them and the public key

    friend bool operator==(const KeySizes&, const KeySizes&) = default;
};

/// The sizes of the keys that an experiment under CKKS needs, before they are made. The errors of `ringOf`.
[[nodiscard]] base::Result<KeySizes> expectedKeySizes(const ExperimentSpec& spec);

} // namespace cg::session
