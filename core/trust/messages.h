#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "trust/key_holder.h"
#include "trust/protocol.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cg::trust::wire {

// One struct for each message. `encode` appends its byte form, `decode` reads and checks one: every count and length
// is bounded before anything is allocated, every number is checked for its range, and a failure leaves no half message.

inline constexpr std::size_t kMaxPathBytes = 4096;
inline constexpr std::size_t kMaxErrorBytes = std::size_t{16} << 10;
inline constexpr std::size_t kMaxSetName = 64;
inline constexpr std::size_t kMaxParameterBytes = 4096;
inline constexpr std::size_t kMaxCiphertextBytes = std::size_t{16} << 20;
/// More of them than a payload can hold: the length of the frame is the bound that is met first.
inline constexpr std::size_t kMaxCiphertexts = std::size_t{1} << 20;
inline constexpr std::size_t kMaxSlotsOfItem = std::size_t{1} << 16;
inline constexpr std::size_t kMaxMeasurements = kMaxCiphertexts;

// ---- requests -------------------------------------------------------------------------------------------------------

struct Hello {
    static constexpr MessageType kType = MessageType::Hello;
    std::uint32_t version = kProtocolVersion;
    Token token;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Hello> decode(base::ByteReader& reader);
};

struct CreateSessionKey {
    static constexpr MessageType kType = MessageType::CreateSessionKey;
    KeyKind kind;

    void encode(base::ByteWriter& writer) const;
    static base::Result<CreateSessionKey> decode(base::ByteReader& reader);
};

struct CreateDemoKey {
    static constexpr MessageType kType = MessageType::CreateDemoKey;
    KeyKind kind;
    std::uint64_t number;

    void encode(base::ByteWriter& writer) const;
    static base::Result<CreateDemoKey> decode(base::ByteReader& reader);
};

struct CreateKeyFile {
    static constexpr MessageType kType = MessageType::CreateKeyFile;
    KeyKind kind;
    std::string path;
    PassphraseSource passphrase;

    void encode(base::ByteWriter& writer) const;
    static base::Result<CreateKeyFile> decode(base::ByteReader& reader);
};

/// A key file, and where its passphrase is.
template <MessageType Type>
struct KeyFileRequest {
    static constexpr MessageType kType = Type;
    std::string path;
    PassphraseSource passphrase;

    void encode(base::ByteWriter& writer) const;
    static base::Result<KeyFileRequest> decode(base::ByteReader& reader);
};
using LoadKeyFile = KeyFileRequest<MessageType::LoadKeyFile>;
using KeepKey = KeyFileRequest<MessageType::KeepKey>;

struct ChangePassphrase {
    static constexpr MessageType kType = MessageType::ChangePassphrase;
    std::string path;
    PassphraseSource present;
    PassphraseSource fresh;

    void encode(base::ByteWriter& writer) const;
    static base::Result<ChangePassphrase> decode(base::ByteReader& reader);
};

struct MakePublicKeys {
    static constexpr MessageType kType = MessageType::MakePublicKeys;
    base::Bytes needs;

    void encode(base::ByteWriter& writer) const;
    static base::Result<MakePublicKeys> decode(base::ByteReader& reader);
};

struct SealStart {
    static constexpr MessageType kType = MessageType::SealStart;
    base::Bytes plan;
    StartSource start;

    void encode(base::ByteWriter& writer) const;
    static base::Result<SealStart> decode(base::ByteReader& reader);
};

struct Refresh {
    static constexpr MessageType kType = MessageType::Refresh;
    std::vector<base::Bytes> ciphertexts;
    double range; ///< finite; its meaning is checked by the key holder

    void encode(base::ByteWriter& writer) const;
    static base::Result<Refresh> decode(base::ByteReader& reader);
};

struct RefreshState {
    static constexpr MessageType kType = MessageType::RefreshState;
    base::Bytes plan;
    NetworkRefresh network;

    void encode(base::ByteWriter& writer) const;
    static base::Result<RefreshState> decode(base::ByteReader& reader);
};

struct HandOverNetwork {
    static constexpr MessageType kType = MessageType::HandOverNetwork;
    NetworkHandOver network;

    void encode(base::ByteWriter& writer) const;
    static base::Result<HandOverNetwork> decode(base::ByteReader& reader);
};

struct Open {
    static constexpr MessageType kType = MessageType::Open;
    OpenPurpose purpose;
    std::vector<OpenItem> items;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Open> decode(base::ByteReader& reader);
};

