// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"
#include "support/vhe_subject.h"

#include <QtTest/QTest>

namespace {

using namespace cg;

constexpr std::uint64_t kSeed = 20'241'122;

} // namespace

class VheConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void vheDoesWhatTheContractSays()
    {
        for (std::uint64_t number = kSeed; number < kSeed + 3; ++number) {
            testing::BackendSuite<testing::VheSubject> suite(number);
            for (const std::string& failure :
                 {suite.randomCircuits(10, 60), suite.everyLinearOperation(), suite.scalesAreEqualised(),
                  suite.accumulatedProducts(), suite.declarationsLeaveTheValues(), suite.replayGivesTheSame(),
                  suite.operandsStayAsTheyWere(), suite.byteFormIsExact(), suite.keysAreChecked()}) {
                QVERIFY2(failure.empty(), ("seed " + std::to_string(number) + ": " + failure).c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(VheConformanceTest)
#include "vhe_conformance_test.moc"
