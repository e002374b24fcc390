// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scratch.h"
#include "support/allocations.h"

#include <QtTest/QTest>

#include <cstdint>
#include <memory>
#include <numeric>

using cg::base::Scratch;
using cg::testing::Allocations;
using cg::testing::allocationsOf;

namespace {

std::uint64_t sumOfFirst(std::size_t count, Scratch& scratch)
{
    auto numbers = scratch.list<std::uint64_t>(count);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{1});
    auto copies = scratch.roomFor<std::uint64_t>(count);
    copies.insert(copies.end(), numbers.begin(), numbers.end());
    return std::accumulate(copies.begin(), copies.end(), std::uint64_t{0});
}

} // namespace

class ScratchTest : public QObject {
    Q_OBJECT

private slots:
    void listsThatFitTakeNothingFromTheHeap()
    {
        std::uint64_t sum = 0;
        QCOMPARE(allocationsOf([&] {
                     Scratch scratch;
                     sum = sumOfFirst(100, scratch) + sumOfFirst(100, scratch);
                 }),
                 Allocations{});
        QCOMPARE(sum, std::uint64_t{10'100});
    }

    void whatDoesNotFitComesFromTheHeap()
    {
        std::uint64_t sum = 0;
        const Allocations allocations = allocationsOf([&] {
            Scratch scratch;
            sum = sumOfFirst(10'000, scratch);
        });
        QCOMPARE(sum, std::uint64_t{50'005'000});
        QVERIFY(allocations.large > 0);
    }

    void itsListsDestroyWhatTheyHold()
    {
        const auto counted = std::make_shared<int>(7);
        {
            Scratch scratch;
            auto owners = scratch.roomFor<std::shared_ptr<int>>(3);
            owners.assign(3, counted);
            QCOMPARE(counted.use_count(), 4L);
        }
        QCOMPARE(counted.use_count(), 1L);
    }
};

QTEST_APPLESS_MAIN(ScratchTest)
#include "scratch_test.moc"
