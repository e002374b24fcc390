// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory a whole run takes.
#include "program.h"

#include <QTest>

#include <sys/resource.h>

using cg::testing::Outcome;
using cg::testing::Program;

namespace {

/// Of the largest program that was started and has ended, as the system counted it.
double peakOfPrograms()
{
    rusage usage{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): glibc declares the number as one
    return getrusage(RUSAGE_CHILDREN, &usage) == 0 ? 1024.0 * static_cast<double>(usage.ru_maxrss) : 0.0;
}

} // namespace

class CliMemoryTest : public QObject {
    Q_OBJECT

private slots:
    /// From the keys to the measured noise of the last step, which takes the most.
    void ckksTrainsXorInLessThan120Megabytes()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("a sanitizer needs memory of its own");
#endif
        constexpr double kMost = 120e6;
        constexpr double kKeysAlone = 24e6; // in the memory of whoever trains with them
        const Outcome outcome =
            Program().run({"train", "--preset", "xor", "--scheme", "ckks", "--seed", "1", "--steps", "30", "--json"});
        QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
        const double reported = outcome.json()["peak_rss_bytes"].toDouble();
        const double counted = peakOfPrograms();
        qInfo("peak of %.1f MB, reported as %.1f MB", counted / 1e6, reported / 1e6);
        QVERIFY(reported > kKeysAlone && reported < kMost);
        QVERIFY(counted > kKeysAlone && counted < kMost);
        QVERIFY(!outcome.json()["noise"].toObject()["measured_bits"].isNull());
    }
};

QTEST_GUILESS_MAIN(CliMemoryTest)
#include "cli_memory_test.moc"
