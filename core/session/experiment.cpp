// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/experiment.h"

#include "he/ckks/named_sets.h"
#include "he/ckks/noise_model.h"
#include "train/refresh.h"

#include <memory>
#include <utility>

namespace cg::session {

namespace {

base::Error noSetsOf(int securityBits)
{
    return {base::ErrorCode::InvalidArgument,
            "there are no parameter sets of " + std::to_string(securityBits) + " bits; there are 128, 192 and 256"};
}

} // namespace

std::string_view nameOf(StartKind kind)
{
    return kind == StartKind::Sealed ? "sealed" : "known";
}

ExperimentSpec experimentOf(model::Preset preset, base::SchemeId scheme)
{
    return {std::move(preset.name),
            scheme,
            {std::move(preset.network), {preset.rate, preset.momentum}, preset.batchSize, std::move(preset.data)}};
}

security::Badge badgeOf(const ExperimentSpec& spec)
{
    return spec.ring ? spec.ring->badge() : security::badgeOf(spec.scheme);
}

security::Badge badgeOfKey(base::SchemeId scheme, const base::Bytes& parameters)
{
    if (scheme != base::SchemeId::Ckks) {
        return security::badgeOf(scheme);
    }
    base::ByteReader reader(parameters, "the parameters of the key");
    const auto params = he::ckks::decodeParams(reader);
    return params ? params->badge() : security::Badge::Toy;
}

base::Result<trust::KeyKind> calculatorKeyKind(base::SchemeId scheme, int securityBits)
{
    if (scheme != base::SchemeId::Ckks) {
        return trust::KeyKind(scheme);
    }
    switch (securityBits) {
    case 128:
        return trust::KeyKind(scheme, "calc-8192");
    case 192:
        return trust::KeyKind(scheme, "calc-16384-192");
    case 256:
        return trust::KeyKind(scheme, "calc-16384-256");
    default:
        return noSetsOf(securityBits);
    }
}

trust::KeyKind keyKindOf(const ExperimentSpec& spec)
{
    return {spec.scheme, spec.ring ? spec.ring->name() : std::string()};
}

bool isOfKind(const trust::KeyDescription& key, const trust::KeyKind& kind)
{
    if (key.scheme != kind.scheme) {
        return false;
    }
    if (kind.set.empty()) {
        return true;
    }
    base::ByteReader reader(key.parameters, "the parameters of the key");
    const auto params = he::ckks::decodeParams(reader);
    return params && params->name() == kind.set;
}

base::Result<void> checkStepFits(const train::TrainingPlan& plan, const he::ckks::Params& params)
{
    const he::ckks::NoiseModel model(params);
    const auto shared = std::make_shared<const train::TrainingPlan>(plan);
    const auto packing =
        train::Packing::choose(plan.network, plan.rowsPerStep(), model.slotCount(), train::Packing::Gap::Full);
    const auto steps = train::stepsBetweenRefreshes(model, base::SchemeId::Ckks, shared, packing, {}, 1);
    if (steps) {
        return {};
    }
    return base::Error{steps.error().code, "a step of this network does not fit the levels of " + params.name() + ": " +
                                               steps.error().message};
}

base::Result<he::ckks::Params> ringFor(const train::TrainingPlan& plan, int securityBits)
{
    std::vector<std::string_view> names;
    if (securityBits == 128) {
        names = {"train-8192", "train-16384-1"};
    } else if (securityBits == 192) {
        names = {"train-16384-192"};
    } else if (securityBits == 256) {
        names = {"train-16384-256"};
    } else {
        return noSetsOf(securityBits);
    }
    CG_CHECK(plan.check());
    base::Error last;
    for (const std::string_view name : names) {
        CG_TRY(const he::ckks::Params params, he::ckks::namedParams(name));
        const base::Result<void> fits = checkStepFits(plan, params);
        if (fits) {
            return params;
        }
        last = fits.error();
    }
    return last;
}

base::Result<he::ckks::Params> trainingSet(const std::string& name)
{
    CG_TRY(const he::ckks::Params params, he::ckks::namedParams(name));
    if (params.literal().claimedBits == 0) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "the set " + name + " is for tests: it claims no security, and nothing is trained in it"};
    }
    return params;
}

base::Result<he::ckks::Params> ringNamed(const train::TrainingPlan& plan, const std::string& name)
{
    CG_CHECK(plan.check());
    CG_TRY(const he::ckks::Params params, trainingSet(name));
    CG_CHECK(checkStepFits(plan, params));
    return params;
}

base::Result<he::ckks::Params> ringOf(const ExperimentSpec& spec)
{
    constexpr int kUsualBits = 128;
    return spec.ring ? base::Result<he::ckks::Params>(*spec.ring) : ringFor(spec.plan, kUsualBits);
}

base::Seed startSeed(std::uint64_t number)
{
    return base::seedFromNumber(number, "start");
}

base::Seed knownShuffleSeed(std::uint64_t number)
{
    return base::seedFromNumber(number, "shuffle");
}

} // namespace cg::session
