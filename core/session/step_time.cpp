// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/step_time.h"

#include "math/ntt.h"
#include "session/training_session.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace cg::session {

namespace {

constexpr int kCalls = 16;

/// The least time of several calls, so that an interruption does not count.
template <typename Work>
Seconds leastTime(const Work& work)
{
    Seconds least = Seconds::max();
    for (int call = 0; call < kCalls; ++call) {
        const auto began = std::chrono::steady_clock::now();
        work();
        least = std::min(least, Seconds(std::chrono::steady_clock::now() - began));
    }
    return least;
}

/// Of a product in the transforms of a ring.
base::Result<Seconds> productTime(const he::ckks::Params& ring)
{
    CG_TRY(const math::Modulus modulus, math::Modulus::create(ring.primes().front()));
    CG_TRY(const math::NttTables tables, math::NttTables::create(modulus, ring.degree()));
    std::vector<double> values(ring.degree(), 1.0);
    const auto degree = static_cast<double>(ring.degree());
    return leastTime([&] { math::forwardNtt(tables, values); }) / (degree / 2 * std::log2(degree));
}

/// Of a product of whole numbers that is added up.
Seconds productTime()
{
    constexpr std::size_t kLength = 4096;
    const std::vector<std::uint64_t> factors(kLength, 3);
    std::vector<std::uint64_t> sums(kLength, 1);
    const auto work = [&] {
        for (std::size_t i = 0; i < kLength; ++i) {
            sums[i] = sums[kLength - 1 - i] + sums[i] * factors[i];
        }
    };
    return leastTime(work) / static_cast<double>(kLength);
}

// How many such products a multiply-accumulate of the forecast comes to, with all that is done around it and, under
// CKKS, the key holder's refresh. Fitted to measured runs of the presets, which lie between half and one and a half
// times of it.
constexpr double kProductsPerCostRing = 2.0;
constexpr double kProductsPerCostIntegers = 0.4;

} // namespace

base::Result<Seconds> plainStepTime(const ExperimentSpec& spec)
{
    constexpr std::uint64_t kStepsEach = 8;
    constexpr Seconds kLongEnough{0.05};
    ExperimentSpec inTheClear = spec;
    inTheClear.scheme = base::SchemeId::Plain;
    inTheClear.ring.reset();
    CG_TRY(const auto session, TrainingSession::create(inTheClear, {1, std::nullopt}, nullptr, std::nullopt));
    Seconds least = Seconds::max();
    Seconds before{0.0};
    for (int run = 0; run < kCalls && before < kLongEnough; ++run) {
        session->run({kStepsEach, std::nullopt});
        while (!session->wait(std::chrono::hours(1))) {
        }
        const Seconds trained = session->snapshot()->trained;
        least = std::min(least, (trained - before) / static_cast<double>(kStepsEach));
        before = trained;
    }
    return least;
}

base::Result<Seconds> estimatedStepTime(const ExperimentSpec& spec, const Forecast& forecast)
{
    if (spec.scheme == base::SchemeId::Vhe) {
        return productTime() * (forecast.costPerStep * kProductsPerCostIntegers);
    }
    CG_TRY(const he::ckks::Params ring, ringOf(spec));
    CG_TRY(const Seconds product, productTime(ring));
    return product * (forecast.costPerStep * kProductsPerCostRing);
}

base::Result<StepTime> estimatedTimes(const ExperimentSpec& spec, const Forecast& forecast)
{
    CG_TRY(const Seconds plain, plainStepTime(spec));
    CG_TRY(const Seconds encrypted, estimatedStepTime(spec, forecast));
    return StepTime{plain, encrypted};
}

} // namespace cg::session
