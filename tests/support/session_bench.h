#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder. A key holder in the test's own process
// with sessions on it.
#include "keyholder/service.h"
#include "model/presets.h"
#include "session/training_session.h"
#include "support/results.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cg::testing {

/// The experiment of a preset.
[[nodiscard]] inline session::ExperimentSpec experimentOf(const std::string& preset, base::SchemeId scheme)
{
    return session::experimentOf(valueOf(model::findPreset(preset)), scheme);
}

/// Runs `steps` updates and waits for their end.
inline void train(session::TrainingSession& session, std::uint64_t steps)
{
    session.run({steps, std::nullopt});
    while (!session.wait(std::chrono::hours(1))) {
    }
}

/// A key holder with a demo key, and sessions that use it.
class SessionBench {
public:
    explicit SessionBench(std::uint64_t demoNumber = 1)
        : m_key(valueOf(m_holder.createDemoKey(base::SchemeId::Vhe, demoNumber))), m_number(demoNumber)
    {
        CG_ENSURES(m_holder.setAccess(trust::Access::Open).hasValue());
    }

    [[nodiscard]] std::unique_ptr<session::TrainingSession> create(const session::ExperimentSpec& spec,
                                                                   std::optional<std::uint64_t> seed = 5)
    {
        return valueOf(session::TrainingSession::create(spec, {seed, m_number}, &m_holder, m_key));
    }
    [[nodiscard]] std::unique_ptr<session::TrainingSession> restore(session::SessionRecord record)
    {
        return valueOf(session::TrainingSession::restore(std::move(record), &m_holder, m_key));
    }
    [[nodiscard]] keyholder::KeyHolderService& holder() { return m_holder; }
    [[nodiscard]] const trust::KeyDescription& key() const { return m_key; }

private:
    keyholder::KeyHolderService m_holder;
    trust::KeyDescription m_key;
    std::uint64_t m_number;
};

} // namespace cg::testing
