// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

using namespace cg::data;
using cg::base::ByteReader;
using cg::base::Bytes;
using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Dataset small()
{
    return {"small", 2, 1, {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, {0.0, 1.0, 0.5}};
}

Bytes encoded(const Dataset& data)
{
    ByteWriter writer;
    encode(data, writer);
    return std::move(writer).take();
}

/// The bytes of a table, without any check.
Bytes rawBytes(const Dataset& data)
{
    ByteWriter writer;
    writer.text(data.name);
    writer.u32(static_cast<std::uint32_t>(data.inputCount));
    writer.u32(static_cast<std::uint32_t>(data.targetCount));
    writer.numbers(data.inputs);
    writer.numbers(data.targets);
    return std::move(writer).take();
}

cg::base::Result<Dataset> decoded(const Bytes& bytes)
{
    ByteReader reader(bytes, "the table");
    return decodeDataset(reader);
}

struct BadTable {
    Dataset data;
    std::string reason;
};

std::vector<BadTable> badTables()
{
    const Dataset good = small();
    const auto changed = [&](auto change) {
        Dataset data = good;
        change(data);
        return data;
    };
    const std::vector<double> wide(4096, 0.0);
    return {
        {changed([](Dataset& data) { data.inputCount = 0; }), "it needs at least one input and one target"},
        {changed([](Dataset& data) { data.targetCount = 0; }), "it needs at least one input and one target"},
        {changed([](Dataset& data) { data.inputCount = 4; }), "6 inputs and 3 targets make no rows of 4 and 1"},
        {changed([](Dataset& data) { data.inputCount = 3; }), "6 inputs and 3 targets make no rows of 3 and 1"},
        {changed([](Dataset& data) { data.targetCount = 2; }), "6 inputs and 3 targets make no rows of 2 and 2"},
        {changed([](Dataset& data) { data.targets.push_back(1.0); }), "6 inputs and 4 targets make no rows of 2 and 1"},
        {changed([](Dataset& data) { data.inputCount = 0xffffffff; }), "it has more than 4096 columns"},
        {changed([](Dataset& data) { data.targetCount = 0xffffffff; }), "it has more than 4096 columns"},
        // Together with the two inputs this wraps to 0.
        {changed([](Dataset& data) { data.targetCount = SIZE_MAX - 1; }), "it has more than 4096 columns"},
        {{"wide", 4096, 1, wide, {1.0}}, "it has more than 4096 columns"},
        {{"none", 2, 1, {}, {}}, "it has no rows"},
        {changed([](Dataset& data) { data.inputs[3] = kInfinity; }), "input 2 of row 2 is not finite"},
        {changed([](Dataset& data) { data.targets[2] = std::nan(""); }), "target 1 of row 3 is not finite"},
        {changed([](Dataset& data) { data.name.assign(256, 'n'); }), "its name has more than 255 bytes"},
    };
}

} // namespace

class DatasetTest : public QObject {
    Q_OBJECT

private slots:
    void rowsAreTakenInOrder()
    {
        const Dataset data = small();
        QVERIFY(data.check().hasValue());
        QCOMPARE(data.rows(), std::size_t{3});
        QCOMPARE(data.input(1)[0], 3.0);
        QCOMPARE(data.input(1)[1], 4.0);
        QCOMPARE(data.target(2)[0], 0.5);
    }

    void selectedRowsComeInTheGivenOrderAndMayRepeat()
    {
        const Dataset selected = selectRows(small(), std::vector<std::size_t>{2, 0, 2});
        QCOMPARE(selected, (Dataset{"small", 2, 1, {5.0, 6.0, 1.0, 2.0, 5.0, 6.0}, {0.5, 0.0, 0.5}}));
    }

    void whatIsNoTableIsRefusedWithTheReason()
    {
        for (const auto& [data, reason] : badTables()) {
            QCOMPARE(errorOf(data.check()), ErrorCode::BadData);
            QCOMPARE(messageOf(data.check()), "the table cannot be used: " + reason);
        }
    }

    void tooManyRowsAreRefused()
    {
        Dataset data{"long", 1, 1, std::vector<double>(kMaxRows, 1.0), std::vector<double>(kMaxRows, 1.0)};
        QVERIFY(data.check().hasValue());
        data.inputs.push_back(1.0);
        data.targets.push_back(1.0);
        QCOMPARE(messageOf(data.check()),
                 std::string("the table cannot be used: it has 1000001 rows where at most 1000000 may stand"));
    }

    void theBytesAreFrozenAndReadBack()
    {
        // Sessions on disk hold these bytes: whoever changes them must change the version of the file format.
        const Dataset data{"ab", 1, 1, {1.0}, {-2.0}};
        const Bytes bytes = encoded(data);
        QCOMPARE(bytes, Bytes({2, 0, 0, 0, 'a', 'b', 1, 0, 0, 0, 1,    0,    0, 0, //
                               1, 0, 0, 0, 0,   0,   0, 0, 0, 0, 0xf0, 0x3f,       //
                               1, 0, 0, 0, 0,   0,   0, 0, 0, 0, 0x00, 0xc0}));
        QCOMPARE(valueOf(decoded(bytes)), data);
        QCOMPARE(valueOf(decoded(encoded(small()))), small());
    }

    void everyTruncationIsRefused()
    {
        const Bytes whole = encoded(small());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            QCOMPARE(errorOf(decoded(part)), ErrorCode::FileDamaged);
        }
    }

    void bytesThatCheckWouldRefuseAreRefused()
    {
        QVERIFY(decoded(rawBytes(small())).hasValue());
        for (const auto& [data, reason] : badTables()) {
            QVERIFY2(errorOf(decoded(rawBytes(data))) == ErrorCode::FileDamaged, reason.c_str());
        }
    }

    void aCountThatTheBytesCannotHoldIsRefusedBeforeMemoryIsTaken()
    {
        ByteWriter writer;
        writer.text("huge");
        writer.u32(4095);
        writer.u32(1);
        writer.u32(0xf0000000); // 30 GB of numbers
        QCOMPARE(errorOf(decoded(writer.bytes())), ErrorCode::FileDamaged);
    }
};

QTEST_APPLESS_MAIN(DatasetTest)
#include "dataset_test.moc"
