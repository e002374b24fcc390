// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/dispatch.h"

#include "trust/account_messages.h"
#include "trust/messages.h"
#include "trust/release_messages.h"

#include <new>
#include <utility>

namespace cg::keyholder {

namespace {

using base::Result;
using trust::Frame;
using trust::KeyHolder;
using trust::MessageType;
namespace wire = trust::wire;

Result<wire::Key> perform(const wire::CreateSessionKey& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.createSessionKey(request.kind));
    return wire::Key{key};
}

Result<wire::Key> perform(const wire::CreateDemoKey& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.createDemoKey(request.kind, request.number));
    return wire::Key{key};
}

Result<wire::Key> perform(const wire::CreateKeyFile& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.createKeyFile(request.kind, request.path, request.passphrase));
    return wire::Key{key};
}

Result<wire::Key> perform(const wire::LoadKeyFile& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.loadKeyFile(request.path, request.passphrase));
    return wire::Key{key};
}

Result<wire::Key> perform(const wire::KeepKey& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.keepKey(request.path, request.passphrase));
    return wire::Key{key};
}

Result<wire::Key> perform(const wire::ChangePassphrase& request, KeyHolder& holder)
{
    CG_TRY(const trust::KeyDescription key, holder.changePassphrase(request.path, request.present, request.fresh));
    return wire::Key{key};
}

Result<wire::Done> perform(const wire::SetAccess& request, KeyHolder& holder)
{
    CG_CHECK(holder.setAccess(request.access));
    return wire::Done{};
}

Result<wire::PublicKeys> perform(const wire::MakePublicKeys& request, KeyHolder& holder)
{
    CG_TRY(base::Bytes keys, holder.publicKeys(request.needs));
    return wire::PublicKeys{std::move(keys)};
}

Result<wire::Ciphertexts> perform(const wire::SealStart& request, KeyHolder& holder)
{
    CG_TRY(std::vector<base::Bytes> sealed, holder.sealStart(request.plan, request.start));
    return wire::Ciphertexts{std::move(sealed)};
}

Result<wire::Ciphertexts> perform(const wire::Refresh& request, KeyHolder& holder)
{
    CG_TRY(std::vector<base::Bytes> fresh, holder.refresh(request.ciphertexts, request.range));
    return wire::Ciphertexts{std::move(fresh)};
}

Result<wire::Refreshed> perform(const wire::RefreshState& request, KeyHolder& holder)
{
    CG_TRY(trust::RefreshedNetwork fresh, holder.refreshNetwork(request.plan, request.network));
    return wire::Refreshed{std::move(fresh)};
}

Result<wire::Opened> perform(const wire::Open& request, KeyHolder& holder)
{
    CG_TRY(auto opened, holder.open(request.purpose, request.items));
    return wire::Opened{std::move(opened).value()};
}

Result<wire::Bit> perform(const wire::OwnLossBelow& request, KeyHolder& holder)
{
    CG_TRY(const auto below, holder.ownLossBelow(request.run, request.threshold));
    return wire::Bit{below.value()};
}

Result<wire::Bit> perform(const wire::LossBelow& request, KeyHolder& holder)
{
    CG_TRY(const auto below, holder.lossBelow(request.loss, request.threshold));
    return wire::Bit{below.value()};
}

Result<wire::MeasuredNoise> perform(const wire::MeasureNoise& request, KeyHolder& holder)
{
    CG_TRY(auto measured, holder.measureNoise(request.request));
    return wire::MeasuredNoise{std::move(measured).value()};
}

Result<wire::Ciphertexts> perform(const wire::HandOverNetwork& request, KeyHolder& holder)
{
    CG_TRY(auto handed, holder.handOver(request.network));
    return wire::Ciphertexts{std::move(handed).value()};
}

Result<wire::Released> perform(const wire::MakeRelease& request, KeyHolder& holder)
{
    CG_TRY(auto released, holder.release(request.request));
    return wire::Released{std::move(released).value()};
}

