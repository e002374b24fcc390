// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/loss_history.h"

#include <algorithm>
#include <bit>

namespace cg::session {

namespace {

constexpr std::size_t kMaxEntryBytes = std::size_t{1} << 20;
constexpr std::uint64_t kMaxStride = std::uint64_t{1} << 40;

} // namespace

void LossHistory::append(std::uint64_t step, base::ByteView ciphertext)
{
    CG_EXPECTS(!ciphertext.empty() && (m_bytes.empty() || ciphertext.size() == m_entryBytes));
    m_entryBytes = ciphertext.size();
    if (step % m_stride != 0) {
        return;
    }
    if (size() == kCapacity) {
        // Keep every second entry: entry 2i becomes entry i.
        for (std::size_t i = 1; 2 * i < kCapacity; ++i) {
            std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(2 * i * m_entryBytes), m_entryBytes,
                        m_bytes.begin() + static_cast<std::ptrdiff_t>(i * m_entryBytes));
        }
        m_bytes.resize(kCapacity / 2 * m_entryBytes);
        m_stride *= 2;
        if (step % m_stride != 0) {
            return;
        }
    }
    CG_EXPECTS(step == size() * m_stride);
    m_bytes.insert(m_bytes.end(), ciphertext.begin(), ciphertext.end());
}

base::ByteView LossHistory::ciphertext(std::size_t i) const
{
    CG_EXPECTS(i < size());
    return base::ByteView(m_bytes).subspan(i * m_entryBytes, m_entryBytes);
}

std::vector<std::size_t> LossHistory::spread(std::uint64_t first, std::size_t atMost) const
{
    return spreadOver(static_cast<std::size_t>(std::min<std::uint64_t>(sizeAfter(first), size())), size(), atMost);
}

std::vector<std::size_t> LossHistory::spreadOver(std::size_t begin, std::size_t end, std::size_t atMost)
{
    const std::size_t available = end - begin;
    const std::size_t wanted = std::min(available, atMost);
    std::vector<std::size_t> entries;
    entries.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        entries.push_back(wanted == 1 ? end - 1 : begin + i * (available - 1) / (wanted - 1));
    }
    return entries;
}

void LossHistory::encode(base::ByteWriter& writer) const
{
    writer.u64(m_stride);
    writer.u32(static_cast<std::uint32_t>(m_entryBytes));
    writer.u32(static_cast<std::uint32_t>(size()));
    writer.raw(m_bytes);
}

base::Result<LossHistory> LossHistory::decode(base::ByteReader& reader)
{
    LossHistory history;
    CG_TRY(history.m_stride, reader.u64());
    CG_TRY(const std::uint32_t entryBytes, reader.u32());
    if (!std::has_single_bit(history.m_stride) || history.m_stride > kMaxStride || entryBytes > kMaxEntryBytes) {
        return reader.damaged("a loss history that cannot be");
    }
    history.m_entryBytes = entryBytes;
    CG_TRY(const std::size_t count, reader.count(kCapacity, entryBytes));
    if (count != 0 && entryBytes == 0) {
        return reader.damaged("losses without bytes");
    }
    CG_TRY(const base::ByteView bytes, reader.raw(count * entryBytes));
    history.m_bytes.assign(bytes.begin(), bytes.end());
    return history;
}

} // namespace cg::session
