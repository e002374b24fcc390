// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/packed_losses.h"

#include <utility>

namespace cg::session {

namespace {

constexpr std::size_t kMaxPacks = std::size_t{1} << 20;
constexpr std::size_t kMaxPending = 64;
constexpr std::size_t kMaxBytes = std::size_t{1} << 24;
constexpr std::uint32_t kMaxCount = std::uint32_t{1} << 20;

} // namespace

std::uint64_t PackedLosses::size() const
{
    std::uint64_t losses = pending.size();
    for (const train::LossPack& pack : packs) {
        losses += pack.count;
    }
    return losses;
}

void PackedLosses::encode(base::ByteWriter& writer) const
{
    writer.u32(static_cast<std::uint32_t>(packs.size()));
    for (const train::LossPack& pack : packs) {
        writer.u32(pack.count);
        writer.blob(pack.ciphertext);
    }
    writer.u32(static_cast<std::uint32_t>(pending.size()));
    for (const base::Bytes& loss : pending) {
        writer.blob(loss);
    }
}

base::Result<PackedLosses> PackedLosses::decode(base::ByteReader& reader)
{
    PackedLosses losses;
    CG_TRY(const std::size_t packs, reader.count(kMaxPacks, 2 * sizeof(std::uint32_t)));
    for (std::size_t i = 0; i < packs; ++i) {
        train::LossPack pack;
        CG_TRY(pack.count, reader.u32());
        CG_TRY(const base::ByteView bytes, reader.blob(kMaxBytes));
        if (pack.count == 0 || pack.count > kMaxCount) {
            return reader.damaged("a pack of " + std::to_string(pack.count) + " losses");
        }
        pack.ciphertext.assign(bytes.begin(), bytes.end());
        losses.packs.push_back(std::move(pack));
    }
    CG_TRY(const std::size_t pending, reader.count(kMaxPending, sizeof(std::uint32_t)));
    for (std::size_t i = 0; i < pending; ++i) {
        CG_TRY(const base::ByteView bytes, reader.blob(kMaxBytes));
        losses.pending.emplace_back(bytes.begin(), bytes.end());
    }
    return losses;
}

} // namespace cg::session
