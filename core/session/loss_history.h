#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::session {

/// The loss ciphertexts of a run, in their byte form: one a step up to `kCapacity` of them, then every second, fourth,
/// … step, so that memory and file stay bounded.
///
/// Invariant: entry i belongs to step i · stride(); all entries have the same size; there are at most kCapacity.
class LossHistory {
public:
    static constexpr std::size_t kCapacity = 20'000;

    /// The loss before update `step`; steps come in order, 0 first.
    void append(std::uint64_t step, base::ByteView ciphertext);

    [[nodiscard]] std::size_t size() const { return m_entryBytes == 0 ? 0 : m_bytes.size() / m_entryBytes; }
    [[nodiscard]] std::uint64_t stride() const { return m_stride; }
    [[nodiscard]] std::uint64_t stepOf(std::size_t i) const { return i * m_stride; }
    /// How many losses a run of `steps` steps keeps at this stride.
    [[nodiscard]] std::uint64_t sizeAfter(std::uint64_t steps) const
    {
        return steps / m_stride + (steps % m_stride == 0 ? 0 : 1);
    }
    [[nodiscard]] base::ByteView ciphertext(std::size_t i) const;
    /// Of the entries of step `first` and later at most `atMost`, spread evenly: the first and the last one are among
    /// them, or the last where there is room for one.
    [[nodiscard]] std::vector<std::size_t> spread(std::uint64_t first, std::size_t atMost) const;
    /// The same over the numbers from `begin` up to below `end`.
    [[nodiscard]] static std::vector<std::size_t> spreadOver(std::size_t begin, std::size_t end, std::size_t atMost);

    void encode(base::ByteWriter& writer) const;
    [[nodiscard]] static base::Result<LossHistory> decode(base::ByteReader& reader);

private:
    base::Bytes m_bytes;
    std::size_t m_entryBytes = 0;
    std::uint64_t m_stride = 1;
};

} // namespace cg::session
