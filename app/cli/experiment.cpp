// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/experiment.h"

#include "data/csv_reader.h"
#include "model/presets.h"

#include <array>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// The hidden layers as asked for: what is not given is as in the preset's first one.
void shapeHiddenLayers(const ExperimentOptions& options, model::NetworkSpec& network)
{
    model::LayerSpec hidden = network.layers.front();
    const model::LayerSpec output = network.layers.back();
    if (options.activation) {
        hidden.activation = *options.activation;
        for (std::size_t l = 0; l + 1 < network.layers.size(); ++l) {
            network.layers[l].activation = *options.activation;
        }
    }
    if (options.hidden) {
        network.layers.clear();
        for (const std::size_t units : *options.hidden) {
            hidden.units = units;
            network.layers.push_back(hidden);
        }
        network.layers.push_back(output);
    }
}

Result<void> useTable(const std::string& path, train::TrainingPlan& plan)
{
    constexpr std::size_t kTargets = 1;
    CG_TRY(plan.data, data::readCsv(path, kTargets));
    plan.network.inputs = plan.data.inputCount;
    plan.network.layers.back().units = kTargets;
    return {};
}

} // namespace

base::SchemeId schemeOf(const ExperimentOptions& options)
{
    return options.scheme.value_or(base::SchemeId::Vhe);
}

Result<Experiment> makeExperiment(const ExperimentOptions& options, const KeyOptions& key)
{
    CG_TRY(model::Preset preset, model::findPreset(options.preset.value_or("xor")));
    Experiment experiment;
    experiment.steps = preset.steps;
    experiment.spec = session::experimentOf(std::move(preset), schemeOf(options));
    experiment.start.seed = options.seed;
    if (experiment.spec.scheme != base::SchemeId::Plain) {
        experiment.start.demoNumber = key.demoNumber;
    }
    train::TrainingPlan& plan = experiment.spec.plan;
    plan.optimizer = {options.rate.value_or(plan.optimizer.rate), options.momentum.value_or(plan.optimizer.momentum)};
    plan.batchSize = options.batch.value_or(plan.batchSize);
    shapeHiddenLayers(options, plan.network);
    if (options.data) {
        CG_CHECK(useTable(*options.data, plan));
    }
    CG_CHECK(plan.check());
    CG_CHECK(checkSecurity(options.security, experiment.spec.scheme));
    CG_CHECK(checkSet(options.set, options.security, experiment.spec.scheme));
    if (options.set) {
        CG_TRY(experiment.spec.ring, session::ringNamed(plan, *options.set));
    } else if (experiment.spec.scheme == base::SchemeId::Ckks) {
        CG_TRY(experiment.spec.ring, session::ringFor(plan, options.security.value_or(kUsualSecurity)));
    }
    return experiment;
}

Result<void> checkSet(const std::optional<std::string>& set, const std::optional<int>& security, base::SchemeId scheme)
{
    if (set && scheme != base::SchemeId::Ckks) {
        return Error{ErrorCode::InvalidArgument,
                     "--set needs --scheme ckks; " + std::string(base::nameOf(scheme)) + " has no parameter sets"};
    }
    if (set && security) {
        return Error{ErrorCode::InvalidArgument,
                     "--set and --security cannot be used together: a set determines its security"};
    }
    return {};
}

Result<void> checkSecurity(const std::optional<int>& security, base::SchemeId scheme)
{
    if (security && scheme != base::SchemeId::Ckks) {
        return Error{ErrorCode::InvalidArgument,
                     "--security needs --scheme ckks; " + std::string(base::nameOf(scheme)) + " has no choice of it"};
    }
    return {};
}

Result<void> checkBesideFrom(const ExperimentOptions& options, OwnData data)
{
    const bool hasOwnData = data == OwnData::Allowed && options.data;
    const std::array<std::pair<bool, std::string_view>, 10> given{{{options.set.has_value(), "--set"},
                                                                   {options.preset.has_value(), "--preset"},
                                                                   {options.security.has_value(), "--security"},
                                                                   {options.seed.has_value(), "--seed"},
                                                                   {options.data && !hasOwnData, "--data"},
                                                                   {options.rate.has_value(), "--rate"},
                                                                   {options.momentum.has_value(), "--momentum"},
                                                                   {options.batch && !hasOwnData, "--batch"},
                                                                   {options.hidden.has_value(), "--hidden"},
                                                                   {options.activation.has_value(), "--activation"}}};
    for (const auto& [isGiven, name] : given) {
        if (isGiven) {
            return Error{ErrorCode::InvalidArgument,
                         std::string(name) + " cannot be used with --from: the session file determines the run"};
        }
    }
    return {};
}

Result<void> checkScheme(const std::optional<base::SchemeId>& asked, base::SchemeId ofFile)
{
    if (asked && *asked != ofFile) {
        return Error{ErrorCode::InvalidArgument, "the session file is of scheme " + std::string(base::nameOf(ofFile)) +
                                                     ", not " + std::string(base::nameOf(*asked))};
    }
    return {};
}

Result<std::uint64_t> presetSteps(const session::ExperimentSpec& spec)
{
    const auto preset = model::findPreset(spec.preset);
    if (!preset) {
        return Error{ErrorCode::InvalidArgument,
                     "this version does not know the session's preset, so --steps must be given"};
    }
    return preset->steps;
}

} // namespace cg::cli
