// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/forecast.h"

#include "he/ckks/noise_model.h"
#include "he/vhe/noise_model.h"
#include "session/training_session.h"

#include <memory>

namespace cg::session {

namespace {

/// One step under a scheme, given its noise model.
template <he::simulated::NoiseModel Model>
base::Result<train::StepForecast> stepUnder(const Model& model, he::CircuitTraits traits, const ExperimentSpec& spec)
{
    const auto plan = std::make_shared<const train::TrainingPlan>(spec.plan);
    const auto packing =
        train::Packing::choose(plan->network, plan->rowsPerStep(), model.slotCount(), train::Packing::gapFor(traits));
    return train::forecastStep(model, spec.scheme, plan, packing);
}

base::Result<train::StepForecast> stepOf(const ExperimentSpec& spec)
{
    if (spec.scheme == base::SchemeId::Vhe) {
        return stepUnder(he::vhe::NoiseModel(he::vhe::Params::standard()), {}, spec);
    }
    constexpr int kUsualBits = 128;
    CG_TRY(const he::ckks::Params ring,
           spec.ring ? base::Result<he::ckks::Params>(*spec.ring) : ringFor(spec.plan, kUsualBits));
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
    CG_TRY(const train::StepForecast step, stepOf(spec));
    Forecast forecast{step.entries, step.weightNoise, {}, step.cost};
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
