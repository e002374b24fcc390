// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/releasing.h"

#include "session/scheme_run.h"

namespace cg::session {

namespace {

base::Bytes planBytes(const SessionRecord& record)
{
    base::ByteWriter writer;
    train::encode(record.spec.plan, writer);
    return std::move(writer).take();
}

} // namespace

base::Result<trust::ReleaseOutlook> foretellRelease(const SessionRecord& record, trust::KeyHolder& holder)
{
    return holder.foretellRelease(planBytes(record), record.steps);
}

std::optional<trust::TrainingRun> repeatableRun(const SessionRecord& record, const base::Seed& trainerSeed)
{
    trust::TrainingRun run;
    if (record.seed && !record.isFromElsewhere) {
        run.start.known = startSeed(*record.seed);
    } else if (record.startLabel) {
        run.start.label = *record.startLabel;
    } else {
        return std::nullopt;
    }
    run.plan = planBytes(record);
    run.shuffleSeed = shuffleSeedOf(record, trainerSeed);
    run.steps = record.steps;
    return run;
}

base::Result<trust::Disclosed<trust::Release>>
releasePredictions(const SessionRecord& record, const std::vector<double>& inputs, trust::KeyHolder& holder)
{
    std::optional<trust::TrainingRun> run = repeatableRun(record, record.trainerSeed.value_or(base::Seed{}));
    if (!run) {
        return base::Error{base::ErrorCode::Unsupported,
                           "the key holder cannot repeat this training, because it does not know the start, and "
                           "releases nothing that it has not computed itself; open it for yourself instead"};
    }
    return holder.release({std::move(run->plan), run->start, run->shuffleSeed, run->steps, inputs});
}

} // namespace cg::session
