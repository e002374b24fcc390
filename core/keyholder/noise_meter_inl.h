#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/plain/backend.h"
#include "keyholder/noise_meter.h"
#include "keyholder/start_sealer.h"
#include "noise/metered.h"
#include "train/packing.h"
#include "train/plan.h"
#include "train/state_codec.h"
#include "train/trainer_inl.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cg::keyholder {

/// Runs the step of a request in the clear, operation by operation as the scheme does it, and compares. `Plain` is a
/// backend in the clear that arranges circuits, and fills slots outside tables, as the scheme `B` does.
template <typename Plain, he::StorableBackend B>
class NoiseMeter {
public:
    using Decrypt = std::function<std::vector<double>(const typename B::Ciphertext&)>;

    NoiseMeter(Decrypt decrypt, const B& backend) : m_decrypt(std::move(decrypt)), m_backend(backend) {}

    /// As keyholder::measureNoise.
    [[nodiscard]] base::Result<std::vector<double>> measure(const trust::MeasureRequest& request) const
    {
        CG_TRY(TwinResults twin, runTwin(request));
        CG_TRY(const std::vector<Slots> expected, expectedResults(std::move(twin), request));
        std::vector<double> bits;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            base::ByteReader reader(request.results[i], "result " + std::to_string(i + 1) + " of the step");
            CG_TRY(const typename B::Ciphertext ciphertext, m_backend.decode(reader));
            CG_CHECK(reader.finish());
            CG_TRY(const double error, errorBits(m_decrypt(ciphertext), expected[i]));
            bits.push_back(error);
        }
        return bits;
    }

private:
    using Twin = noise::Metered<Plain>;
    using TwinState = train::NetworkState<typename Twin::Ciphertext>;
    using Slots = std::vector<double>;

    /// What the twin of a step computed: the preparations of a full batch, then the operations of the step.
    struct TwinResults {
        std::vector<Slots> preparations;
        std::vector<Slots> operations;
    };

    /// The state of the twin: what the encrypted one decrypts to.
    [[nodiscard]] TwinState decryptedState(const train::NetworkState<typename B::Ciphertext>& state,
                                           const Twin& twin) const
    {
        const auto decryptAll = [&](const std::vector<typename B::Ciphertext>& ciphertexts) {
            std::vector<typename Twin::Ciphertext> plain;
            plain.reserve(ciphertexts.size());
            for (const typename B::Ciphertext& ciphertext : ciphertexts) {
                plain.push_back(twin.adopt({m_decrypt(ciphertext)}));
            }
            return plain;
        };
        return {decryptAll(state.weights), decryptAll(state.velocity)};
    }

    [[nodiscard]] base::Result<TwinResults> runTwin(const trust::MeasureRequest& request) const
    {
        CG_TRY(const train::TrainingPlan plan, decodedPlan(request.plan));
        const auto packing = train::Packing::choose(plan.network, plan.rowsPerStep(), m_backend.slotCount(),
                                                    train::Packing::gapFor(m_backend.traits()));
        CG_TRY(const auto state, train::decodeState(m_backend, plan, packing, request.state));
        Plain plain(m_backend.slotCount());
        noise::NoiseLedger ledger;
        Twin twin(plain, ledger);
        TwinResults results;
        std::vector<Slots>* destination = &results.preparations;
        twin.setResultSink([&](const he::plain::Ciphertext& result) { destination->push_back(result.slots); });
        CG_TRY(auto trainer, train::Trainer<Twin>::create(twin, std::make_shared<const train::TrainingPlan>(plan),
                                                          packing, request.shuffleSeed));
        destination = &results.operations;
        CG_CHECK(trainer.step(decryptedState(state, twin), request.step));
        return results;
    }

    /// What each result of the request ought to be, in order.
    static base::Result<std::vector<Slots>> expectedResults(TwinResults twin, const trust::MeasureRequest& request)
    {
        const std::size_t wanted = request.results.size() - std::min(request.results.size(), request.remasked.size());
        const bool withPreparations = wanted == twin.preparations.size() + twin.operations.size();
        if (!withPreparations && wanted != twin.operations.size()) {
            return base::Error{base::ErrorCode::InvalidArgument,
                               "the step has " + std::to_string(twin.operations.size()) + " operations, but " +
                                   std::to_string(wanted) + " results came to be measured"};
        }
        std::vector<Slots> expected = withPreparations ? std::move(twin.preparations) : std::vector<Slots>();
        std::ranges::move(twin.operations, std::back_inserter(expected));
        for (const std::uint32_t source : request.remasked) {
            if (source >= wanted) {
                return base::Error{base::ErrorCode::InvalidArgument, "a re-masking of result " +
                                                                         std::to_string(source) + " of " +
                                                                         std::to_string(wanted)};
            }
            expected.push_back(expected[source]);
        }
        return expected;
    }

    Decrypt m_decrypt;
    const B& m_backend;
};

} // namespace cg::keyholder
