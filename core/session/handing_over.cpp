// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/handing_over.h"

#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"
#include "he/plain/backend.h"
#include "he/vhe/backend.h"
#include "session/key_coverage.h"
#include "session/scheme_run.h"
#include "session/session_data.h"
#include "train/declared_numbers.h"
#include "train/initial_state.h"
#include "train/sealed_state.h"

#include <chrono>
#include <memory>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// The new session without its network.
SessionRecord begunFor(const SessionRecord& record, const PublicBundle& receiver)
{
    SessionRecord next;
    next.spec.preset = record.spec.preset;
    next.spec.scheme = receiver.scheme;
    next.spec.ring = receiver.ring;
    next.spec.plan.network = record.spec.plan.network;
    next.spec.plan.optimizer = record.spec.plan.optimizer;
    next.spec.plan.data = standInFor(next.spec.plan.network, static_cast<std::size_t>(receiver.rowsPerStep));
    next.lacksData = true;
    next.isFromElsewhere = true;
    next.keyId = receiver.keyId;
    next.publicKeys = receiver.publicKeys;
    next.demoKey = receiver.demoNumber.has_value();
    const bool wasHidden = record.start == StartKind::Sealed || record.spec.scheme == base::SchemeId::Plain;
    next.seed = wasHidden ? receiver.demoNumber : record.seed;
    next.start = next.seed ? StartKind::Known : StartKind::Sealed;
    return next;
}

std::string shapeText(const model::NetworkSpec& network)
{
    std::string units;
    for (const model::LayerSpec& layer : network.layers) {
        units += (units.empty() ? "" : ",") + std::to_string(layer.units);
    }
    return std::to_string(network.inputs) + " inputs and layers of " + units + " units";
}

template <typename Keys>
Result<void> checkCovered(const Keys& keys, const SessionRecord& next)
{
    CG_TRY(const bool isCovered, coversNeeds(keys, needsOf(next.spec)));
    if (!isCovered) {
        return Error{ErrorCode::MissingEvaluationKey,
                     "the exported key lacks evaluation keys that this network needs; have it exported again for " +
                         shapeText(next.spec.plan.network) + " (keys export --hidden …)"};
    }
    return {};
}

/// The decoded keys of a bundle, which were decoded before.
template <typename Keys>
Result<Keys> keysOf(const PublicBundle& bundle, Result<Keys> (*decode)(base::ByteReader&))
{
    base::ByteReader reader(bundle.publicKeys, "the exported key"); // NOLINT(misc-const-correctness): it is read from
    return decode(reader);
}

/// The public key alone: the key holder needs no evaluation keys, which are large.
template <typename Keys>
base::Bytes bytesOf(const Keys& keys)
{
    base::ByteWriter writer;
    encode(keys, writer);
    return std::move(writer).take();
}

Result<std::vector<base::Bytes>> askHolder(const SessionRecord& record, const PublicBundle& receiver,
                                           base::Bytes publicKey, trust::KeyHolder& holder)
{
    base::ByteWriter plan;
    train::encode(record.spec.plan, plan);
    CG_TRY(auto handed, holder.handOver({std::move(plan).take(), record.state, receiver.scheme, std::move(publicKey),
                                         receiver.rowsPerStep}));
    return std::move(handed).value();
}

/// The network of a session under plain.
Result<std::vector<model::Weights>> readInTheClear(const SessionRecord& record)
{
    const train::TrainingPlan& plan = record.spec.plan;
    const train::Packing packing = packingOf(record.spec);
    const std::size_t expected = train::stateSizeOf(plan, packing);
    if (record.state.size() != expected) {
        return Error{ErrorCode::FileDamaged, "the network has " + std::to_string(record.state.size()) +
                                                 " ciphertexts instead of " + std::to_string(expected)};
    }
    const he::plain::Backend backend(plainSlots(plan));
    return train::declaredNumbers(
        plan, packing, record.state,
        [&](const base::Bytes& bytes, const std::string& name) -> Result<std::vector<double>> {
            base::ByteReader reader(bytes, name);
            CG_TRY(he::plain::Ciphertext ciphertext, backend.decode(reader));
            CG_CHECK(reader.finish());
            return std::move(ciphertext.slots);
        });
}

