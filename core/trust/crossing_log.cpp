// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"

#include <algorithm>
#include <utility>

namespace cg::trust {

namespace {

/// Makes room for one row: the second oldest row that has an older one of its kind goes into that one.
void mergeOldest(std::vector<Crossing>& rows)
{
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
        const auto first = std::ranges::find(rows, row->kind, &Crossing::kind);
        if (first != row) {
            merge(*first, *row);
            first->what = "earlier";
            rows.erase(row);
            return;
        }
    }
}

} // namespace

void merge(Crossing& into, const Crossing& other)
{
    into.when = std::max(into.when, other.when);
    into.times += other.times;
    into.items += other.items;
    into.bytes += other.bytes;
    into.bits += other.bits;
}

CrossingTotals totalsOf(const std::vector<Crossing>& crossings)
{
    CrossingTotals totals;
    for (const Crossing& crossing : crossings) {
        switch (crossing.kind) {
        case CrossingKind::Ciphertexts:
        case CrossingKind::SealedCiphertexts:
            totals.ciphertexts += crossing.items;
            break;
        case CrossingKind::PublicKeys:
            totals.publicKeys += crossing.items;
            break;
        case CrossingKind::Message:
            totals.messages += crossing.items;
            break;
        }
        totals.bits += crossing.bits;
    }
    return totals;
}

void CrossingLog::add(Crossing crossing)
{
    const std::lock_guard lock(m_mutex);
    ++m_version;
    if (!m_rows.empty() && m_rows.back().kind == crossing.kind && m_rows.back().what == crossing.what) {
        merge(m_rows.back(), crossing);
        return;
    }
    if (m_rows.size() == kMostRows) {
        mergeOldest(m_rows);
    }
    m_rows.push_back(std::move(crossing));
}

void CrossingLog::beginWith(std::vector<Crossing> rows)
{
    const std::lock_guard lock(m_mutex);
    ++m_version;
    m_rows = std::move(rows);
}

std::vector<Crossing> CrossingLog::rows() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows;
}

std::uint64_t CrossingLog::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_version;
}

} // namespace cg::trust
