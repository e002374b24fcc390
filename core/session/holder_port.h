#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/refresh.h"
#include "trust/key_holder.h"

#include <utility>

namespace cg::session {

/// The key holder as the trainer's source of fresh ciphertexts.
class HolderPort final : public train::RefreshPort {
public:
    /// `holder` must outlive the port.
    HolderPort(trust::KeyHolder& holder, const train::TrainingPlan& plan) : m_holder(holder)
    {
        base::ByteWriter writer;
        train::encode(plan, writer);
        m_plan = std::move(writer).take();
    }

    base::Result<train::RefreshAnswer> refresh(const train::RefreshRequest& request) override
    {
        const trust::NetworkRefresh network{request.state, request.losses, request.packed.count,
                                            request.packed.ciphertext};
        CG_TRY(trust::RefreshedNetwork fresh, m_holder.refreshNetwork(m_plan, network));
        return train::RefreshAnswer{std::move(fresh.state), {fresh.packedCount, std::move(fresh.packed)}};
    }

private:
    trust::KeyHolder& m_holder;
    base::Bytes m_plan;
};

} // namespace cg::session
