#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::noise {

/// One operation as the trainer saw it.
struct LedgerEntry {
    he::OpKind kind{};
    std::array<std::uint32_t, 2> operands{}; ///< ids of the first two ciphertexts that went in; 0: none
    std::uint32_t operandCount = 0;          ///< how many went in (a sum of products has 2 a product)
    std::uint32_t result = 0;                ///< id of the ciphertext that came out
    he::NoiseEstimate before;                ///< the largest of the operands
    he::NoiseEstimate after;
    int level = 0;
    std::chrono::nanoseconds time{};
    std::size_t bytes = 0; ///< of the result
};

/// Products, or operands of an operation that multiplies no ciphertexts: what its cost grows with.
[[nodiscard]] std::size_t termsOf(const LedgerEntry& entry);

/// The larger of both, bound by bound.
[[nodiscard]] he::NoiseEstimate largest(const he::NoiseEstimate& a, const he::NoiseEstimate& b);

/// Sums over all operations of one kind since the beginning.
struct KindTotal {
    std::uint64_t count = 0;
    std::chrono::nanoseconds time{};
};

/// The record of every operation: the entries of the current step in full, totals by kind for the whole run, so that
/// memory stays bounded.
///
/// Ids name ciphertexts within one step: 1, 2, … in the order in which they appear, the network's first (they are
/// declared as the references of the step). Prepared operands live longer than a step; theirs count on from
/// kFirstPreparedId for the whole run.
class NoiseLedger {
public:
    static constexpr std::uint32_t kFirstPreparedId = std::uint32_t{1} << 31;

    /// Drops the entries (not the totals) and starts numbering ciphertexts anew.
    void beginStep();
    void record(const LedgerEntry& entry);
    [[nodiscard]] std::uint32_t nextId() { return ++m_lastId; }
    [[nodiscard]] std::uint32_t nextPreparedId();

    [[nodiscard]] const std::vector<LedgerEntry>& entries() const { return m_entries; }
    [[nodiscard]] const std::array<KindTotal, he::kOpKinds>& totals() const { return m_totals; }

private:
    std::vector<LedgerEntry> m_entries;
    std::array<KindTotal, he::kOpKinds> m_totals{};
    std::uint32_t m_lastId = 0;
    std::uint32_t m_nextPrepared = kFirstPreparedId;
};

} // namespace cg::noise
