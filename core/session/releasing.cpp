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

base::Result<trust::Disclosed<trust::Release>>
releasePredictions(const SessionRecord& record, const std::vector<double>& inputs, trust::KeyHolder& holder)
{
    trust::ReleaseRequest request;
    if (record.seed && !record.isFromElsewhere) {
        request.start.known = startSeed(*record.seed);
    } else if (record.startLabel) {
        request.start.label = *record.startLabel;
    } else {
        return base::Error{base::ErrorCode::Unsupported,
                           "the key holder cannot repeat this training, because it does not know the start, and "
                           "releases nothing that it has not computed itself; open it for yourself instead"};
    }
    request.plan = planBytes(record);
    request.shuffleSeed = shuffleSeedOf(record, record.trainerSeed.value_or(base::Seed{}));
    request.steps = record.steps;
    request.inputs = inputs;
    return holder.release(request);
}

} // namespace cg::session
