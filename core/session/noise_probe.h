#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scheme_run.h"

#include <optional>
#include <vector>

namespace cg::session {

/// What the key holder measures of a run: a view of a session's parts, made where it is needed. The run must be quiet.
class NoiseProbe {
public:
    /// `holder` may be null where only measureStep() is called. `shuffleSeed` is the one that the steps were taken in
    /// the order of.
    NoiseProbe(const SessionRecord& record, SchemeRun& run, const base::Seed& shuffleSeed, trust::KeyHolder* holder)
        : m_record(record), m_run(run), m_shuffleSeed(shuffleSeed), m_holder(holder)
    {}

    /// The largest error of a weight as it was sealed. Requires that it was sealed for this session, and a holder.
    [[nodiscard]] base::Result<base::Log2> measureStart() const;
    /// The largest error of a weight in the last step; nothing if none was done since the run was made. Requires a
    /// holder.
    [[nodiscard]] base::Result<std::optional<base::Log2>> measureLastStep() const;
    /// One step on the side, measured if there is a holder.
    [[nodiscard]] base::Result<std::vector<MeasuredOperation>> measureStep() const;

private:
    [[nodiscard]] base::Result<std::vector<double>> measure(StepTrace trace) const;

    const SessionRecord& m_record;
    SchemeRun& m_run;
    base::Seed m_shuffleSeed;
    trust::KeyHolder* m_holder;
};

} // namespace cg::session
