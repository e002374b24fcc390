// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/prepared.h"

#include "base/contract.h"
#include "he/ckks/encoder.h"

#include <algorithm>

namespace cg::he::ckks {

Prepared::Prepared(std::shared_ptr<const Context> context, std::span<const double> slots)
    : m_context(std::move(context)),
      m_count(slots.size()),
      m_range(MessageRange::of(slots)),
      m_shared(std::make_shared<Shared>(m_context->pool()->acquire(m_context->params().slotCount())))
{
    CG_EXPECTS(slots.size() <= m_context->params().slotCount());
    std::ranges::copy(slots, m_shared->slots.values().begin());
}

base::Result<const math::EvaluationPoly*> Prepared::at(int level) const
{
    const std::scoped_lock lock(m_shared->mutex);
    auto found = m_shared->byLevel.find(level);
    if (found == m_shared->byLevel.end()) {
        CG_TRY(math::EvaluationPoly poly, encode(*m_context, slots(), level, m_context->params().plainScale(level)));
        found = m_shared->byLevel.emplace(level, std::move(poly)).first;
    }
    return &found->second;
}

} // namespace cg::he::ckks
