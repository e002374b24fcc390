#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/metered.h"
#include "session/snapshot.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>

namespace cg::session {

/// What one update came to.
enum class StepOutcome : std::uint8_t { Done, TargetReached };

/// What the training thread is asked to do.
struct RunOrder {
    std::uint64_t steps = std::numeric_limits<std::uint64_t>::max();
    RunState then = RunState::Stopped; ///< the state when the steps are done
};

/// How the last order ended.
struct RunEnd {
    std::optional<StopReason> reason;
    std::optional<base::Error> failure;
};

/// The training thread: does updates one after the other and lets itself be paused or stopped between two operations,
/// for it is the gate that every operation passes.
///
/// Threads: start, pause, resume, stop and wait from one controlling thread; enter from the training thread only.
class RunThread final : public noise::OperationGate {
public:
    /// What the training thread calls, on itself.
    struct Calls {
        std::function<base::Result<StepOutcome>()> step; ///< one update
        std::function<void()> finished;                  ///< after each order
        std::function<void()> resting;                   ///< before it waits between two operations: paused, or slow
    };
    explicit RunThread(Calls calls);
    ~RunThread() override;

    /// Requires isQuiet() and that no step is half done (see dropStep).
    void start(const RunOrder& order);
    void pause();
    void resume();
    void stop();
    /// Lets one operation pass and pauses before the next; begins a step where none is half done, and then an order
    /// must not be under way.
    void stepOperation();
    /// At most so many operations a second from now on; nothing: full speed. Takes effect at once.
    void setSpeed(std::optional<double> operationsPerSecond);
    /// True when nothing runs: no order, or paused.
    [[nodiscard]] bool wait(std::chrono::milliseconds timeout);
    [[nodiscard]] bool isQuiet() const;
    /// Ends an order that is paused in the middle of a step; the step is dropped.
    void dropStep();

    [[nodiscard]] RunState state() const;
    [[nodiscard]] RunEnd end() const;
    [[nodiscard]] std::uint64_t operations() const { return m_operations.load(std::memory_order_relaxed); }
    /// Time spent waiting in the middle of a step, in all.
    [[nodiscard]] std::chrono::nanoseconds paused() const { return m_paused; }

    base::Result<void> enter(he::OpKind next) override;

private:
    enum class Request : std::uint8_t { None, Pause, Stop };

    void loop();
    [[nodiscard]] RunEnd perform(const RunOrder& order);
    [[nodiscard]] RunEnd performSafely(const RunOrder& order);
    [[nodiscard]] bool quiet() const { return !m_order || m_waiting; } // requires m_mutex
    [[nodiscard]] base::Result<void> obey();
    void rest(std::unique_lock<std::mutex>& lock);
    void waitPaused(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool waitForTurn(std::unique_lock<std::mutex>& lock);

    Calls m_calls;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<RunOrder> m_order;
    RunState m_state = RunState::Idle;
    RunEnd m_end;
    bool m_finishing = false; ///< the order has ended and is being reported
    bool m_waiting = false;   ///< paused between two operations of a step
    bool m_quit = false;
    bool m_mayPass = false; ///< one operation although paused
    std::chrono::steady_clock::time_point m_lastOperation;
    std::atomic<std::chrono::nanoseconds::rep> m_gap = 0; ///< least time between two operations; 0: full speed
    std::atomic<Request> m_request = Request::None;
    std::atomic<std::uint64_t> m_operations = 0;
    std::chrono::nanoseconds m_paused{}; // training thread only
    std::thread m_thread;                // last: it uses all of the above
};

} // namespace cg::session