template <typename Backend, typename Keys>
Result<std::vector<base::Bytes>> sealedHere(const SessionRecord& record, const PublicBundle& receiver, Keys keys)
{
    CG_TRY(const std::vector<model::Weights> numbers, readInTheClear(record));
    Backend backend(std::make_shared<const Keys>(std::move(keys)), base::SystemRandom().seed());
    return train::sealedState(backend, record.spec.plan.network, static_cast<std::size_t>(receiver.rowsPerStep),
                              numbers);
}

Result<std::vector<base::Bytes>> toVhe(const SessionRecord& record, const SessionRecord& next,
                                       const PublicBundle& receiver, trust::KeyHolder* holder)
{
    CG_TRY(he::vhe::PublicKeys keys, keysOf(receiver, he::vhe::decodePublicKeys));
    CG_CHECK(checkCovered(keys, next));
    CG_CHECK(train::checkHoldsWeights(keys.params().largestMessage()));
    if (record.spec.scheme == base::SchemeId::Plain) {
        return sealedHere<he::vhe::Backend>(record, receiver, std::move(keys));
    }
    return askHolder(record, receiver, bytesOf(he::vhe::PublicKeys(keys.params(), keys.encryption())), *holder);
}

Result<std::vector<base::Bytes>> toCkks(const SessionRecord& record, const SessionRecord& next,
                                        const PublicBundle& receiver, trust::KeyHolder* holder)
{
    CG_TRY(he::ckks::PublicKeys keys, keysOf(receiver, he::ckks::decodePublicKeys));
    CG_CHECK(checkCovered(keys, next));
    CG_CHECK(train::checkHoldsWeights(he::ckks::widestRange(keys.params(), keys.params().topLevel())));
    CG_CHECK(checkStepFits(next.spec.plan, keys.params()));
    if (record.spec.scheme == base::SchemeId::Plain) {
        return sealedHere<he::ckks::Backend>(record, receiver, std::move(keys));
    }
    return askHolder(record, receiver, bytesOf(he::ckks::PublicKeys(keys.sharedContext(), keys.encryption())), *holder);
}

/// What the first trainer under the new key may know: ciphertexts came to him, and whoever holds the key got a network.
TrustRecord recordOf(const SessionRecord& record, const SessionRecord& next)
{
    const auto now = std::chrono::system_clock::now();
    std::uint64_t bytes = 0;
    for (const base::Bytes& ciphertext : next.state) {
        bytes += ciphertext.size();
    }
    TrustRecord trust;
    trust.recorded = Recorded::InPart;
    trust.crossings = {{trust::CrossingKind::PublicKeys, now, 1, 1, next.publicKeys.size(), 0, {}},
                       {trust::CrossingKind::SealedCiphertexts, now, 1, next.state.size(), bytes, 0, {}}};
    trust.disclosures = {{now, OpenedKind::HandedOver, 0, 0, numbersOf(record), Precision::Everything,
                          Audience::KeyHolder, Reason::UseResult}};
    return trust;
}

} // namespace

std::uint64_t numbersOf(const SessionRecord& record)
{
    const train::TrainingPlan& plan = record.spec.plan;
    return plan.network.numbers() * (plan.optimizer.momentum == 0.0 ? 1 : 2);
}

Result<SessionRecord> handOver(const SessionRecord& record, const PublicBundle& receiver, trust::KeyHolder* holder)
{
    CG_EXPECTS(holder != nullptr || record.spec.scheme == base::SchemeId::Plain);
    SessionRecord next = begunFor(record, receiver);
    CG_CHECK(next.spec.plan.check());
    CG_TRY(next.state, receiver.scheme == base::SchemeId::Vhe ? toVhe(record, next, receiver, holder)
                                                              : toCkks(record, next, receiver, holder));
    next.trust = recordOf(record, next);
    return next;
}

} // namespace cg::session
