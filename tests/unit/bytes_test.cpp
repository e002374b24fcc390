// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using cg::base::ByteReader;
using cg::base::Bytes;
using cg::base::ByteView;
using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::base::Result;
using cg::base::viewOf;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Bytes writeEveryKind()
{
    ByteWriter writer;
    writer.u8(0xAB);
    writer.u32(0x01020304);
    writer.u64(0x1122334455667788);
    writer.i64(-2);
    writer.f64(-1.5);
    writer.text("key");
    const std::array<double, 2> numbers{0.25, -8.0};
    writer.numbers(numbers);
    const std::array<std::int64_t, 2> integers{std::numeric_limits<std::int64_t>::min(), 7};
    writer.integers(integers);
    writer.u8(2);
    return std::move(writer).take();
}

/// Reads what writeEveryKind() wrote, and checks each value.
Result<void> readEveryKind(ByteReader& reader)
{
    CG_TRY(const std::uint8_t byte, reader.u8());
    CG_TRY(const std::uint32_t word, reader.u32());
    CG_TRY(const std::uint64_t wide, reader.u64());
    CG_TRY(const std::int64_t negative, reader.i64());
    CG_TRY(const double real, reader.finite());
    CG_TRY(const std::string text, reader.text(3));
    CG_TRY(const std::vector<double> numbers, reader.numbers(2));
    CG_TRY(const std::vector<std::int64_t> integers, reader.integers(2));
    CG_TRY(const std::uint8_t choice, reader.choice(2));
    CG_CHECK(reader.finish());
    const bool isEqual = byte == 0xAB && word == 0x01020304 && wide == 0x1122334455667788 && negative == -2 &&
                         real == -1.5 && text == "key" && numbers == std::vector<double>{0.25, -8.0} &&
                         integers == std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), 7} &&
                         choice == 2;
    return isEqual ? Result<void>() : reader.damaged("a value has changed");
}

Bytes countFollowedBy(std::uint32_t count, std::size_t bytes)
{
    ByteWriter writer;
    writer.u32(count);
    writer.raw(Bytes(bytes));
    return std::move(writer).take();
}

} // namespace

class BytesTest : public QObject {
    Q_OBJECT

private slots:
    void everyKindIsReadAsItWasWritten()
    {
        const Bytes bytes = writeEveryKind();
        ByteReader reader(bytes);
        const Result<void> outcome = readEveryKind(reader);
        QVERIFY2(outcome.hasValue(), messageOf(outcome).c_str());
        QCOMPARE(reader.remaining(), std::size_t{0});
    }

    void whatThereIsRoomForIsNotMoved()
    {
        ByteWriter writer;
        writer.u8(1);
        writer.reserve(2000);
        const std::uint8_t* const place = writer.bytes().data();
        writer.raw(Bytes(2000, 2));
        QCOMPARE(writer.bytes().data(), place);
        QCOMPARE(writer.size(), std::size_t{2001});
        QCOMPARE(writer.bytes().front(), std::uint8_t{1});
    }

    void manySmallReservationsMoveTheBytesRarely()
    {
        ByteWriter writer;
        int moves = 0;
        for (int i = 0; i < 1000; ++i) {
            const std::uint8_t* const place = writer.bytes().data();
            writer.reserve(sizeof(std::uint32_t));
            writer.u32(7);
            moves += writer.bytes().data() != place ? 1 : 0;
        }
        QVERIFY(moves <= 12);
    }

    void numbersAreLittleEndianAndLengthsHave32Bits()
    {
        ByteWriter writer;
        writer.u32(0x01020304);
        writer.u64(0x0A);
        writer.i64(-1);
        writer.f64(1.0);
        writer.text("ab");
        const Bytes expected{4,    3,    2,    1,                            //
                             0x0A, 0,    0,    0,    0,    0,    0,    0,    //
                             0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, //
                             0,    0,    0,    0,    0,    0,    0xF0, 0x3F, //
                             2,    0,    0,    0,    'a',  'b'};
        QCOMPARE(writer.size(), expected.size());
        QVERIFY(writer.bytes() == expected);
    }

    void rawBytesHaveNoLength()
    {
        ByteWriter writer;
        writer.raw(viewOf("xyz"));
        QVERIFY(writer.bytes() == (Bytes{'x', 'y', 'z'}));
    }

