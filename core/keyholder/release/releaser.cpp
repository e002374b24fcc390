// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/releaser.h"

#include "keyholder/release/flooding.h"
#include "keyholder/release/own_run.h"
#include "keyholder/release/sensitivity.h"
#include "model/forward.h"
#include "train/state.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

double largestInput(const train::TrainingPlan& plan)
{
    double largest = 0.0;
    for (const double input : plan.data.inputs) {
        largest = std::max(largest, std::abs(input));
    }
    return largest;
}

Result<void> checkInputs(const train::TrainingPlan& plan, const std::vector<double>& inputs,
                         const trust::ReleasePolicy& policy)
{
    const std::size_t width = plan.network.inputs;
    if (inputs.empty() || inputs.size() % width != 0) {
        return Error{ErrorCode::InvalidArgument, "a release of " + std::to_string(inputs.size()) +
                                                     " inputs, where the network takes " + std::to_string(width) +
                                                     " a row"};
    }
    const std::size_t numbers = inputs.size() / width * plan.network.outputs();
    if (numbers > policy.numbers) {
        return Error{ErrorCode::InvalidArgument, "a release of " + std::to_string(numbers) +
                                                     " numbers, where the policy of this key allows " +
                                                     std::to_string(policy.numbers) + " at once"};
    }
    const double largest = largestInput(plan);
    if (!std::ranges::all_of(inputs, [&](double input) { return std::abs(input) <= largest; })) {
        return Error{ErrorCode::InvalidArgument, "an input that is larger than all of the data, which reach to ±" +
                                                     std::to_string(largest) +
                                                     "; no bound of the noise is known there"};
    }
    return {};
}

Error nothingLeft(const trust::ReleasePrecision& precision)
{
    const auto whole = [](double bits) { return std::to_string(std::lround(bits)); };
    return {ErrorCode::Refused, "nothing can be released under this key: its parameters give " +
                                    whole(precision.bitsThere) + " bits, of which the policy's flooding takes " +
                                    whole(precision.bitsLost) + " and the network's own amplification " +
                                    whole(precision.amplificationBits) +
                                    "; the set release-16384 has more, and a policy of fewer releases takes less"};
}

/// Everything that the answer depends on.
base::Bytes questionOf(const trust::ReleaseRequest& request, const model::Weights& weights,
                       const trust::ReleasePolicy& policy)
{
    base::ByteWriter writer;
    trust::encode(policy, writer);
    writer.blob(request.plan);
    const auto numbers = [&](const std::vector<double>& values) {
        writer.u64(values.size());
        std::ranges::for_each(values, [&](double value) { writer.f64(value); });
    };
    numbers(request.inputs);
    for (const model::LayerWeights& layer : weights) {
        std::ranges::for_each(layer.weights, numbers);
        numbers(layer.bias);
    }
    return std::move(writer).take();
}

} // namespace

std::uint64_t determiningPredictions(const model::NetworkSpec& spec)
{
    const std::uint64_t most = spec.numbers();
    double degree = 1.0;
    for (const model::LayerSpec& layer : spec.layers) {
        degree *= std::max(layer.activation.degree(), 1);
    }
    double coefficients = 1.0;
    for (std::size_t input = 1; input <= spec.inputs && coefficients < static_cast<double>(most); ++input) {
        coefficients *= (degree + static_cast<double>(input)) / static_cast<double>(input);
    }
    return std::min(most, static_cast<std::uint64_t>(std::min(std::round(coefficients), static_cast<double>(most))));
}

Result<trust::ReleasePrecision> releasePrecision(const HeldKey& key, const train::TrainingPlan& plan,
                                                 std::uint64_t steps, const trust::ReleasePolicy& policy)
{
    CG_TRY(const base::Log2 noise, key.weightNoise(plan, steps));
    const Box box{largestInput(plan), train::DeclaredRanges{}.weight.bound};
    return trust::precisionOf(policy, noise, largestSensitivity(plan.network, box));
}

Result<trust::Release> releaseOf(const HeldKey& key, const trust::ReleaseRequest& request,
                                 const trust::ReleasePolicy& policy)
{
    CG_CHECK(policy.check());
    CG_TRY(const train::TrainingPlan plan, decodedPlan(request.plan));
    CG_CHECK(checkInputs(plan, request.inputs, policy));
    CG_TRY(const trust::ReleasePrecision precision, releasePrecision(key, plan, request.steps, policy));
    if (!precision.isAnythingLeft()) {
        return nothingLeft(precision);
    }
    CG_TRY(model::Weights start, startWeights(plan, request.plan, request.start, key.startKey()));
    CG_TRY(const model::Weights weights, ownRun(plan, std::move(start), request.shuffleSeed, request.steps));
    const model::ForwardPass pass = model::forward(plan.network, weights, request.inputs);
    trust::Release release;
    release.numbers = flooded(pass.outputs(), policy, precision, key.seed(), questionOf(request, weights, policy));
    release.outlook = {policy, true, precision, 0, determiningPredictions(plan.network)};
    return release;
}

} // namespace cg::keyholder
