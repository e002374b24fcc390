// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/forecast.h"

#include "he/vhe/noise_model.h"
#include "session/training_session.h"

#include <memory>

namespace cg::session {

base::Result<Forecast> forecast(const ExperimentSpec& spec, std::uint64_t steps)
{
    if (spec.scheme == base::SchemeId::Plain) {
        return base::Error{base::ErrorCode::Unsupported, "there is no noise to forecast without encryption; choose a "
                                                         "scheme that encrypts"};
    }
    CG_CHECK(spec.plan.check());
    const he::vhe::NoiseModel model(he::vhe::Params::standard());
    const auto plan = std::make_shared<const train::TrainingPlan>(spec.plan);
    const auto packing = train::Packing::choose(plan->network, plan->rowsPerStep(), model.slotCount());
    CG_TRY(const train::StepForecast step, train::forecastStep(model, spec.scheme, plan, packing));
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
