// SPDX-License-Identifier: GPL-3.0-or-later
// The search for secrets in memory sees what there is to see.
#include "base/contract.h"
#include "base/random.h"
#include "support/memory_search.h"
#include "support/results.h"
#include "support/stopped_process.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

using namespace cg;
using testing::MemorySearch;
using testing::Needle;
using testing::SearchReport;
using testing::StoppedProcess;
using testing::valueOf;

namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

/// A forked copy of this program that does some work and then waits for its end.
class Child {
public:
    /// `work` is given what to call when it is done; it does not come back.
    explicit Child(const std::function<void(const std::function<void()>&)>& work)
    {
        std::array<int, 2> ends{};
        CG_EXPECTS(::pipe(ends.data()) == 0);
        m_process = ::fork();
        CG_EXPECTS(m_process >= 0);
        if (m_process == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            work([&] {
                const char done = 'd';
                CG_EXPECTS(::write(ends[1], &done, 1) == 1);
                for (;;) {
                    ::pause();
                }
            });
            ::_exit(0);
        }
        char done = 0;
        CG_EXPECTS(::read(ends[0], &done, 1) == 1);
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child()
    {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    [[nodiscard]] pid_t process() const { return m_process; }

private:
    pid_t m_process = -1;
};

/// Random bytes that only the child puts together: the parent, whose memory it shares, knows their complement.
class Planted {
public:
    explicit Planted(std::size_t size) : m_complement(size)
    {
        base::SystemRandom random;
        random.fill(m_complement);
    }
    void writeTo(std::uint8_t* place) const
    {
        std::ranges::transform(m_complement, place, [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); });
        asm volatile("" : : "r"(place) : "memory"); // somebody may read it: it is really written
    }
    /// Only after the child was forked.
    [[nodiscard]] Needle needle() const
    {
        Needle needle{"planted", base::Bytes(m_complement.size())};
        writeTo(needle.bytes.data());
        return needle;
    }

private:
    base::Bytes m_complement;
};

/// What is seen of planted bytes in a child that handles them so.
SearchReport seenIn(std::size_t size, const std::function<void(const Planted&, const std::function<void()>&)>& handle)
{
    const Planted planted(size);
    const Child child([&](const std::function<void()>& wait) { handle(planted, wait); });
    const MemorySearch search({planted.needle()});
    const StoppedProcess stopped(child.process());
    return valueOf(search.inProcess(child.process()));
}

std::uint8_t* mapped(std::size_t size)
{
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CG_EXPECTS(memory != MAP_FAILED);
    return static_cast<std::uint8_t*>(memory);
}

} // namespace

class MemoryNeedlesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
#if defined(__SANITIZE_ADDRESS__)
        QSKIP("the sanitizer's own memory is terabytes, which nobody can search");
