// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secure_memory.h"
#include "support/child.h"

#include <QtTest/QTest>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>

using cg::base::Bytes;
using cg::base::MemoryLock;
using cg::base::SecureBuffer;

namespace {

constexpr int kNotPossibleHere = 77;

/// Whether this process may read the byte at `address`: the operating system is asked to copy it into a pipe and
/// answers EFAULT where it cannot.
bool isReadable(const std::uint8_t* address)
{
    std::array<int, 2> pipeEnds{};
    if (::pipe(pipeEnds.data()) != 0) {
        qFatal("no pipe");
    }
    const bool isCopied = ::write(pipeEnds[1], address, 1) == 1;
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
    return isCopied;
}

bool isAllZero(cg::base::ByteView bytes)
{
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

class SecureMemoryTest : public QObject {
    Q_OBJECT

private slots:
    void aNewBufferIsZeroAndHasItsSize()
    {
        for (const std::size_t size : {1U, 7U, 8U, 32U, 4096U, 5001U}) {
            const SecureBuffer buffer(size);
            QCOMPARE(buffer.size(), size);
            QVERIFY(isAllZero(buffer.bytes()));
        }
    }

    void anEmptyBufferIsAllowed()
    {
        SecureBuffer buffer(0);
        QCOMPARE(buffer.size(), std::size_t{0});
        QVERIFY(buffer.bytes().empty());
        QCOMPARE(buffer.clone().size(), std::size_t{0});
    }

    void theIntegersAreTheSameMemoryAndAligned()
    {
        SecureBuffer buffer(24);
        QCOMPARE(buffer.integers().size(), std::size_t{3});
        QCOMPARE(reinterpret_cast<std::uintptr_t>(buffer.integers().data()) % alignof(std::int64_t), std::uintptr_t{0});
        buffer.integers()[1] = -1;
        QCOMPARE(int{buffer.bytes()[8]}, 0xFF);
        QCOMPARE(int{buffer.bytes()[7]}, 0);
        QCOMPARE(std::as_const(buffer).integers()[1], std::int64_t{-1});
    }

    void theIntegersOfAnOddSizeStayInsideTheBuffer()
    {
        SecureBuffer buffer(23);
        QCOMPARE(buffer.integers().size(), std::size_t{2});
    }

    void movingHandsTheMemoryOverAndEmptiesTheSource()
    {
        SecureBuffer source(16);
        source.bytes()[3] = 42;
        const std::uint8_t* address = source.bytes().data();
        SecureBuffer target(std::move(source));
        QCOMPARE(target.bytes().data(), address);
        QCOMPARE(int{target.bytes()[3]}, 42);
        QCOMPARE(source.size(), std::size_t{0}); // NOLINT(bugprone-use-after-move): this is what is tested
    }

    void moveAssignmentReleasesNothingThatIsStillUsed()
    {
        SecureBuffer first(8);
        SecureBuffer second(16);
        first.bytes()[0] = 1;
        second.bytes()[0] = 2;
        first = std::move(second);
        QCOMPARE(first.size(), std::size_t{16});
        QCOMPARE(int{first.bytes()[0]}, 2);
    }

    void aCloneIsEqualAndIndependent()
    {
        SecureBuffer original(32);
        std::iota(original.bytes().begin(), original.bytes().end(), std::uint8_t{1});
        SecureBuffer clone = original.clone();
        QVERIFY(std::ranges::equal(clone.bytes(), original.bytes()));
        clone.bytes()[0] = 99;
        QCOMPARE(int{original.bytes()[0]}, 1);
        QVERIFY(clone.bytes().data() != original.bytes().data());
    }

    void theByteAfterTheBufferCannotBeRead()
    {
        const SecureBuffer buffer(64);
        QVERIFY(isReadable(buffer.bytes().data() + 63));
        QVERIFY(!isReadable(buffer.bytes().data() + 64));
    }

    void theMemoryIsGoneAfterRelease()
    {
        const std::uint8_t* address = nullptr;
        {
            const SecureBuffer buffer(64);
            address = buffer.bytes().data();
            QVERIFY(isReadable(address));
        }
        QVERIFY(!isReadable(address));
    }

    void aFailedMemoryLockIsReportedAndTheBufferWorks()
    {
        const auto outcome = cg::testing::runInChild([] {
            cg::testing::dropPrivileges();
            const rlimit none{0, 0};
            ::setrlimit(RLIMIT_MEMLOCK, &none);
            const char probe = 0;
            if (::mlock(&probe, 1) == 0) {
                return kNotPossibleHere; // AddressSanitizer replaces mlock() by a function that does nothing.
            }
            SecureBuffer buffer(64);
            buffer.bytes()[63] = 7;
            const bool isUsable = buffer.bytes()[63] == 7 && isAllZero(buffer.bytes().first(63));
            return isUsable && buffer.lock() == MemoryLock::Failed ? 0 : 1;
        });
        if (outcome.exitStatus == kNotPossibleHere) {
            QSKIP("memory can always be locked in this build");
        }
        QCOMPARE(outcome.exitStatus, std::optional(0));
    }

    void theMemoryLockIsReportedWhereThereIsRoomForIt()
    {
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_MEMLOCK, &limit), 0);
        if (::geteuid() != 0 && limit.rlim_cur < 65536) {
            QSKIP("the limit of lockable memory of this machine is below 64 KiB");
        }
        QCOMPARE(SecureBuffer(64).lock(), MemoryLock::Locked);
    }

    void wipeOverwritesAllOfIt()
    {
        Bytes bytes(1000, 0xAA);
        cg::base::wipe(std::span(bytes).subspan(1, 998));
        QCOMPARE(int{bytes.front()}, 0xAA);
        QCOMPARE(int{bytes.back()}, 0xAA);
        QVERIFY(isAllZero(cg::base::ByteView(bytes).subspan(1, 998)));
        cg::base::wipe({});
    }
};

QTEST_APPLESS_MAIN(SecureMemoryTest)
#include "secure_memory_test.moc"
