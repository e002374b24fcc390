// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "persist/container.h"
#include "support/results.h"

#include <QtTest/QTest>

using namespace cg;
using base::ErrorCode;
using persist::Container;
using testing::errorOf;

namespace {

base::Bytes someFile()
{
    Container container;
    container.add("first", {1, 2, 3});
    container.add("empty", {});
    container.add("long", base::Bytes(1000, 7));
    return container.encode();
}

/// The file with its checksum made good again after a change.
base::Bytes resealed(base::ByteView file)
{
    const base::ByteView body = file.first(file.size() - std::tuple_size_v<base::Seed>);
    const base::Seed checksum = base::hashOf(body);
    base::Bytes bytes(body.begin(), body.end());
    bytes.insert(bytes.end(), checksum.begin(), checksum.end());
    return bytes;
}

} // namespace

class ContainerTest : public QObject {
    Q_OBJECT

private slots:
    void sectionsComeBackAsTheyWere()
    {
        const base::Bytes bytes = someFile();
        const Container container = testing::valueOf(Container::decode(bytes, "x"));
        QCOMPARE(testing::valueOf(container.section("first")).size(), std::size_t{3});
        QVERIFY(testing::valueOf(container.section("empty")).empty());
        QCOMPARE(testing::valueOf(container.section("long"))[999], std::uint8_t{7});
        QCOMPARE(errorOf(container.section("none")), ErrorCode::FileDamaged);
        QVERIFY(container.section("none").error().message.starts_with("x is damaged"));
        QVERIFY(Container::isAtBeginningOf(bytes) && !Container::isAtBeginningOf(base::Bytes(8, 0)));
        QCOMPARE(container.encode(), bytes);
    }

    void everyFlippedBitIsSeen()
    {
        const base::Bytes good = someFile();
        for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
            base::Bytes bad = good;
            bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
            QVERIFY(errorOf(Container::decode(bad, "x")).has_value());
        }
    }

    void everyOtherLengthIsSeen()
    {
        const base::Bytes good = someFile();
        for (std::size_t size = 0; size < good.size(); ++size) {
            QCOMPARE(errorOf(Container::decode(base::ByteView(good).first(size), "x")), ErrorCode::FileDamaged);
        }
        base::Bytes longer = good;
        longer.push_back(0);
        QCOMPARE(errorOf(Container::decode(longer, "x")), ErrorCode::FileDamaged);
    }

    void aForeignAndANewerFileAreToldApart()
    {
        base::Bytes foreign = someFile();
        foreign[0] = 'X';
        QCOMPARE(errorOf(Container::decode(resealed(foreign), "x")), ErrorCode::FileForeign);
        base::Bytes newer = someFile();
        newer[8] = 2;
        QCOMPARE(errorOf(Container::decode(resealed(newer), "x")), ErrorCode::FileNewer);
        base::Bytes none = someFile();
        none[8] = 0;
        QCOMPARE(errorOf(Container::decode(resealed(none), "x")), ErrorCode::FileDamaged);
    }

    /// A sound checksum does not make the content sound: counts and lengths are bounded by what is there.
    void hostileCountsAreRefused()
    {
        for (const std::size_t at : {std::size_t{12}, std::size_t{16}, std::size_t{25}}) {
            base::Bytes bad = someFile();
            bad[at + 3] = 0xff;
            QCOMPARE(errorOf(Container::decode(resealed(bad), "x")), ErrorCode::FileDamaged);
        }
    }
};

QTEST_APPLESS_MAIN(ContainerTest)
#include "container_test.moc"
