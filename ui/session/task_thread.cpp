// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/task_thread.h"

#include <utility>

namespace cg::ui {

TaskThread::TaskThread(std::chrono::milliseconds interval, std::chrono::milliseconds idleInterval, Task housekeeping)
    : m_interval(interval),
      m_idleInterval(idleInterval),
      m_housekeeping(std::move(housekeeping)),
      m_thread([this](const std::stop_token& stop) { loop(stop); })
{}

void TaskThread::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void TaskThread::post(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_changed.notify_one();
}

void TaskThread::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
    }
    m_changed.notify_one();
}

std::chrono::milliseconds TaskThread::busyFor() const
{
    const std::lock_guard lock(m_mutex);
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_busySince ? Clock::now() - *m_busySince
                                                                             : Clock::duration::zero());
}

void TaskThread::run(const Task& task, std::unique_lock<std::mutex>& lock)
{
    m_busySince = Clock::now();
    lock.unlock();
    task();
    lock.lock();
    m_busySince.reset();
}

void TaskThread::loop(const std::stop_token& stop)
{
    Clock::time_point last = Clock::now() - m_interval;
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (!m_tasks.empty()) {
            const Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            run(task, lock);
            continue;
        }
        const Clock::time_point due = last + (m_isWoken ? m_interval : m_idleInterval);
        if (m_housekeeping && Clock::now() >= due) {
            m_isWoken = false;
            last = Clock::now();
            run(m_housekeeping, lock);
            continue;
        }
        const bool wasWoken = m_isWoken;
        m_changed.wait_until(lock, stop, due, [&] { return !m_tasks.empty() || m_isWoken != wasWoken; });
    }
}

} // namespace cg::ui
