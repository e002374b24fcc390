// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of the opened losses, and what the window says of them.
#include "ui/session/opened_values.h"
#include "ui/session/problems.h"

#include <QtTest/QTest>

using namespace cg;
using namespace cg::ui;

namespace {

std::vector<std::uint64_t> stepsOf(const std::vector<LossPoint>& losses)
{
    std::vector<std::uint64_t> steps;
    for (const LossPoint& point : losses) {
        steps.push_back(point.step);
    }
    return steps;
}

std::optional<Failure> failureAt(double first, double last)
{
    OpenedValues values;
    values.losses = {{0, first}, {100, last}};
    return failureSeenIn(values, {});
}

} // namespace

class OpenedValuesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fewPointsStayAsTheyAre()
    {
        std::vector<LossPoint> losses{{0, 1.0}, {1, 0.5}, {2, 0.25}};
        thin(losses, 10);
        QCOMPARE(stepsOf(losses), (std::vector<std::uint64_t>{0, 1, 2}));
        std::vector<LossPoint> none;
        thin(none, 10);
        QVERIFY(none.empty());
    }

    /// However points come in, and however often they are thinned: from the first step to the last, without gaps.
    void pointsStaySpreadOverTheWholeRun()
    {
        constexpr std::size_t kParts = 50;
        std::vector<LossPoint> losses;
        std::uint64_t step = 0;
        for (int look = 0; look < 400; ++look) {
            for (int i = 0; i < 10; ++i) {
                losses.push_back({step, 1.0});
                step += look % 3 == 0 ? 1U : 7U; // slower at times
            }
            if (losses.size() > 2 * kParts) {
                thin(losses, kParts);
            }
        }
        const std::uint64_t last = losses.back().step;
        thin(losses, kParts);
        QCOMPARE(losses.front().step, std::uint64_t{0});
        QCOMPARE(losses.back().step, last);
        QVERIFY(losses.size() <= kParts + 1);
        for (std::size_t i = 1; i < losses.size(); ++i) {
            QVERIFY(losses[i].step > losses[i - 1].step);
            QVERIFY(losses[i].step - losses[i - 1].step <= 3 * (last / kParts + 1));
        }
    }

    void onlyALossThatGrowsToSomethingIsCalledDiverged()
    {
        QVERIFY(failureAt(0.5, 6.0));
        QVERIFY(failureAt(0.5, std::nan("")));
        QVERIFY(!failureAt(0.5, 4.0));
        QVERIFY(!failureAt(-1.77e-6, 2e-7)); // noise around nought, after the learning
        QVERIFY(!failureAt(1e-9, 1e-5));
        QVERIFY(failureAt(1e-9, 0.2));
    }
};

QTEST_APPLESS_MAIN(OpenedValuesTest)
#include "opened_values_test.moc"
