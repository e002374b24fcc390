// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/noise_meter.h"

#include "base/log2.h"
#include "he/plain/backend.h"
#include "keyholder/decryptor.h"
#include "noise/metered.h"
#include "train/packing.h"
#include "train/plan.h"
#include "train/state_codec.h"
#include "train/trainer_inl.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

using Twin = noise::Metered<he::plain::Backend>;
using TwinState = train::NetworkState<Twin::Ciphertext>;
using Slots = std::vector<double>;

/// What the twin of a step computed: the preparations of a full batch, then the operations of the step.
struct TwinResults {
    std::vector<Slots> preparations;
    std::vector<Slots> operations;
};

Result<train::TrainingPlan> decodedPlan(const base::Bytes& bytes)
{
    base::ByteReader reader(bytes, "the training plan");
    CG_TRY(train::TrainingPlan plan, train::decodePlan(reader));
    CG_CHECK(reader.finish());
    return plan;
}

/// The state of the twin: what the encrypted one decrypts to.
TwinState decryptedState(const SecretKey& key, const train::NetworkState<he::vhe::Ciphertext>& state, const Twin& twin)
{
    const auto decryptAll = [&](const std::vector<he::vhe::Ciphertext>& ciphertexts) {
        std::vector<Twin::Ciphertext> plain;
        plain.reserve(ciphertexts.size());
        for (const he::vhe::Ciphertext& ciphertext : ciphertexts) {
            plain.push_back(twin.adopt({decrypt(key, ciphertext)}));
        }
        return plain;
    };
    return {decryptAll(state.weights), decryptAll(state.velocity)};
}

Result<TwinResults> runTwin(const SecretKey& key, const he::vhe::Backend& backend, const trust::MeasureRequest& request)
{
    CG_TRY(const train::TrainingPlan plan, decodedPlan(request.plan));
    const auto packing = train::Packing::choose(plan.network, plan.rowsPerStep(), backend.slotCount());
    CG_TRY(const auto state, train::decodeState(backend, plan, packing, request.state));
    he::plain::Backend plain(backend.slotCount());
    noise::NoiseLedger ledger;
    Twin twin(plain, ledger);
    TwinResults results;
    std::vector<Slots>* destination = &results.preparations;
    twin.setResultSink([&](const he::plain::Ciphertext& result) { destination->push_back(result.slots); });
    CG_TRY(auto trainer, train::Trainer<Twin>::create(twin, std::make_shared<const train::TrainingPlan>(plan), packing,
                                                      request.shuffleSeed));
    destination = &results.operations;
    CG_CHECK(trainer.step(decryptedState(key, state, twin), request.step));
    return results;
}

/// What each result of the request ought to be, in order.
Result<std::vector<Slots>> expectedResults(TwinResults twin, const trust::MeasureRequest& request)
{
    const std::size_t wanted = request.results.size() - std::min(request.results.size(), request.remasked.size());
    const bool withPreparations = wanted == twin.preparations.size() + twin.operations.size();
    if (!withPreparations && wanted != twin.operations.size()) {
        return Error{ErrorCode::InvalidArgument, "the step has " + std::to_string(twin.operations.size()) +
                                                     " operations, but " + std::to_string(wanted) +
                                                     " results came to be measured"};
    }
    std::vector<Slots> expected = withPreparations ? std::move(twin.preparations) : std::vector<Slots>();
    std::ranges::move(twin.operations, std::back_inserter(expected));
    for (const std::uint32_t source : request.remasked) {
        if (source >= wanted) {
            return Error{ErrorCode::InvalidArgument,
                         "a re-masking of result " + std::to_string(source) + " of " + std::to_string(wanted)};
        }
        expected.push_back(expected[source]);
    }
    return expected;
}

} // namespace

Result<double> errorBits(const std::vector<double>& measured, const std::vector<double>& expected)
{
    double largest = 0.0;
    for (std::size_t slot = 0; slot < measured.size(); ++slot) {
        const double error = std::abs(measured[slot] - (slot < expected.size() ? expected[slot] : 0.0));
        if (!std::isfinite(error)) {
            return Error{ErrorCode::Diverged, "the plain twin of the step has left the finite numbers"};
        }
        largest = std::max(largest, error);
    }
    return base::Log2::ofMagnitude(largest).bits();
}

Result<std::vector<double>> measureNoise(const SecretKey& key, const he::vhe::Backend& backend,
                                         const trust::MeasureRequest& request)
{
    CG_TRY(TwinResults twin, runTwin(key, backend, request));
    CG_TRY(const std::vector<Slots> expected, expectedResults(std::move(twin), request));
    std::vector<double> bits;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        base::ByteReader reader(request.results[i], "result " + std::to_string(i + 1) + " of the step");
        CG_TRY(const he::vhe::Ciphertext ciphertext, backend.decode(reader));
        CG_CHECK(reader.finish());
        CG_TRY(const double error, errorBits(decrypt(key, ciphertext), expected[i]));
        bits.push_back(error);
    }
    return bits;
}

} // namespace cg::keyholder