    void everyTruncationIsRefused()
    {
        const Bytes bytes = writeEveryKind();
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            ByteReader reader(ByteView(bytes).first(length));
            QCOMPARE(errorOf(readEveryKind(reader)), ErrorCode::FileDamaged);
        }
    }

    void everyBytesTooManyAreRefused()
    {
        Bytes bytes = writeEveryKind();
        bytes.push_back(0);
        ByteReader reader(bytes);
        const Result<void> outcome = readEveryKind(reader);
        QCOMPARE(errorOf(outcome), ErrorCode::FileDamaged);
        QVERIFY2(messageOf(outcome).find("1 bytes too many") != std::string::npos, messageOf(outcome).c_str());
    }

    void anErrorNamesTheSubjectAndThePosition()
    {
        const Bytes bytes{1, 2, 3, 4, 5};
        ByteReader reader(bytes, "the key file 'a.cgkey'");
        QCOMPARE(valueOf(reader.u32()), 0x04030201U);
        const std::string message = messageOf(reader.u64());
        QVERIFY2(message.starts_with("the key file 'a.cgkey' is damaged at byte 4: "), message.c_str());
    }

    void aRefusedReadConsumesNothing()
    {
        const Bytes bytes{9, 8, 7};
        ByteReader reader(bytes);
        QCOMPARE(errorOf(reader.u32()), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(reader.raw(4)), ErrorCode::FileDamaged);
        QCOMPARE(reader.remaining(), std::size_t{3});
        QCOMPARE(int{valueOf(reader.u8())}, 9);
    }

    void aCountAboveTheLimitIsRefused()
    {
        const Bytes bytes = countFollowedBy(4, 64);
        ByteReader asBlob(bytes);
        QCOMPARE(errorOf(asBlob.blob(3)), ErrorCode::FileDamaged);
        ByteReader asText(bytes);
        QCOMPARE(errorOf(asText.text(3)), ErrorCode::FileDamaged);
        ByteReader asNumbers(bytes);
        QCOMPARE(errorOf(asNumbers.numbers(3)), ErrorCode::FileDamaged);
        ByteReader asIntegers(bytes);
        QCOMPARE(errorOf(asIntegers.integers(3)), ErrorCode::FileDamaged);
    }

    void aHugeCountIsRefusedBeforeMemoryIsTakenForIt()
    {
        // 2^32 - 1 numbers would be 32 GiB; their product with 8 does not fit 32 bits either.
        const Bytes bytes = countFollowedBy(std::numeric_limits<std::uint32_t>::max(), 15);
        constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
        ByteReader asNumbers(bytes);
        QCOMPARE(errorOf(asNumbers.numbers(kNoLimit)), ErrorCode::FileDamaged);
        ByteReader asIntegers(bytes);
        QCOMPARE(errorOf(asIntegers.integers(kNoLimit)), ErrorCode::FileDamaged);
        ByteReader asBlob(bytes);
        QCOMPARE(errorOf(asBlob.blob(kNoLimit)), ErrorCode::FileDamaged);
        ByteReader asCount(bytes);
        QCOMPARE(errorOf(asCount.count(kNoLimit, kNoLimit)), ErrorCode::FileDamaged);
        // 2 · 2^63 is 0 in 64 bits.
        const Bytes two = countFollowedBy(2, 15);
        ByteReader asProduct(two);
        QCOMPARE(errorOf(asProduct.count(kNoLimit, std::size_t{1} << 63)), ErrorCode::FileDamaged);
    }

    void aCountIsAcceptedUpToWhatTheRestCanHold()
    {
        const Bytes enough = countFollowedBy(2, 16);
        ByteReader accepting(enough);
        QCOMPARE(valueOf(accepting.count(10, 8)), std::size_t{2});
        const Bytes oneTooShort = countFollowedBy(2, 15);
        ByteReader refusing(oneTooShort);
        QCOMPARE(errorOf(refusing.count(10, 8)), ErrorCode::FileDamaged);
    }

    void numbersThatAreNotFiniteAreRefused()
    {
        for (const double number : {kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN()}) {
            ByteWriter writer;
            writer.f64(number);
            ByteReader asFinite(writer.bytes());
            QCOMPARE(errorOf(asFinite.finite()), ErrorCode::FileDamaged);
            ByteReader asAny(writer.bytes());
            QVERIFY(asAny.f64().hasValue());

            ByteWriter list;
            const std::array<double, 2> numbers{1.0, number};
            list.numbers(numbers);
            ByteReader asList(list.bytes());
            QCOMPARE(errorOf(asList.numbers(2)), ErrorCode::FileDamaged);
        }
    }

    void aChoiceBeyondTheLastIsRefused()
    {
        const Bytes bytes{2, 3};
        ByteReader reader(bytes);
        QCOMPARE(int{valueOf(reader.choice(2))}, 2);
        QCOMPARE(errorOf(reader.choice(2)), ErrorCode::FileDamaged);
    }

    void aBlobIsAViewOfTheInput()
    {
        ByteWriter writer;
        writer.blob(viewOf("abc"));
        const Bytes bytes = std::move(writer).take();
        ByteReader reader(bytes);
        const ByteView blob = valueOf(reader.blob(3));
        QCOMPARE(blob.data(), bytes.data() + 4);
        QCOMPARE(blob.size(), std::size_t{3});
    }

    void emptyListsAndTextsAreAllowed()
    {
        ByteWriter writer;
        writer.text("");
        writer.numbers({});
        writer.integers({});
        ByteReader reader(writer.bytes());
        QVERIFY(valueOf(reader.text(0)).empty());
        QVERIFY(valueOf(reader.numbers(0)).empty());
        QVERIFY(valueOf(reader.integers(0)).empty());
        QVERIFY(reader.finish().hasValue());
    }

    /// A flipped bit anywhere, and bytes without any meaning, must give a value or FileDamaged and never a read
    /// outside the input (which AddressSanitizer would report).
    void hostileBytesNeverDoMoreThanFail()
    {
        const Bytes original = writeEveryKind();
        for (std::size_t bit = 0; bit < original.size() * 8; ++bit) {
            Bytes flipped = original;
            flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
            ByteReader reader(flipped);
            QCOMPARE(errorOf(readEveryKind(reader)), ErrorCode::FileDamaged);
        }
        cg::base::SeededRandom random(cg::base::seedFromNumber(1, "hostile bytes"), {cg::base::Purpose::Prepare});
        for (int round = 0; round < 2000; ++round) {
            Bytes noise(random.below(80));
            random.fill(noise);
            ByteReader reader(noise);
            QCOMPARE(errorOf(readEveryKind(reader)), ErrorCode::FileDamaged);
        }
    }

    void arraysAreReadWholeOrNotAtAll()
    {
        const Bytes bytes{1, 2, 3, 4, 5};
        ByteReader reader(bytes);
        QVERIFY(*reader.array<3>() == (std::array<std::uint8_t, 3>{1, 2, 3}));
        QCOMPARE(reader.array<3>().error().code, cg::base::ErrorCode::FileDamaged);
        QCOMPARE(reader.remaining(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(BytesTest)
#include "bytes_test.moc"
