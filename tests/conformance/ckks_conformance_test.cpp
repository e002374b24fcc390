// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"
#include "support/ckks_subject.h"

#include <QtTest/QTest>

namespace {

using namespace cg;

constexpr std::uint64_t kSeed = 20'261'123;

std::vector<std::vector<int>> levelsOf(const std::vector<int>& first, const std::vector<int>& others, std::size_t count)
{
    std::vector<std::vector<int>> levels(1 + count, others);
    levels.front() = first;
    return levels;
}

/// One prime a level, each a digit of its own.
struct SinglePrimes {
    static constexpr std::size_t kDegree = 128;

    static he::ckks::ParamsLiteral literal()
    {
        const std::vector<std::size_t> digits(11, 1);
        return {"conformance", kDegree, levelsOf({49}, {30}, 10), {49}, 30, digits, 0};
    }
};

/// Two primes a level, digits and P of two, and the last digit of one.
struct PairsOfPrimes {
    static constexpr std::size_t kDegree = 64;

    static he::ckks::ParamsLiteral literal()
    {
        const std::vector<std::size_t> digits{1, 2, 2, 2, 2, 2, 2, 2, 1};
        return {"conformance", kDegree, levelsOf({45, 35}, {28, 27}, 7), {45, 45}, 55, digits, 0};
    }
};

template <typename Set>
std::string firstFailure(std::uint64_t number)
{
    testing::BackendSuite<testing::CkksSubject<Set>> suite(number);
    for (const std::string& failure :
         {suite.randomCircuits(4, 60), suite.everyLinearOperation(), suite.scalesAreEqualised(),
          suite.accumulatedProducts(), suite.declarationsLeaveTheValues(), suite.replayGivesTheSame(),
          suite.operandsStayAsTheyWere(), suite.byteFormIsExact(), suite.keysAreChecked()}) {
        if (!failure.empty()) {
            return "seed " + std::to_string(number) + ": " + failure;
        }
    }
    return {};
}

} // namespace

class CkksConformanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ckksDoesWhatTheContractSays()
    {
        for (std::uint64_t number = kSeed; number < kSeed + 3; ++number) {
            const std::string failure = firstFailure<SinglePrimes>(number);
            QVERIFY2(failure.empty(), failure.c_str());
        }
    }

    void ckksDoesSoWithTwoPrimesALevelAndADigit()
    {
        const std::string failure = firstFailure<PairsOfPrimes>(kSeed);
        QVERIFY2(failure.empty(), failure.c_str());
    }
};

QTEST_APPLESS_MAIN(CkksConformanceTest)
#include "ckks_conformance_test.moc"
