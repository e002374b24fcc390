// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/results.h"
#include "trust/protocol.h"

#include <QtTest/QTest>

#include <algorithm>
#include <set>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;
using cg::trust::decodeHandOver;
using cg::trust::Frame;
using cg::trust::FrameAssembler;
using cg::trust::frameHeader;
using cg::trust::HandOver;
using cg::trust::kFrameHeaderBytes;
using cg::trust::kMaxHelloBytes;
using cg::trust::MessageType;
using cg::trust::SocketName;
using cg::trust::Token;

namespace {

Bytes wire(MessageType type, const Bytes& payload)
{
    const auto header = frameHeader(type, payload.size());
    Bytes bytes(header.begin(), header.end());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
}

/// Feeds the bytes in pieces of at most `piece` and returns the frames.
cg::base::Result<std::vector<Frame>> assembled(cg::base::ByteView bytes, std::size_t piece, std::size_t maxPayload)
{
    FrameAssembler assembler(maxPayload);
    std::vector<Frame> frames;
    while (!bytes.empty()) {
        const std::size_t count = std::min({piece, bytes.size(), assembler.missing()});
        CG_TRY(std::optional<Frame> frame, assembler.feed(bytes.first(count)));
        bytes = bytes.subspan(count);
        if (frame) {
            frames.push_back(std::move(*frame));
        }
    }
    return frames;
}

HandOver someHandOver()
{
    cg::base::SystemRandom random;
    return {Token::draw(random), SocketName::draw(random)};
}

} // namespace

class ProtocolTest : public QObject {
    Q_OBJECT

private slots:
    void aFrameBeginsWithMagicTypeAndLengthInLittleEndianOrder()
    {
        const std::array<std::uint8_t, kFrameHeaderBytes> expected{'C', 'G', 'K', 'H', 9, 0, 0, 0, 0x34, 0x12, 0, 0};
        QVERIFY(frameHeader(MessageType::Open, 0x1234) == expected);
    }

    void framesAreFoundWhateverPiecesTheyArriveIn()
    {
        Bytes stream = wire(MessageType::Open, {1, 2, 3});
        const Bytes empty = wire(MessageType::PeakMemory, {});
        const Bytes last = wire(MessageType::Failure, Bytes(300, 7));
        stream.insert(stream.end(), empty.begin(), empty.end());
        stream.insert(stream.end(), last.begin(), last.end());
        for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
            const std::vector<Frame> frames = valueOf(assembled(stream, piece, 300));
            QCOMPARE(frames.size(), std::size_t{3});
            QVERIFY(frames[0].type == MessageType::Open && frames[0].payload == Bytes({1, 2, 3}));
            QVERIFY(frames[1].type == MessageType::PeakMemory && frames[1].payload.empty());
            QVERIFY(frames[2].type == MessageType::Failure && frames[2].payload == Bytes(300, 7));
        }
    }

    void anUnfinishedFrameIsNoFrame()
    {
        const Bytes bytes = wire(MessageType::Open, {1, 2, 3});
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(valueOf(assembled(cg::base::ByteView(bytes).first(size), 64, 300)).empty());
        }
    }

    void foreignBytesAreAViolation()
    {
        Bytes bytes = wire(MessageType::Open, {});
        for (std::size_t i = 0; i < 4; ++i) {
            Bytes foreign = bytes;
            foreign[i] ^= 1;
            QCOMPARE(errorOf(assembled(foreign, 64, 300)), ErrorCode::ProtocolViolation);
        }
    }

    void everyTypeThatIsNotInTheProtocolIsAViolation()
    {
        const std::set<std::uint32_t> known{1,   2,   3,   4,   5,   6,   7,   8,   9,   10,  11,  12,
                                            13,  14,  15,  16,  17,  18,  19,  20,  21,  22,  100, 101,
                                            102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113};
        for (std::uint32_t type = 0; type < 300; ++type) {
            const auto outcome = assembled(wire(static_cast<MessageType>(type), {}), 64, 300);
            QCOMPARE(outcome.hasValue(), known.contains(type));
        }
        const auto largest = static_cast<MessageType>(0xffff'ffff);
        QCOMPARE(errorOf(assembled(wire(largest, {}), 64, 300)), ErrorCode::ProtocolViolation);
    }

    void aFrameThatIsTooLongIsRefusedByItsHeaderAlone()
    {
        const auto longest = frameHeader(MessageType::Hello, kMaxHelloBytes);
        QVERIFY(assembled(longest, 64, kMaxHelloBytes).hasValue());
        const auto tooLong = frameHeader(MessageType::Hello, kMaxHelloBytes + 1);
        const auto refused = assembled(tooLong, 64, kMaxHelloBytes);
        QCOMPARE(errorOf(refused), ErrorCode::ProtocolViolation);
        QVERIFY(messageOf(refused).find("65 bytes") != std::string::npos);
    }

    void tokensMatchOnlyWhenEveryBitDoes()
    {
        cg::base::SystemRandom random;
        const Token token = Token::draw(random);
        QVERIFY(token.matches(token));
        for (std::size_t bit = 0; bit < 256; ++bit) {
            Token other = token;
            other.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!token.matches(other));
        }
        QVERIFY(!token.matches(Token::draw(random)));
    }

    void aSocketNameIsAWordAndThirtyTwoDigits()
    {
        SocketName name;
        name.bytes = {0x00, 0xff, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, 1, 2, 3, 4, 5, 6};
        QCOMPARE(name.text(), std::string("ciphergrad-00ff1032547698badcfe010203040506"));
        cg::base::SystemRandom random;
        QVERIFY(SocketName::draw(random).text() != SocketName::draw(random).text());
    }

    void aHandOverComesBackAsItWas()
    {
        const HandOver handOver = someHandOver();
        const Bytes bytes = encode(handOver);
        QCOMPARE(bytes.size(), cg::trust::kHandOverBytes);
        const HandOver read = valueOf(decodeHandOver(bytes));
        QVERIFY(read.token.matches(handOver.token));
        QVERIFY(read.socket.bytes == handOver.socket.bytes);
    }

    void anythingButExactlyOneHandOverIsRefused()
    {
        const Bytes bytes = encode(someHandOver());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QCOMPARE(errorOf(decodeHandOver(cg::base::ByteView(bytes).first(size))), ErrorCode::ProtocolViolation);
        }
        Bytes longer = bytes;
        longer.push_back(0);
        QCOMPARE(errorOf(decodeHandOver(longer)), ErrorCode::ProtocolViolation);
        for (std::size_t i = 0; i < 8; ++i) { // magic and version
            Bytes foreign = bytes;
            foreign[i] ^= 0x80;
            QCOMPARE(errorOf(decodeHandOver(foreign)), ErrorCode::ProtocolViolation);
        }
    }
};

QTEST_APPLESS_MAIN(ProtocolTest)
#include "protocol_test.moc"