#endif
    }

    void whatNobodyPlantedIsNotSeen()
    {
        const SearchReport report = seenIn(16, [](const Planted&, const auto& wait) { wait(); });
        QCOMPARE(report.text(), std::string());
        QVERIFY(report.bytes > kMegabyte);
        QCOMPARE(report.unreadBytes, std::uint64_t{0});
    }

    void whatLiesOnTheHeapIsSeen()
    {
        const SearchReport report = seenIn(16, [](const Planted& planted, const auto& wait) {
            std::vector<std::uint8_t> copy(16);
            planted.writeTo(copy.data());
            wait();
        });
        QVERIFY(report.sees("planted"));
    }

    /// Nothing of this program's blanks memory that is given back.
    void whatWasFreedIsSeen()
    {
        const SearchReport report = seenIn(64, [](const Planted& planted, const auto& wait) {
            // Behind what the allocator writes into a free block itself.
            std::vector<std::uint8_t> copy(4096);
            planted.writeTo(copy.data() + 1024);
            std::vector<std::uint8_t>().swap(copy);
            wait();
        });
        QVERIFY(report.sees("planted"));
    }

    void whatLiesOnTheStackOfAnotherThreadIsSeen()
    {
        const SearchReport report = seenIn(16, [](const Planted& planted, const auto& wait) {
            std::jthread([&] {
                std::array<std::uint8_t, 16> copy{};
                planted.writeTo(copy.data());
                wait();
            }).join();
        });
        QVERIFY(report.sees("planted"));
    }

    void whatTheProcessItselfMayNotReadIsSeen()
    {
        const SearchReport report = seenIn(16, [](const Planted& planted, const auto& wait) {
            std::uint8_t* const memory = mapped(4096);
            planted.writeTo(memory + 100);
            CG_EXPECTS(::mprotect(memory, 4096, PROT_NONE) == 0);
            wait();
        });
        QVERIFY(report.sees("planted"));
    }

    /// Wherever the reader's pieces and the kernel's mappings end.
    void whatCrossesABoundaryIsSeen_data()
    {
        QTest::addColumn<int>("begin");
        for (const int boundary : {1, 2}) {
            for (const int before : {1, 3, 4, 5, 8, 15}) {
                QTest::addRow("%d before %d MiB", before, boundary) << boundary * static_cast<int>(kMegabyte) - before;
            }
        }
    }
    void whatCrossesABoundaryIsSeen()
    {
        QFETCH(const int, begin);
        const SearchReport report = seenIn(16, [begin](const Planted& planted, const auto& wait) {
            std::uint8_t* const memory = mapped(3 * kMegabyte);
            planted.writeTo(memory + begin);
            CG_EXPECTS(::mprotect(memory + 2 * kMegabyte, kMegabyte, PROT_READ) == 0);
            wait();
        });
        QVERIFY(report.sees("planted"));
    }

    void everyFormOfATextIsSeen()
    {
        const std::string word = testing::randomWord(12);
        const MemorySearch search(testing::textForms("word", word));
        const QString wide = QString::fromStdString("before " + word + " after");
        const auto* const letters = reinterpret_cast<const std::uint8_t*>(wide.constData());
        const auto size = static_cast<std::size_t>(wide.size()) * sizeof(QChar);
        QCOMPARE(search.inBytes({letters, size}, "QString").text(), std::string("word in UTF-16: QString at 0xe\n"));
        QCOMPARE(search.inBytes(base::viewOf("..." + word), "text").text(),
                 std::string("word in UTF-8: text at 0x3\n"));
        QVERIFY(search.inBytes(base::viewOf(word.substr(1)), "text").sightings.empty());
    }

    void manyNeedlesWithTheSameBeginningAreToldApart()
    {
        std::vector<Needle> needles;
        for (std::uint8_t last = 1; last <= 200; ++last) {
            needles.push_back({"needle " + std::to_string(last), {1, 2, 3, 4, 5, 6, 7, last}});
        }
        const MemorySearch search(needles);
        const SearchReport report = search.inBytes(base::Bytes{0, 1, 2, 3, 4, 5, 6, 7, 77, 0}, "bytes");
        QCOMPARE(report.text(), std::string("needle 77: bytes at 0x1\n"));
    }

    void piecesCoverTheBytes()
    {
        const base::Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
        const std::vector<Needle> all = testing::piecesOf("x", bytes, 4);
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all.back().bytes, (base::Bytes{9, 10, 11, 12}));
        const std::vector<Needle> two = testing::piecesOf("x", bytes, 4, 2);
        QCOMPARE(two.size(), std::size_t{2});
        QCOMPARE(two.back().bytes, all.back().bytes);
        QCOMPARE(two.back().name, std::string("x, piece 2"));
    }

    void filesAndTheirNamesAreSearched()
    {
        const QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        const std::string word = testing::randomWord(12);
        const MemorySearch search(testing::textForms("word", word));
        std::ofstream(path + "/innocent") << std::string(kMegabyte - 5, 'x');
        QVERIFY(valueOf(search.inFolder(path)).sightings.empty());
        std::ofstream(path + "/innocent", std::ios::app) << word; // across two pieces of the reader
        QCOMPARE(valueOf(search.inFolder(path)).text(), "word in UTF-8: " + path + "/innocent at 0xffffb\n");
        std::ofstream(path + "/innocent").close();
        std::ofstream(path + "/" + word).close();
        QVERIFY(valueOf(search.inFolder(path)).sees("word"));
    }

    void aProcessThatIsNotThereCannotBeSearched()
    {
        pid_t gone = 0;
        {
            const Child child([](const auto& wait) { wait(); });
            gone = child.process();
        }
        const MemorySearch search(testing::textForms("word", "word"));
        QVERIFY(!search.inProcess(gone));
        QVERIFY(!testing::readMemory(gone, 4096, 8));
    }
};

QTEST_GUILESS_MAIN(MemoryNeedlesTest)
#include "memory_needles_test.moc"
