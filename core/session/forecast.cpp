// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/forecast.h"

#include "he/ckks/noise_model.h"
#include "he/vhe/noise_model.h"
#include "train/forecast.h"
#include "train/refresh.h"

#include <memory>
#include <utility>

namespace cg::session {

namespace {

/// What a scheme's noise model says of a step.
struct ModelledStep {
    train::StepForecast step;
    std::optional<std::uint64_t> stepsBetweenRefreshes;
};

template <he::simulated::NoiseModel Model>
base::Result<ModelledStep> stepUnder(const Model& model, he::CircuitTraits traits, const ExperimentSpec& spec)
{
    const auto plan = std::make_shared<const train::TrainingPlan>(spec.plan);
    const auto packing =
        train::Packing::choose(plan->network, plan->rowsPerStep(), model.slotCount(), train::Packing::gapFor(traits));
    CG_TRY(train::StepForecast step, train::forecastStep(model, spec.scheme, plan, packing));
    if (!traits.levelsAreScarce) {
        return ModelledStep{std::move(step), std::nullopt};
    }
    CG_TRY(const auto steps, train::stepsBetweenRefreshes(model, spec.scheme, plan, packing));
    return ModelledStep{std::move(step), steps};
}

base::Result<ModelledStep> stepOf(const ExperimentSpec& spec)
{
    if (spec.scheme == base::SchemeId::Vhe) {
        return stepUnder(he::vhe::NoiseModel(he::vhe::Params::standard()), {}, spec);
    }
    CG_TRY(const he::ckks::Params ring, ringOf(spec));
    return stepUnder(he::ckks::NoiseModel(ring), he::ckks::NoiseModel::traits(), spec);
}

} // namespace

base::Result<Forecast> forecast(const ExperimentSpec& spec, std::uint64_t steps)
{
    if (spec.scheme == base::SchemeId::Plain) {
        return base::Error{base::ErrorCode::Unsupported, "there is no noise to forecast without encryption; choose a "
                                                         "scheme that encrypts"};
    }
    CG_CHECK(spec.plan.check());
    CG_TRY(const ModelledStep modelled, stepOf(spec));
    const train::StepForecast& step = modelled.step;
    Forecast forecast{step.entries, step.weightNoise, {}, step.cost, modelled.stepsBetweenRefreshes};
    std::uint64_t n = 1;
    while (n < steps && n <= steps / 2) {
        forecast.expected.push_back(step.expectedAfter(n));
        n *= 2;
    }
    forecast.expected.push_back(step.expectedAfter(n));
    if (n < steps) {
        forecast.expected.push_back(step.expectedAfter(steps));
    }
    return forecast;
}

} // namespace cg::session