Result<wire::ReleaseForetold> perform(const wire::ForetellRelease& request, KeyHolder& holder)
{
    CG_TRY(const trust::ReleaseOutlook outlook, holder.foretellRelease(request.plan, request.steps));
    return wire::ReleaseForetold{outlook};
}

Result<wire::Done> perform(const wire::SetPolicy& request, KeyHolder& holder)
{
    CG_CHECK(holder.setPolicy(request.policy));
    return wire::Done{};
}

Result<wire::Account> perform(const wire::TellAccount&, KeyHolder& holder)
{
    CG_TRY(trust::AccountReport report, holder.account());
    return wire::Account{std::move(report)};
}

Result<wire::Memory> perform(const wire::PeakMemory&, KeyHolder& holder)
{
    CG_TRY(const std::uint64_t bytes, holder.peakMemory());
    return wire::Memory{bytes};
}

Frame failure(base::Error error)
{
    return trust::wire::toFrame(wire::Failure{std::move(error)});
}

template <typename Request>
Result<Frame> answer(const Frame& frame, KeyHolder& holder)
{
    try {
        CG_TRY(const Request request, wire::fromFrame<Request>(frame));
        const auto outcome = perform(request, holder);
        return outcome ? wire::toFrame(*outcome) : failure(outcome.error());
    } catch (const std::bad_alloc&) {
        return failure({base::ErrorCode::OutOfMemory, "the key holder has not enough memory for this"});
    }
}

} // namespace

Result<Frame> answerTo(const Frame& request, KeyHolder& holder)
{
    switch (request.type) {
    case MessageType::CreateSessionKey:
        return answer<wire::CreateSessionKey>(request, holder);
    case MessageType::CreateDemoKey:
        return answer<wire::CreateDemoKey>(request, holder);
    case MessageType::CreateKeyFile:
        return answer<wire::CreateKeyFile>(request, holder);
    case MessageType::LoadKeyFile:
        return answer<wire::LoadKeyFile>(request, holder);
    case MessageType::KeepKey:
        return answer<wire::KeepKey>(request, holder);
    case MessageType::ChangePassphrase:
        return answer<wire::ChangePassphrase>(request, holder);
    case MessageType::SetAccess:
        return answer<wire::SetAccess>(request, holder);
    case MessageType::MakePublicKeys:
        return answer<wire::MakePublicKeys>(request, holder);
    case MessageType::SealStart:
        return answer<wire::SealStart>(request, holder);
    case MessageType::Refresh:
        return answer<wire::Refresh>(request, holder);
    case MessageType::RefreshState:
        return answer<wire::RefreshState>(request, holder);
    case MessageType::Open:
        return answer<wire::Open>(request, holder);
    case MessageType::LossBelow:
        return answer<wire::LossBelow>(request, holder);
    case MessageType::MeasureNoise:
        return answer<wire::MeasureNoise>(request, holder);
    case MessageType::HandOverNetwork:
        return answer<wire::HandOverNetwork>(request, holder);
    case MessageType::MakeRelease:
        return answer<wire::MakeRelease>(request, holder);
    case MessageType::ForetellRelease:
        return answer<wire::ForetellRelease>(request, holder);
    case MessageType::SetPolicy:
        return answer<wire::SetPolicy>(request, holder);
    case MessageType::OwnLossBelow:
        return answer<wire::OwnLossBelow>(request, holder);
    case MessageType::TellAccount:
        return answer<wire::TellAccount>(request, holder);
    case MessageType::PeakMemory:
        return answer<wire::PeakMemory>(request, holder);
    default:
        return base::Error{base::ErrorCode::ProtocolViolation,
                           "a message of type " + std::to_string(static_cast<std::uint32_t>(request.type)) +
                               " is no request"};
    }
}

} // namespace cg::keyholder
