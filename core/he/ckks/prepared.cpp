// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/prepared.h"

#include "he/ckks/encoder.h"

namespace cg::he::ckks {

Prepared::Prepared(std::shared_ptr<const Context> context, std::span<const double> slots)
    : m_context(std::move(context)),
      m_slots(slots.begin(), slots.end()),
      m_range(MessageRange::of(slots)),
      m_encodings(std::make_shared<Encodings>())
{}

base::Result<const math::EvaluationPoly*> Prepared::at(int level) const
{
    const std::scoped_lock lock(m_encodings->mutex);
    auto found = m_encodings->byLevel.find(level);
    if (found == m_encodings->byLevel.end()) {
        CG_TRY(math::EvaluationPoly poly, encode(*m_context, m_slots, level, m_context->params().plainScale(level)));
        found = m_encodings->byLevel.emplace(level, std::move(poly)).first;
    }
    return &found->second;
}

} // namespace cg::he::ckks
