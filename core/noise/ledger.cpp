// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/ledger.h"

#include <algorithm>

namespace cg::noise {

std::size_t termsOf(const LedgerEntry& entry)
{
    const bool isProduct = entry.kind == he::OpKind::Multiply || entry.kind == he::OpKind::MultiplyPlain;
    return isProduct ? entry.operandCount / 2 : entry.operandCount;
}

he::NoiseEstimate largest(const he::NoiseEstimate& a, const he::NoiseEstimate& b)
{
    return {std::max(a.worst, b.worst), std::max(a.typical, b.typical)};
}

void NoiseLedger::beginStep()
{
    m_entries.clear(); // keeps the memory: a step has as many operations as the one before
    m_lastId = 0;
}

void NoiseLedger::record(const LedgerEntry& entry)
{
    m_entries.push_back(entry);
    KindTotal& total = m_totals[static_cast<std::size_t>(entry.kind)];
    ++total.count;
    total.time += entry.time;
}

std::uint32_t NoiseLedger::nextPreparedId()
{
    const std::uint32_t id = m_nextPrepared;
    // After 2^31 of them the numbers repeat: whatever had them was dropped long ago.
    m_nextPrepared = id + 1 == 0 ? kFirstPreparedId : id + 1;
    return id;
}

} // namespace cg::noise
