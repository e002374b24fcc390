#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "train/refresh.h"

#include <cstdint>
#include <vector>

namespace cg::session {

/// The losses of a run whose key holder packs them: one a step from step 0 on, many to a ciphertext, and those since
/// the last refresh each in its own.
struct PackedLosses {
    std::vector<train::LossPack> packs;
    std::vector<base::Bytes> pending;

    [[nodiscard]] std::uint64_t size() const;
    /// Whether `losses` more go into the last pack.
    [[nodiscard]] bool hasRoomFor(std::size_t losses, std::size_t slotCount) const
    {
        return !packs.empty() && packs.back().count + losses <= slotCount;
    }

    void encode(base::ByteWriter& writer) const;
    [[nodiscard]] static base::Result<PackedLosses> decode(base::ByteReader& reader);
};

} // namespace cg::session