struct LossBelow {
    static constexpr MessageType kType = MessageType::LossBelow;
    OpenItem loss;
    double threshold; ///< finite

    void encode(base::ByteWriter& writer) const;
    static base::Result<LossBelow> decode(base::ByteReader& reader);
};

/// A request without plan and results asks for the error of the start that was sealed last, whose ciphertexts are its
/// `state`; the rest is empty.
struct MeasureNoise {
    static constexpr MessageType kType = MessageType::MeasureNoise;
    MeasureRequest request;

    void encode(base::ByteWriter& writer) const { encode(request, writer); }
    static void encode(const MeasureRequest& request, base::ByteWriter& writer);
    static base::Result<MeasureNoise> decode(base::ByteReader& reader);
};

struct SetAccess {
    static constexpr MessageType kType = MessageType::SetAccess;
    Access access;

    void encode(base::ByteWriter& writer) const;
    static base::Result<SetAccess> decode(base::ByteReader& reader);
};

struct PeakMemory {
    static constexpr MessageType kType = MessageType::PeakMemory;

    void encode(base::ByteWriter&) const {}
    static base::Result<PeakMemory> decode(base::ByteReader&) { return PeakMemory{}; }
};

// ---- answers --------------------------------------------------------------------------------------------------------

struct Failure {
    static constexpr MessageType kType = MessageType::Failure;
    base::Error error;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Failure> decode(base::ByteReader& reader);
};

struct Welcome {
    static constexpr MessageType kType = MessageType::Welcome;
    std::uint32_t version = kProtocolVersion;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Welcome> decode(base::ByteReader& reader);
};

struct Key {
    static constexpr MessageType kType = MessageType::Key;
    KeyDescription description;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Key> decode(base::ByteReader& reader);
};

struct PublicKeys {
    static constexpr MessageType kType = MessageType::PublicKeys;
    base::Bytes keys;

    void encode(base::ByteWriter& writer) const;
    static base::Result<PublicKeys> decode(base::ByteReader& reader);
};

struct Ciphertexts {
    static constexpr MessageType kType = MessageType::Ciphertexts;
    std::vector<base::Bytes> ciphertexts;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Ciphertexts> decode(base::ByteReader& reader);
};

struct Refreshed {
    static constexpr MessageType kType = MessageType::Refreshed;
    RefreshedNetwork network;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Refreshed> decode(base::ByteReader& reader);
};

struct Opened {
    static constexpr MessageType kType = MessageType::Opened;
    std::vector<std::vector<double>> values; ///< finite

    void encode(base::ByteWriter& writer) const;
    static base::Result<Opened> decode(base::ByteReader& reader);
};

struct Bit {
    static constexpr MessageType kType = MessageType::Bit;
    bool value;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Bit> decode(base::ByteReader& reader);
};

struct MeasuredNoise {
    static constexpr MessageType kType = MessageType::MeasuredNoise;
    std::vector<double> bits; ///< finite

    void encode(base::ByteWriter& writer) const;
    static base::Result<MeasuredNoise> decode(base::ByteReader& reader);
};

struct Memory {
    static constexpr MessageType kType = MessageType::Memory;
    std::uint64_t bytes;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Memory> decode(base::ByteReader& reader);
};

struct Done {
    static constexpr MessageType kType = MessageType::Done;

    void encode(base::ByteWriter&) const {}
    static base::Result<Done> decode(base::ByteReader&) { return Done{}; }
};

// ---- frames ---------------------------------------------------------------------------------------------------------

/// The message as a frame.
template <typename Message>
[[nodiscard]] Frame toFrame(const Message& message)
{
    base::ByteWriter writer;
    message.encode(writer);
    return {Message::kType, std::move(writer).take()};
}

/// The error of a decoder as the protocol reports it.
[[nodiscard]] base::Error asViolation(const base::Error& error);
[[nodiscard]] base::Error unexpectedType(MessageType got, MessageType expected);

/// The message that the frame carries. ProtocolViolation unless it is exactly one valid message of this type.
template <typename Message>
[[nodiscard]] base::Result<Message> fromFrame(const Frame& frame)
{
    if (frame.type != Message::kType) {
        return unexpectedType(frame.type, Message::kType);
    }
    base::ByteReader reader(frame.payload, "a message of the key holder's protocol");
    base::Result<Message> message = Message::decode(reader);
    if (!message) {
        return asViolation(message.error());
    }
    if (const auto complete = reader.finish(); !complete) {
        return asViolation(complete.error());
    }
    return message;
}

} // namespace cg::trust::wire
