#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for programs that define CG_SECRET_SIDE and link cg::keyholder.
#include "base/bytes.h"

#include <string>
#include <vector>

namespace cg::testing {

/// A decoder of decoders.h with bytes that it accepts.
struct SampledDecoder {
    std::string name; ///< also that of its folder in the corpus
    bool (*decode)(base::ByteView bytes);
    std::vector<base::Bytes> samples;
};

/// Every decoder of decoders.h.
[[nodiscard]] std::vector<SampledDecoder> sampledDecoders();

} // namespace cg::testing
