// SPDX-License-Identifier: GPL-3.0-or-later
// Whole training steps through TrainingSession, ledger and loss history on, with the key holder in this process (the
// trainer's side does not notice). `steps_per_second` is what the command line reports; the times by kind of operation
// come from the ledger.
#include "keyholder/service.h"
#include "model/presets.h"
#include "session/training_session.h"

#include <benchmark/benchmark.h>

#include <map>
#include <string>

namespace {

using namespace cg;

constexpr std::uint64_t kStepsEach = 500;

std::unique_ptr<session::TrainingSession> makeSession(const std::string& preset, base::SchemeId scheme,
                                                      keyholder::KeyHolderService& holder)
{
    const model::Preset found = model::findPreset(preset).value();
    session::ExperimentSpec spec{
        preset, scheme, {found.network, {found.rate, found.momentum}, found.batchSize, found.data}};
    const auto key = holder.createDemoKey(base::SchemeId::Vhe, 1).value();
    return session::TrainingSession::create(spec, {1, 1}, &holder, key).value();
}

void trainingSteps(benchmark::State& state, const std::string& preset, base::SchemeId scheme)
{
    keyholder::KeyHolderService holder;
    const auto session = makeSession(preset, scheme, holder);
    std::map<he::OpKind, double> nanoseconds;
    for ([[maybe_unused]] auto _ : state) {
        session->run({kStepsEach, std::nullopt});
        while (!session->wait(std::chrono::hours(1))) {
        }
        state.PauseTiming();
        for (const noise::LedgerEntry& entry : session->snapshot()->ledger) {
            nanoseconds[entry.kind] += static_cast<double>(entry.time.count());
        }
        state.ResumeTiming();
    }
    const auto snapshot = session->snapshot();
    state.counters["steps_per_second"] = snapshot->stepsPerSecond;
    state.counters["operations_per_step"] =
        static_cast<double>(snapshot->operations) / static_cast<double>(snapshot->steps);
    for (const auto& [kind, total] : nanoseconds) {
        state.counters["us " + std::string(he::nameOf(kind))] =
            total / 1000.0 / static_cast<double>(state.iterations());
    }
}

BENCHMARK_CAPTURE(trainingSteps, xor_plain, "xor", base::SchemeId::Plain)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(trainingSteps, xor_vhe, "xor", base::SchemeId::Vhe)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(trainingSteps, xor_sigmoid_vhe, "xor-sigmoid", base::SchemeId::Vhe)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
