// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/message_decoder.h"
#include "fuzz/sample_frames.h"
#include "support/results.h"
#include "trust/messages.h"

#include <QtTest/QTest>

#include <limits>
#include <set>

using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::testing::decodedAndEncoded;
using cg::testing::errorOf;
using cg::testing::sampleFrames;
using cg::testing::valueOf;
using cg::trust::Frame;
using cg::trust::MessageType;
namespace wire = cg::trust::wire;

namespace {

/// Whether `payload` is refused as a message of the type.
template <typename Message>
bool isRefused(const ByteWriter& payload)
{
    return errorOf(wire::fromFrame<Message>({Message::kType, payload.bytes()})) == ErrorCode::ProtocolViolation;
}

template <typename Message>
Message sent(const Message& message)
{
    return valueOf(wire::fromFrame<Message>(wire::toFrame(message)));
}

void writeZeros(ByteWriter& writer, std::size_t count)
{
    writer.raw(cg::base::Bytes(count));
}

} // namespace

class MessagesTest : public QObject {
    Q_OBJECT

private slots:
    void theSamplesHoldEveryType()
    {
        std::set<MessageType> types;
        for (const Frame& frame : sampleFrames()) {
            types.insert(frame.type);
        }
        QCOMPARE(types.size(), std::size_t{36});
    }

    void everyMessageComesBackByteForByte()
    {
        for (const Frame& frame : sampleFrames()) {
            const Frame again = valueOf(decodedAndEncoded(frame));
            QVERIFY(again.type == frame.type);
            QVERIFY(again.payload == frame.payload);
        }
    }

    void everyTruncationIsRefused()
    {
        for (const Frame& frame : sampleFrames()) {
            for (std::size_t size = 0; size < frame.payload.size(); ++size) {
                Frame cut{frame.type, {frame.payload.begin(), frame.payload.begin() + static_cast<long>(size)}};
                QCOMPARE(errorOf(decodedAndEncoded(cut)), ErrorCode::ProtocolViolation);
            }
        }
    }

    void aByteTooManyIsRefused()
    {
        for (Frame frame : sampleFrames()) {
            frame.payload.push_back(0);
            QCOMPARE(errorOf(decodedAndEncoded(frame)), ErrorCode::ProtocolViolation);
        }
    }

    void aMessageOfAnotherTypeIsRefused()
    {
        const Frame frame = wire::toFrame(wire::Bit{true});
        QCOMPARE(errorOf(wire::fromFrame<wire::Memory>(frame)), ErrorCode::ProtocolViolation);
    }

    void theFieldsOfAMeasurementKeepTheirPlaces()
    {
        const cg::trust::MeasureRequest request{{1, 2}, 77, {9, 8, 7}, {{3}, {}}, {{4, 5}, {6}}, {1, 0}};
        const auto read = sent(wire::MeasureNoise{request}).request;
        QVERIFY(read.plan == request.plan);
        QCOMPARE(read.step, request.step);
        QVERIFY(read.shuffleSeed == request.shuffleSeed);
        QVERIFY(read.state == request.state);
        QVERIFY(read.results == request.results);
        QVERIFY(read.remasked == request.remasked);
    }

    void everyErrorCodeCrossesTheWire()
    {
        for (int code = 0; code <= static_cast<int>(ErrorCode::OutOfMemory); ++code) {
            const wire::Failure failure{{static_cast<ErrorCode>(code), "because"}};
            const cg::base::Error read = sent(failure).error;
            QVERIFY(read.code == failure.error.code);
            QCOMPARE(read.message, std::string("because"));
        }
        ByteWriter unknown;
        unknown.u8(static_cast<std::uint8_t>(ErrorCode::OutOfMemory) + 1);
        unknown.text("because");
        QVERIFY(isRefused<wire::Failure>(unknown));
    }

    void aLongErrorMessageIsCutInsteadOfBreakingTheConnection()
    {
        const wire::Failure failure{{ErrorCode::InvalidArgument, std::string(100'000, 'x')}};
        QCOMPARE(sent(failure).error.message.size(), wire::kMaxErrorBytes);
    }

    void unknownChoicesAreRefused()
    {
        ByteWriter scheme;
        scheme.u8(3);
        scheme.text("");
        QVERIFY(isRefused<wire::CreateSessionKey>(scheme));
        ByteWriter purpose;
        purpose.u8(5);
        purpose.u32(0);
        QVERIFY(isRefused<wire::Open>(purpose));
        ByteWriter bit;
        bit.u8(2);
        QVERIFY(isRefused<wire::Bit>(bit));
        ByteWriter origin;
        writeZeros(origin, 16);
        origin.u8(1);
        origin.blob({});
        origin.u8(3);
        origin.u64(0);
        origin.u8(0);
        QVERIFY(isRefused<wire::Key>(origin));
    }

    void numbersThatAreNotFiniteAreRefused()
    {
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity()}) {
            ByteWriter threshold;
            threshold.blob({});
            threshold.u32(0);
            threshold.f64(bad);
            QVERIFY(isRefused<wire::LossBelow>(threshold));
            ByteWriter range;
            range.u32(0);
            range.f64(bad);
            QVERIFY(isRefused<wire::Refresh>(range));
            const std::array<double, 1> numbers{bad};
            ByteWriter opened;
            opened.u32(1);
            opened.numbers(numbers);
            QVERIFY(isRefused<wire::Opened>(opened));
            ByteWriter measured;
            measured.numbers(numbers);
            QVERIFY(isRefused<wire::MeasuredNoise>(measured));
        }
    }

    void pathsAreBoundedNotEmptyAndWithoutZeroBytes()
    {
        const auto refused = [](const std::string& path) {
            ByteWriter writer;
            writer.text(path);
            writer.u8(0);
            return isRefused<wire::LoadKeyFile>(writer);
        };
        QVERIFY(refused(""));
        QVERIFY(refused(std::string("a\0b", 3)));
        QVERIFY(refused(std::string(wire::kMaxPathBytes + 1, 'p')));
        QVERIFY(!refused(std::string(wire::kMaxPathBytes, 'p')));
    }

    void aCountThatTheRestCannotHoldIsRefusedBeforeAnythingIsAllocated()
    {
        for (const std::uint32_t count : {1U, 60'000U, 1'048'577U, 0xffff'ffffU}) {
            ByteWriter ciphertexts;
            ciphertexts.u32(count);
            QVERIFY(isRefused<wire::Ciphertexts>(ciphertexts));
            ByteWriter opened;
            opened.u32(1);
            opened.u32(count);
            QVERIFY(isRefused<wire::Opened>(opened));
            ByteWriter keys;
            keys.u32(count);
            QVERIFY(isRefused<wire::PublicKeys>(keys));
        }
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
