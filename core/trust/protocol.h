#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cg::trust {

// The wire between the trainer's side and the key holder (docs/keyholder-protocol.md). Numbers are little-endian.
//
//   frame    0   4 bytes   "CGKH"
//            4   u32       MessageType
//            8   u32       length of the payload in bytes, at most kMaxPayloadBytes
//            12  payload   one message of messages.h
//
// A connection begins with Hello (protocol version, one-time token) and its answer Welcome; after that every request
// gets exactly one answer, Failure or the one that belongs to it. Anything else ends the connection.

/// Changed whenever a message or the numbers of base::ErrorCode change. Both programs come from one build.
inline constexpr std::uint32_t kProtocolVersion = 8;
inline constexpr std::size_t kFrameHeaderBytes = 12;
inline constexpr std::size_t kMaxPayloadBytes = std::size_t{256} << 20;
/// What a peer may send before it has shown the token: a Hello is no longer.
inline constexpr std::size_t kMaxHelloBytes = 64;

/// What a frame carries. Requests are below 100, answers from 100.
enum class MessageType : std::uint32_t {
    Hello = 1,
    CreateSessionKey = 2,
    CreateDemoKey = 3,
    CreateKeyFile = 4,
    LoadKeyFile = 5,
    MakePublicKeys = 6,
    SealStart = 7,
    Refresh = 8,
    Open = 9,
    LossBelow = 10,
    MeasureNoise = 11,
    PeakMemory = 12,
    KeepKey = 13,
    RefreshState = 14,
    SetAccess = 15,
    ChangePassphrase = 16,
    MakeRelease = 17,
    ForetellRelease = 18,
    SetPolicy = 19,
    HandOverNetwork = 20,
    TellAccount = 21,
    OwnLossBelow = 22,

    Failure = 100,
    Welcome = 101,
    Key = 102,
    PublicKeys = 103,
    Ciphertexts = 104,
    Opened = 105,
    Bit = 106,
    MeasuredNoise = 107,
    Memory = 108,
    Refreshed = 109,
    Done = 110,
    Released = 111,
    ReleaseForetold = 112,
    Account = 113,
};

/// One message as bytes, with its type.
struct Frame {
    MessageType type;
    base::Bytes payload;
};

/// The twelve bytes in front of a payload. Requires payloadBytes ≤ kMaxPayloadBytes.
[[nodiscard]] std::array<std::uint8_t, kFrameHeaderBytes> frameHeader(MessageType type, std::size_t payloadBytes);

/// Cuts a stream of bytes into frames, whatever pieces it arrives in. Memory grows with the bytes that have arrived,
/// never with a length that was only announced.
class FrameAssembler {
public:
    explicit FrameAssembler(std::size_t maxPayloadBytes) : m_maxPayloadBytes(maxPayloadBytes) {}

    /// How many bytes are missing until the header or the payload of the current frame is complete; never zero.
    [[nodiscard]] std::size_t missing() const;
    /// Takes the next bytes, at most missing() of them. Returns the frame that they complete, or nothing yet.
    /// ProtocolViolation, as soon as the header tells, for a foreign frame, an unknown type or a payload that is too
    /// long; after that the stream cannot be used any more.
    base::Result<std::optional<Frame>> feed(base::ByteView bytes);
    void setMaxPayloadBytes(std::size_t bytes) { m_maxPayloadBytes = bytes; }

private:
    base::Result<void> readHeader();
    [[nodiscard]] Frame takeFrame();

    std::size_t m_maxPayloadBytes;
    base::Bytes m_header; ///< what has arrived of the current header
    MessageType m_type{}; ///< valid once the header is complete, as is m_payloadBytes
    std::size_t m_payloadBytes = 0;
    base::Bytes m_payload; ///< what has arrived of the current payload
};

/// 32 random bytes that the launcher gives to the child on its stdin, and every client shows in its first frame.
struct Token {
    std::array<std::uint8_t, 32> bytes{};

    [[nodiscard]] static Token draw(base::RandomSource& random);
    /// Whether the two are equal, in a time that does not depend on where they differ.
    [[nodiscard]] bool matches(const Token& other) const;
};

/// The name of a socket in Linux's abstract namespace: no file, and gone with the process that listens.
struct SocketName {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] static SocketName draw(base::RandomSource& random);
    /// "ciphergrad-" and 32 hexadecimal digits, without the leading zero byte of the namespace.
    [[nodiscard]] std::string text() const;
};

/// What the launcher writes to the child's stdin, and nothing else comes there.
struct HandOver {
    Token token;
    SocketName socket;
};
inline constexpr std::size_t kHandOverBytes = 56;
/// The line that the child writes to its stdout as soon as clients can connect.
inline constexpr std::string_view kReadyLine = "ready\n";

[[nodiscard]] base::Bytes encode(const HandOver& handOver);
/// ProtocolViolation unless `bytes` are exactly one hand-over of this version.
[[nodiscard]] base::Result<HandOver> decodeHandOver(base::ByteView bytes);

} // namespace cg::trust
