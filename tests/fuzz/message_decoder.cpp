// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/message_decoder.h"

#include "base/contract.h"
#include "trust/account_messages.h"
#include "trust/messages.h"
#include "trust/release_messages.h"

#include <algorithm>

namespace cg::testing {

namespace {

namespace wire = trust::wire;
using base::Result;
using trust::Frame;
using trust::MessageType;

template <typename Message>
Result<Frame> again(const Frame& frame)
{
    CG_TRY(const Message message, wire::fromFrame<Message>(frame));
    return wire::toFrame(message);
}

Result<Frame> requestAgain(const Frame& frame)
{
    switch (frame.type) {
    case MessageType::Hello:
        return again<wire::Hello>(frame);
    case MessageType::CreateSessionKey:
        return again<wire::CreateSessionKey>(frame);
    case MessageType::CreateDemoKey:
        return again<wire::CreateDemoKey>(frame);
    case MessageType::CreateKeyFile:
        return again<wire::CreateKeyFile>(frame);
    case MessageType::LoadKeyFile:
        return again<wire::LoadKeyFile>(frame);
    case MessageType::KeepKey:
        return again<wire::KeepKey>(frame);
    case MessageType::ChangePassphrase:
        return again<wire::ChangePassphrase>(frame);
    case MessageType::SetAccess:
        return again<wire::SetAccess>(frame);
    case MessageType::MakePublicKeys:
        return again<wire::MakePublicKeys>(frame);
    case MessageType::SealStart:
        return again<wire::SealStart>(frame);
    case MessageType::Refresh:
        return again<wire::Refresh>(frame);
    case MessageType::RefreshState:
        return again<wire::RefreshState>(frame);
    case MessageType::Open:
        return again<wire::Open>(frame);
    case MessageType::LossBelow:
        return again<wire::LossBelow>(frame);
    case MessageType::MeasureNoise:
        return again<wire::MeasureNoise>(frame);
    case MessageType::HandOverNetwork:
        return again<wire::HandOverNetwork>(frame);
    case MessageType::MakeRelease:
        return again<wire::MakeRelease>(frame);
    case MessageType::ForetellRelease:
        return again<wire::ForetellRelease>(frame);
    case MessageType::SetPolicy:
        return again<wire::SetPolicy>(frame);
    case MessageType::OwnLossBelow:
        return again<wire::OwnLossBelow>(frame);
    case MessageType::TellAccount:
        return again<wire::TellAccount>(frame);
    default:
        return again<wire::PeakMemory>(frame);
    }
}

Result<Frame> answerAgain(const Frame& frame)
{
    switch (frame.type) {
    case MessageType::Failure:
        return again<wire::Failure>(frame);
    case MessageType::Welcome:
        return again<wire::Welcome>(frame);
    case MessageType::Key:
        return again<wire::Key>(frame);
    case MessageType::PublicKeys:
        return again<wire::PublicKeys>(frame);
    case MessageType::Ciphertexts:
        return again<wire::Ciphertexts>(frame);
    case MessageType::Done:
        return again<wire::Done>(frame);
    case MessageType::Refreshed:
        return again<wire::Refreshed>(frame);
    case MessageType::Opened:
        return again<wire::Opened>(frame);
    case MessageType::Bit:
        return again<wire::Bit>(frame);
    case MessageType::MeasuredNoise:
        return again<wire::MeasuredNoise>(frame);
    case MessageType::Released:
        return again<wire::Released>(frame);
    case MessageType::ReleaseForetold:
        return again<wire::ReleaseForetold>(frame);
    case MessageType::Account:
        return again<wire::Account>(frame);
    default:
        return again<wire::Memory>(frame);
    }
}

} // namespace

Result<Frame> decodedAndEncoded(const Frame& frame)
{
    return frame.type < MessageType::Failure ? requestAgain(frame) : answerAgain(frame);
}

std::size_t decodeStream(base::ByteView bytes)
{
    trust::FrameAssembler assembler(trust::kMaxPayloadBytes);
    std::size_t valid = 0;
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), assembler.missing());
        const auto frame = assembler.feed(bytes.first(count));
        bytes = bytes.subspan(count);
        if (!frame) {
            return valid;
        }
        if (*frame) {
            const Result<Frame> same = decodedAndEncoded(**frame);
            if (!same) {
                return valid;
            }
            CG_EXPECTS(same->type == (*frame)->type && same->payload == (*frame)->payload);
            ++valid;
        }
    }
    return valid;
}

} // namespace cg::testing
