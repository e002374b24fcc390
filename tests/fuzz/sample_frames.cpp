// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/sample_frames.h"

#include "trust/account_messages.h"
#include "trust/messages.h"
#include "trust/release_messages.h"

#include <algorithm>

namespace cg::testing {

namespace {

namespace wire = trust::wire;

base::Bytes someBytes(std::size_t count)
{
    base::Bytes bytes(count);
    for (std::size_t i = 0; i < count; ++i) {
        bytes[i] = static_cast<std::uint8_t>(17 * i + 3);
    }
    return bytes;
}

template <typename Array>
Array someArray()
{
    Array bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(29 * i + 11);
    }
    return bytes;
}

void appendRequests(std::vector<trust::Frame>& frames)
{
    using base::SchemeId;
    const trust::PassphraseSource fromFile{"/home/someone/passphrase"};
    const trust::PassphraseSource fromTerminal;
    const auto seed = someArray<base::Seed>();
    frames.push_back(toFrame(wire::Hello{trust::kProtocolVersion, {seed}}));
    frames.push_back(toFrame(wire::CreateSessionKey{SchemeId::Vhe}));
    frames.push_back(toFrame(wire::CreateSessionKey{SchemeId::Plain}));
    frames.push_back(toFrame(wire::CreateSessionKey{trust::KeyKind(SchemeId::Ckks, "train-8192")}));
    frames.push_back(toFrame(wire::CreateDemoKey{SchemeId::Vhe, 0x0123'4567'89ab'cdef}));
    frames.push_back(toFrame(wire::CreateKeyFile{SchemeId::Vhe, "/tmp/a key.cgkey", fromFile}));
    frames.push_back(toFrame(wire::CreateKeyFile{SchemeId::Vhe, "k", fromTerminal}));
    frames.push_back(toFrame(wire::LoadKeyFile{"/tmp/a key.cgkey", fromFile}));
    frames.push_back(toFrame(wire::LoadKeyFile{"k", fromTerminal}));
    frames.push_back(toFrame(wire::KeepKey{"/tmp/a key.cgkey", fromFile}));
    frames.push_back(toFrame(wire::ChangePassphrase{"/tmp/a key.cgkey", fromFile, {}}));
    frames.push_back(toFrame(wire::MakePublicKeys{someBytes(21)}));
    frames.push_back(toFrame(wire::SealStart{someBytes(40), {seed, {}}}));
    frames.push_back(toFrame(wire::SealStart{{}, {std::nullopt, seed}}));
    frames.push_back(toFrame(wire::Refresh{{someBytes(5), {}, someBytes(9)}, 6.0}));
    frames.push_back(
        toFrame(wire::RefreshState{someBytes(40), {{someBytes(5), someBytes(6)}, {someBytes(9)}, 3, someBytes(4)}}));
    frames.push_back(toFrame(wire::RefreshState{{}, {{}, {}, 0, {}}}));
    const std::vector<trust::OpenItem> items{{someBytes(12), {0, 3, 15}}, {{}, {}}};
    frames.push_back(toFrame(wire::Open{trust::OpenPurpose::Network, items}));
    frames.push_back(toFrame(wire::Open{trust::OpenPurpose::Loss, {}}));
    frames.push_back(toFrame(wire::LossBelow{{someBytes(7), {0, 1}}, 1e-3}));
    trust::MeasureRequest request{someBytes(11), 42, seed, {someBytes(3)}, {someBytes(4), someBytes(6)}, {1}};
    frames.push_back(toFrame(wire::MeasureNoise{request}));
    frames.push_back(toFrame(wire::MeasureNoise{{{}, 0, {}, {someBytes(3), someBytes(5)}, {}, {}}}));
    frames.push_back(toFrame(wire::PeakMemory{}));
    frames.push_back(toFrame(wire::SetAccess{trust::Access::StopSignal}));
    frames.push_back(toFrame(wire::MakeRelease{{someBytes(8), {std::nullopt, seed}, seed, 150, {0.5, -1.0}}}));
    frames.push_back(toFrame(wire::MakeRelease{{{}, {seed, {}}, seed, 0, {}}}));
    frames.push_back(toFrame(wire::ForetellRelease{someBytes(8), 150}));
    frames.push_back(
        toFrame(wire::HandOverNetwork{{someBytes(8), {someBytes(5), someBytes(6)}, SchemeId::Ckks, someBytes(9), 16}}));
    frames.push_back(toFrame(wire::HandOverNetwork{{{}, {}, SchemeId::Vhe, {}, 0}}));
    frames.push_back(toFrame(wire::SetPolicy{{4, 2.5, 64, 40}}));
    frames.push_back(toFrame(wire::TellAccount{}));
    frames.push_back(toFrame(wire::OwnLossBelow{{someBytes(8), {std::nullopt, seed}, seed, 150}, 1e-3}));
}

trust::AccountReport sampleAccount()
{
    trust::AccountReport report{trust::newAccount({}), trust::LedgerState::Short, "/home/ada/my.cgkey", {}};
    report.account.policy = {1, 2.0, 1024, 30};
    report.entries = {{1, "2026-11-24T05:00:00Z", {trust::DisclosureKind::Release, 1, 2, 22}, base::Seed{}}};
    report.account = trust::entered(report.account, report.entries.front());
    return report;
}

void appendAnswers(std::vector<trust::Frame>& frames)
{
    trust::KeyDescription key;
    key.id = {someArray<std::array<std::uint8_t, 16>>()};
    key.parameters = someBytes(17);
    key.origin = trust::KeyOrigin::File;
    key.publicBytes = 36'864;
    key.memoryLocked = true;
    frames.push_back(toFrame(wire::Failure{{base::ErrorCode::WrongPassphrase, "the passphrase does not open it"}}));
    frames.push_back(toFrame(wire::Failure{{base::ErrorCode::InvalidArgument, ""}}));
    frames.push_back(toFrame(wire::Welcome{}));
    frames.push_back(toFrame(wire::Key{key}));
    frames.push_back(toFrame(wire::PublicKeys{someBytes(33)}));
    frames.push_back(toFrame(wire::Ciphertexts{{someBytes(2), {}, someBytes(8)}}));
    frames.push_back(toFrame(wire::Refreshed{{{someBytes(5), someBytes(6)}, 4, someBytes(4)}}));
    frames.push_back(toFrame(wire::Opened{{{0.5, -1.25}, {}, {3.0}}}));
    frames.push_back(toFrame(wire::Bit{true}));
    frames.push_back(toFrame(wire::Bit{false}));
    frames.push_back(toFrame(wire::MeasuredNoise{{-200.0, -17.5}}));
    frames.push_back(toFrame(wire::Memory{12'345'678}));
    frames.push_back(toFrame(wire::Done{}));
    const trust::ReleaseOutlook outlook{{1, 2.0, 1024, 30}, true, {44.5, 24.4, 9.5, 10}, 3, 6};
    frames.push_back(toFrame(wire::Released{{{0.25, -0.5}, outlook}}));
    frames.push_back(toFrame(wire::ReleaseForetold{outlook}));
    frames.push_back(toFrame(wire::Account{{trust::newAccount(key.id), trust::LedgerState::Complete, {}, {}}}));
    frames.push_back(toFrame(wire::Account{sampleAccount()}));
}

} // namespace

std::vector<trust::Frame> sampleFrames()
{
    std::vector<trust::Frame> frames;
    appendRequests(frames);
    appendAnswers(frames);
    return frames;
}

base::Bytes wireBytes(const trust::Frame& frame)
{
    const auto header = trust::frameHeader(frame.type, frame.payload.size());
    base::Bytes bytes(header.size() + frame.payload.size());
    const auto behindHeader = std::ranges::copy(header, bytes.begin()).out;
    std::ranges::copy(frame.payload, behindHeader);
    return bytes;
}

} // namespace cg::testing
