// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/protocol.h"

#include "base/contract.h"

#include <sodium.h>

#include <algorithm>

namespace cg::trust {

namespace {

constexpr std::string_view kFrameMagic = "CGKH";
constexpr std::string_view kHandOverMagic = "CGHO";

base::Error violation(const std::string& what)
{
    return {base::ErrorCode::ProtocolViolation, what};
}

bool isKnown(std::uint32_t type)
{
    const auto between = [type](MessageType first, MessageType last) {
        return type >= static_cast<std::uint32_t>(first) && type <= static_cast<std::uint32_t>(last);
    };
    return between(MessageType::Hello, MessageType::OwnLossBelow) ||
           between(MessageType::Failure, MessageType::Account);
}

} // namespace

std::array<std::uint8_t, kFrameHeaderBytes> frameHeader(MessageType type, std::size_t payloadBytes)
{
    CG_EXPECTS(payloadBytes <= kMaxPayloadBytes);
    base::ByteWriter writer;
    writer.raw(base::viewOf(kFrameMagic));
    writer.u32(static_cast<std::uint32_t>(type));
    writer.u32(static_cast<std::uint32_t>(payloadBytes));
    std::array<std::uint8_t, kFrameHeaderBytes> header;
    CG_ENSURES(writer.size() == header.size());
    std::ranges::copy(writer.bytes(), header.begin());
    return header;
}

std::size_t FrameAssembler::missing() const
{
    return m_header.size() < kFrameHeaderBytes ? kFrameHeaderBytes - m_header.size()
                                               : m_payloadBytes - m_payload.size();
}

base::Result<std::optional<Frame>> FrameAssembler::feed(base::ByteView bytes)
{
    CG_EXPECTS(bytes.size() <= missing());
    if (m_header.size() < kFrameHeaderBytes) {
        m_header.insert(m_header.end(), bytes.begin(), bytes.end());
        if (m_header.size() == kFrameHeaderBytes) {
            CG_CHECK(readHeader());
        }
    } else {
        m_payload.insert(m_payload.end(), bytes.begin(), bytes.end());
    }
    if (missing() > 0) {
        return std::optional<Frame>();
    }
    return std::optional<Frame>(takeFrame());
}

base::Result<void> FrameAssembler::readHeader()
{
    base::ByteReader reader(m_header, "the frame header");
    CG_TRY(const base::ByteView magic, reader.raw(kFrameMagic.size()));
    CG_TRY(const std::uint32_t type, reader.u32());
    CG_TRY(const std::uint32_t payloadBytes, reader.u32());
    if (!std::ranges::equal(magic, base::viewOf(kFrameMagic))) {
        return violation("the peer sent bytes that are no frame of the key holder's protocol");
    }
    if (!isKnown(type)) {
        return violation("the peer sent a frame of the unknown type " + std::to_string(type));
    }
    if (payloadBytes > m_maxPayloadBytes) {
        return violation("the peer announced a frame of " + std::to_string(payloadBytes) + " bytes where at most " +
                         std::to_string(m_maxPayloadBytes) + " are allowed");
    }
    m_type = static_cast<MessageType>(type);
    m_payloadBytes = payloadBytes;
    return {};
}

Frame FrameAssembler::takeFrame()
{
    Frame frame{m_type, std::move(m_payload)};
    m_header.clear();
    m_payload.clear();
    m_payloadBytes = 0;
    return frame;
}

Token Token::draw(base::RandomSource& random)
{
    Token token;
    random.fill(token.bytes);
    return token;
}

bool Token::matches(const Token& other) const
{
    return sodium_memcmp(bytes.data(), other.bytes.data(), bytes.size()) == 0;
}

SocketName SocketName::draw(base::RandomSource& random)
{
    SocketName name;
    random.fill(name.bytes);
    return name;
}

std::string SocketName::text() const
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "ciphergrad-";
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

base::Bytes encode(const HandOver& handOver)
{
    base::ByteWriter writer;
    writer.raw(base::viewOf(kHandOverMagic));
    writer.u32(kProtocolVersion);
    writer.raw(handOver.token.bytes);
    writer.raw(handOver.socket.bytes);
    CG_ENSURES(writer.size() == kHandOverBytes);
    return std::move(writer).take();
}

base::Result<HandOver> decodeHandOver(base::ByteView bytes)
{
    if (bytes.size() != kHandOverBytes) {
        return violation("a hand-over has " + std::to_string(kHandOverBytes) + " bytes, not " +
                         std::to_string(bytes.size()));
    }
    base::ByteReader reader(bytes, "the hand-over");
    CG_TRY(const base::ByteView magic, reader.raw(kHandOverMagic.size()));
    CG_TRY(const std::uint32_t version, reader.u32());
    if (!std::ranges::equal(magic, base::viewOf(kHandOverMagic)) || version != kProtocolVersion) {
        return violation("the bytes are no hand-over of protocol version " + std::to_string(kProtocolVersion));
    }
    HandOver handOver;
    CG_TRY(handOver.token.bytes, reader.array<32>());
    CG_TRY(handOver.socket.bytes, reader.array<16>());
    return handOver;
}

} // namespace cg::trust
