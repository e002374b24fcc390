// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"
#include "conformance/plain_subjects.h"

#include <QtTest/QTest>

namespace {

using namespace cg;

constexpr std::uint64_t kSeed = 20'240'611;

template <std::size_t Slots>
using PlainSuite = testing::BackendSuite<testing::PlainSubject<Slots>>;

template <std::size_t Slots>
std::string firstFailure()
{
    PlainSuite<Slots> suite(kSeed + Slots);
    for (const std::string& failure :
         {suite.randomCircuits(40, 60), suite.everyLinearOperation(), suite.scalesAreEqualised(),
          suite.accumulatedProducts(), suite.declarationsLeaveTheValues(), suite.replayGivesTheSame(),
          suite.operandsStayAsTheyWere(), suite.byteFormIsExact(), suite.keysAreChecked()}) {
        if (!failure.empty()) {
            return std::to_string(Slots) + " slots, seed " + std::to_string(kSeed + Slots) + ": " + failure;
        }
    }
    return {};
}

} // namespace

class PlainConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void thePlainBackendDoesWhatTheContractSays()
    {
        for (const std::string& failure :
             {firstFailure<8>(), firstFailure<13>(), firstFailure<16>(), firstFailure<64>()}) {
            QVERIFY2(failure.empty(), failure.c_str());
        }
    }

    void theSuiteNamesTheOperationThatIsWrong()
    {
        for (std::size_t kind = 0; kind < he::kOpKinds; ++kind) {
            testing::FaultyBackend::fault = static_cast<he::OpKind>(kind);
            testing::BackendSuite<testing::FaultySubject> suite(kSeed);
            const std::string failure = suite.randomCircuits(10, 100);
            // A wrong operand shows in the product that it goes into.
            const he::OpKind seenIn = testing::FaultyBackend::fault == he::OpKind::Prepare
                                          ? he::OpKind::MultiplyPlain
                                          : testing::FaultyBackend::fault;
            QVERIFY2(failure.find("(" + std::string(he::nameOf(seenIn))) != std::string::npos,
                     (std::string(he::nameOf(seenIn)) + ": " + failure).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(PlainConformanceTest)
#include "plain_conformance_test.moc"
