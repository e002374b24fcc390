#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace cg::ui {

/// A thread that does one task after the other, and between tasks, when it was woken, its housekeeping at most once in
/// `interval`. Every member but the constructor and the destructor may be called from any thread.
class TaskThread {
public:
    using Task = std::function<void()>;

    /// `housekeeping` also runs by itself every `idleInterval`; without it tasks are all there is.
    TaskThread(std::chrono::milliseconds interval, std::chrono::milliseconds idleInterval, Task housekeeping);
    explicit TaskThread() : TaskThread(std::chrono::milliseconds(0), std::chrono::hours(1), {}) {}
    TaskThread(const TaskThread&) = delete;
    TaskThread& operator=(const TaskThread&) = delete;
    /// Drops the tasks that have not begun, and waits for the one that has.
    ~TaskThread() { stop(); }

    /// Ends the thread as the destructor does; from then on post and wake do nothing. From one thread only.
    void stop();
    void post(Task task);
    /// How long the present task or housekeeping has taken so far; nought between them.
    [[nodiscard]] std::chrono::milliseconds busyFor() const;
    /// Asks for housekeeping soon.
    void wake();

private:
    using Clock = std::chrono::steady_clock;

    void loop(const std::stop_token& stop);
    /// Runs it without the lock, and notes since when.
    void run(const Task& task, std::unique_lock<std::mutex>& lock);

    std::chrono::milliseconds m_interval;
    std::chrono::milliseconds m_idleInterval;
    Task m_housekeeping;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Task> m_tasks;
    bool m_isWoken = false;
    std::optional<Clock::time_point> m_busySince;
    std::jthread m_thread; // last: it uses all of the above
};

} // namespace cg::ui
