// SPDX-License-Identifier: GPL-3.0-or-later
// The training thread under control of another one, without Qt, so that ThreadSanitizer sees every access.
#include "support/session_bench.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

using namespace cg;
using session::RunState;
using session::TrainingSession;
using testing::valueOf;

namespace {

void check(bool condition, const char* what)
{
    if (!condition) {
        std::fprintf(stderr, "failed: %s\n", what);
        std::exit(1);
    }
}

void waitUntilQuiet(TrainingSession& session)
{
    while (!session.wait(std::chrono::hours(1))) {
    }
}

/// Blocks until the session has published another snapshot.
class Watcher {
public:
    [[nodiscard]] TrainingSession::Wake wake()
    {
        return [this] {
            ++m_count;
            m_count.notify_all();
        };
    }
    session::SnapshotPtr next(TrainingSession& session)
    {
        session::SnapshotPtr snapshot = session.mailbox().take();
        while (!snapshot) {
            const unsigned seen = m_count;
            snapshot = session.mailbox().take();
            if (!snapshot) {
                m_count.wait(seen);
            }
        }
        return snapshot;
    }

private:
    std::atomic<unsigned> m_count = 0;
};

std::unique_ptr<TrainingSession> watched(testing::SessionBench& bench, Watcher& watcher)
{
    return valueOf(TrainingSession::create(testing::experimentOf("xor", base::SchemeId::Vhe), {5, 1}, &bench.holder(),
                                           bench.key(), watcher.wake()));
}

void aPausedRunDoesNothingAndGoesOnWhereItWas()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    session->run({});
    for (int round = 0; round < 20; ++round) {
        (void)watcher.next(*session);
        session->pause();
        waitUntilQuiet(*session);
        const auto paused = session->snapshot();
        check(paused->state == RunState::Paused, "the run is paused");
        check(session->snapshot()->operations == paused->operations, "no operation runs during a pause");
        session->resume();
    }
    session->pause();
    waitUntilQuiet(*session);
    const auto operations = session->snapshot()->operations;
    session->stop();
    waitUntilQuiet(*session);
    check(session->snapshot()->operations == operations, "stopping takes no further operation");
    check(session->snapshot()->stopped == session::StopReason::Interrupt, "the run was interrupted");
}

/// However a run is interrupted, what it leaves is what an undisturbed run of as many steps leaves.
void interruptionsDoNotChangeAByte()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    for (int round = 0; round < 10; ++round) {
        session->run({});
        (void)watcher.next(*session);
        if (round % 2 == 0) {
            session->pause();
            waitUntilQuiet(*session);
        }
        session->stop();
        waitUntilQuiet(*session);
    }
    const std::uint64_t steps = session->snapshot()->steps;
    const auto undisturbed = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe), 5);
    testing::train(*undisturbed, steps);
    check(session::encode(valueOf(session->record())) == session::encode(valueOf(undisturbed->record())),
          "the same bytes");
}

/// Single operations, with openings between them, add up to the same run, byte for byte.
void singleOperationsMakeTheSameSteps()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    const auto undisturbed = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe), 5);
    testing::train(*undisturbed, 2);
    const std::uint64_t before = session->snapshot()->operations;
    std::uint64_t done = 0;
    while (session->snapshot()->steps < 2) {
        session->stepOperation();
        waitUntilQuiet(*session);
        const auto paused = session->snapshot();
        check(paused->state == RunState::Paused, "the run is paused after an operation");
        check(paused->steps == 2 || paused->stepInProgress.size() <= done + 1, "the operations done are shown");
        ++done;
        if (done % 7 == 0) {
            (void)valueOf(session->openNetwork());
            (void)valueOf(session->openEvaluation());
            (void)valueOf(session->openLosses());
        }
    }
    check(done > 20 && session->snapshot()->operations - before >= done, "a step has many operations");
    check(session::encode(valueOf(session->record())) == session::encode(valueOf(undisturbed->record())),
          "the same bytes");
}

/// However slow a run is, it obeys at once, and goes on at full speed when it is told to.
void aSlowRunObeys()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    constexpr double kOneInAnHour = 1.0 / 3600;
    session->setSpeed(kOneInAnHour);
    session->run({});
    const auto slow = watcher.next(*session);
    check(slow->steps == 0 && slow->state == RunState::Training, "the run waits for its turn");
    session->pause();
    waitUntilQuiet(*session);
    session->resume();
    session->stop();
    waitUntilQuiet(*session);
    check(session->snapshot()->state == RunState::Stopped, "a slow run stops");
    session->run({3, std::nullopt});
    session->setSpeed(std::nullopt);
    waitUntilQuiet(*session);
    check(session->snapshot()->steps == 3, "a run that is let go ends");
}

/// Orders that come while a run ends by itself must not leave it in a state that never ends.
void ordersAtTheNaturalEndLeaveAFinishedRun()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    for (int round = 0; round < 200; ++round) {
        session->run({1, std::nullopt});
        if (round % 3 == 0) {
            session->pause();
            session->resume();
        }
        session->stop();
        waitUntilQuiet(*session);
        check(session->snapshot()->state == RunState::Stopped, "stopped, however it ended");
    }
}

void oneStepIsOneStep()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    for (std::uint64_t step = 1; step <= 5; ++step) {
        session->step();
        waitUntilQuiet(*session);
        check(session->snapshot()->steps == step, "one more step");
        check(session->snapshot()->state == RunState::Paused, "paused after the step");
    }
}

/// Opening values while a step is half done drops the half step.
void valuesCanBeOpenedDuringAPause()
{
    testing::SessionBench bench;
    Watcher watcher;
    const auto session = watched(bench, watcher);
    session->run({});
    (void)watcher.next(*session);
    session->pause();
    waitUntilQuiet(*session);
    const std::uint64_t steps = session->snapshot()->steps;
    check(valueOf(session->openLosses()).values.size() == steps, "a loss for each step");
    check(valueOf(session->openEvaluation()).predictions.size() == 4, "a prediction for each row");
    session->run({3, std::nullopt});
    waitUntilQuiet(*session);
    check(session->snapshot()->steps == steps + 3, "trained on");
}

void destructionEndsARun()
{
    testing::SessionBench bench;
    for (int round = 0; round < 5; ++round) {
        Watcher watcher;
        const auto session = watched(bench, watcher);
        session->run({});
        (void)watcher.next(*session);
        if (round % 2 == 0) {
            session->pause();
        }
    }
}

} // namespace

int main()
{
    aPausedRunDoesNothingAndGoesOnWhereItWas();
    interruptionsDoNotChangeAByte();
    ordersAtTheNaturalEndLeaveAFinishedRun();
    oneStepIsOneStep();
    singleOperationsMakeTheSameSteps();
    aSlowRunObeys();
    valuesCanBeOpenedDuringAPause();
    destructionEndsARun();
    std::puts("all passed");
}
