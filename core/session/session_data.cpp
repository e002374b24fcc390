// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_data.h"

#include "he/vhe/params.h"
#include "session/scheme_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error misfit(std::string reason)
{
    return {ErrorCode::InvalidArgument, std::move(reason)};
}

Result<void> checkColumns(const model::NetworkSpec& network, const data::Dataset& data, const std::string& subject)
{
    if (data.inputCount != network.inputs || data.targetCount != network.outputs()) {
        return misfit(subject + " has " + std::to_string(data.inputCount) + " inputs and " +
                      std::to_string(data.targetCount) + " targets a row, and the network of the session takes " +
                      std::to_string(network.inputs) + " and " + std::to_string(network.outputs()));
    }
    return {};
}

/// Under CKKS the levels say so (checkStepFits).
Result<void> checkNumbers(const SessionRecord& record, const data::Dataset& data, const std::string& subject)
{
    const double largest = he::vhe::Params::standard().largestMessage();
    const auto isTooLarge = [largest](double number) { return std::abs(number) > largest; };
    if (record.spec.scheme == base::SchemeId::Vhe &&
        (std::ranges::any_of(data.inputs, isTooLarge) || std::ranges::any_of(data.targets, isTooLarge))) {
        return misfit(subject + " has numbers beyond ±" + std::to_string(static_cast<long long>(largest)) +
                      ", which VHE does not encrypt; scale the columns");
    }
    return {};
}

} // namespace

data::Dataset standInFor(const model::NetworkSpec& network, std::size_t rows)
{
    CG_EXPECTS(rows >= 1 && rows <= data::kMaxRows);
    data::Dataset data{"left out", network.inputs, network.outputs(), {}, {}};
    data.inputs.assign(rows * data.inputCount, 1.0);
    data.targets.assign(rows * data.targetCount, 1.0);
    return data;
}

void leaveOutData(SessionRecord& record)
{
    train::TrainingPlan& plan = record.spec.plan;
    plan.data = standInFor(plan.network, plan.rowsPerStep());
    plan.batchSize = 0;
    record.lacksData = true;
}

Result<void> checkHasData(const SessionRecord& record)
{
    if (record.lacksData) {
        return Error{ErrorCode::InvalidArgument,
                     "the session holds no data: whoever trains it gives his own, with train --from and --data"};
    }
    return {};
}

Result<void> giveData(SessionRecord& record, data::Dataset data, std::optional<std::size_t> batch,
                      const std::string& subject)
{
    ExperimentSpec spec = record.spec;
    const std::size_t before = spec.plan.rowsPerStep();
    CG_CHECK(data.check());
    CG_CHECK(checkColumns(spec.plan.network, data, subject));
    CG_CHECK(checkNumbers(record, data, subject));
    const std::size_t rows = data.rows();
    spec.plan.data = std::move(data);
    spec.plan.batchSize = batch.value_or(rows > before ? before : 0);
    CG_CHECK(spec.plan.check());
    if (packingOf(spec).grid != packingOf(record.spec).grid) {
        return misfit("the network is packed for " + std::to_string(before) + " rows a step, and " + subject +
                      " with " + std::to_string(spec.plan.rowsPerStep()) +
                      " a step would need it packed otherwise, and other evaluation keys; give at least " +
                      std::to_string(before) + " rows, or have it handed over again to a key that was exported with " +
                      subject);
    }
    if (spec.ring) {
        CG_CHECK(checkStepFits(spec.plan, *spec.ring));
    }
    record.spec = std::move(spec);
    record.lacksData = false;
    if (record.start == StartKind::Sealed || record.steps > 0) {
        record.isFromElsewhere = true;
        record.startLabel.reset();
    }
    if (record.trainerSeed && !record.demoKey) {
        record.trainerSeed = base::SystemRandom().seed(); // no address of the old one is used for other data
    }
    return {};
}

} // namespace cg::session
