// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/handing_over.h"

#include "data/dataset.h"
#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"
#include "he/vhe/backend.h"
#include "train/declared_numbers.h"
#include "train/initial_state.h"
#include "train/sealed_state.h"

#include <memory>
#include <string>
#include <utility>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr const char* kReceiverKeys = "the receiver's public keys";

/// The seed of the encryptions: fresh, except that a demo key repeats.
base::Seed encryptionSeed(std::optional<std::uint64_t> demoNumber, const trust::NetworkHandOver& request)
{
    if (!demoNumber) {
        return base::SystemRandom().seed();
    }
    base::ByteWriter writer;
    writer.text("ciphergrad demo handing over");
    writer.u64(*demoNumber);
    writer.blob(request.plan);
    writer.u32(static_cast<std::uint32_t>(request.state.size()));
    for (const base::Bytes& ciphertext : request.state) {
        writer.blob(ciphertext);
    }
    writer.u8(static_cast<std::uint8_t>(request.receiverScheme));
    writer.blob(request.receiverKeys);
    writer.u64(request.receiverRows);
    return base::hashOf(writer.bytes());
}

/// The keys in their byte form, and nothing behind them.
template <typename Keys>
Result<std::shared_ptr<const Keys>> decodedKeys(Result<Keys> (*decode)(base::ByteReader&), const base::Bytes& bytes)
{
    base::ByteReader reader(bytes, kReceiverKeys); // NOLINT(misc-const-correctness): it is read from
    CG_TRY(Keys keys, decode(reader));
    CG_CHECK(reader.finish());
    return std::make_shared<const Keys>(std::move(keys));
}

Result<std::vector<base::Bytes>> sealedForReceiver(const trust::NetworkHandOver& request,
                                                   const model::NetworkSpec& network, const base::Seed& seed,
                                                   const std::vector<model::Weights>& numbers)
{
    const auto rows = static_cast<std::size_t>(request.receiverRows);
    switch (request.receiverScheme) {
    case base::SchemeId::Plain:
        return Error{ErrorCode::Unsupported, "the scheme 'plain' has no key that a network could be handed over to"};
    case base::SchemeId::Vhe: {
        CG_TRY(const auto keys, decodedKeys(he::vhe::decodePublicKeys, request.receiverKeys));
        CG_CHECK(train::checkHoldsWeights(keys->params().largestMessage()));
        he::vhe::Backend backend(keys, seed);
        return train::sealedState(backend, network, rows, numbers);
    }
    case base::SchemeId::Ckks: {
        CG_TRY(const auto keys, decodedKeys(he::ckks::decodePublicKeys, request.receiverKeys));
        const he::ckks::Params& params = keys->params();
        CG_CHECK(train::checkHoldsWeights(he::ckks::widestRange(params, params.topLevel())));
        he::ckks::Backend backend(keys, seed);
        return train::sealedState(backend, network, rows, numbers);
    }
    }
    base::contractViolated("a known scheme", __FILE__, __LINE__);
}

} // namespace

Result<HandedNetwork> handedOver(const HeldKey& key, const trust::NetworkHandOver& request)
{
    CG_TRY(const train::TrainingPlan plan, decodedPlan(request.plan));
    if (request.receiverRows == 0 || request.receiverRows > data::kMaxRows) {
        return Error{ErrorCode::InvalidArgument, "a network cannot be handed over to steps of " +
                                                     std::to_string(request.receiverRows) + " rows; there are 1 to " +
                                                     std::to_string(data::kMaxRows)};
    }
    const SlotRoom room = key.room();
    const auto packing =
        train::Packing::choose(plan.network, plan.rowsPerStep(), room.slots, train::Packing::gapFor(room.traits));
    const std::size_t expected = train::stateSizeOf(plan, packing);
    if (request.state.size() != expected) {
        return Error{ErrorCode::InvalidArgument, "a network of " + std::to_string(request.state.size()) +
                                                     " ciphertexts is not the one of the plan, which has " +
                                                     std::to_string(expected)};
    }
    CG_TRY(const std::vector<model::Weights> numbers,
           train::declaredNumbers(plan, packing, request.state,
                                  [&](const base::Bytes& ciphertext, const std::string& name) {
                                      return key.decrypted(ciphertext, name);
                                  }));
    CG_TRY(std::vector<base::Bytes> state,
           sealedForReceiver(request, plan.network, encryptionSeed(key.demoNumber(), request), numbers));
    return HandedNetwork{std::move(state), numbers.size() * plan.network.numbers()};
}

} // namespace cg::keyholder
