// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/experiment.h"

#include "model/presets.h"

#include <utility>

namespace cg::ui {

base::Result<Experiment> experimentOf(const ExperimentChoice& choice)
{
    CG_TRY(model::Preset preset, model::findPreset(choice.preset.toStdString()));
    Experiment experiment;
    experiment.steps = preset.steps;
    experiment.spec = session::experimentOf(std::move(preset), choice.scheme);
    experiment.start.seed = choice.seed;
    if (choice.scheme != base::SchemeId::Plain) {
        experiment.start.demoNumber = choice.demoKey;
    }
    auto& plan = experiment.spec.plan;
    plan.optimizer.rate = choice.rate.value_or(plan.optimizer.rate);
    if (choice.activation) {
        CG_TRY(const model::Activation activation, model::Activation::parse(choice.activation->toStdString()));
        for (std::size_t layer = 0; layer + 1 < plan.network.layers.size(); ++layer) {
            plan.network.layers[layer].activation = activation;
        }
    }
    CG_CHECK(plan.check());
    if (choice.scheme == base::SchemeId::Ckks) {
        CG_TRY(experiment.spec.ring, session::ringFor(plan, choice.securityBits));
    }
    return experiment;
}

ExperimentChoice choiceOf(const session::SessionRecord& record)
{
    ExperimentChoice choice;
    choice.preset = QString::fromStdString(record.spec.preset);
    choice.scheme = record.spec.scheme;
    if (record.spec.ring) {
        choice.securityBits = record.spec.ring->literal().claimedBits;
    }
    choice.rate = record.spec.plan.optimizer.rate;
    const auto& layers = record.spec.plan.network.layers;
    if (layers.size() > 1) {
        choice.activation = QString::fromStdString(layers.front().activation.text());
    }
    if (record.demoKey) {
        choice.demoKey = record.seed;
    } else {
        choice.seed = record.seed;
    }
    return choice;
}

} // namespace cg::ui
