// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/run_thread.h"

#include <exception>
#include <string>
#include <utility>

namespace cg::session {

using base::Error;
using base::ErrorCode;

RunThread::RunThread(Calls calls) : m_calls(std::move(calls)), m_thread([this] { loop(); }) {}

RunThread::~RunThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
        m_waiting = false;
        m_request = Request::Stop;
    }
    m_changed.notify_all();
    m_thread.join();
}

void RunThread::start(const RunOrder& order)
{
    {
        const std::lock_guard lock(m_mutex);
        CG_EXPECTS(!m_order);
        m_order = order;
        m_state = RunState::Training;
        m_end = {};
        m_request = Request::None;
        m_mayPass = false;
    }
    m_changed.notify_all();
}

void RunThread::pause()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_state == RunState::Training && m_request != Request::Stop) {
            m_request = Request::Pause;
        }
    }
    m_changed.notify_all();
}

void RunThread::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_order && !m_finishing && m_request == Request::Pause) {
            m_request = Request::None;
            m_waiting = false;
            m_mayPass = false;
            m_state = RunState::Training;
        }
    }
    m_changed.notify_all();
}

void RunThread::stepOperation()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_order) {
            m_order = RunOrder{1, RunState::Paused};
            m_end = {};
        } else if (m_finishing || m_request == Request::Stop) {
            return;
        }
        m_request = Request::Pause;
        m_mayPass = true;
        m_waiting = false;
        m_state = RunState::Training;
    }
    m_changed.notify_all();
}

void RunThread::setSpeed(std::optional<double> operationsPerSecond)
{
    {
        const std::lock_guard lock(m_mutex);
        const std::chrono::duration<double> gap(operationsPerSecond ? 1.0 / *operationsPerSecond : 0.0);
        m_gap = std::chrono::duration_cast<std::chrono::nanoseconds>(gap).count();
    }
    m_changed.notify_all();
}

void RunThread::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_order && !m_finishing) {
            m_request = Request::Stop;
            m_waiting = false;
            m_state = RunState::Training;
        } else if (m_state == RunState::Paused) {
            m_state = RunState::Stopped;
        }
    }
    m_changed.notify_all();
}

bool RunThread::wait(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, timeout, [this] { return quiet(); });
}

bool RunThread::isQuiet() const
{
    const std::lock_guard lock(m_mutex);
    return quiet();
}

void RunThread::dropStep()
{
    std::unique_lock lock(m_mutex);
    CG_EXPECTS(quiet());
    if (!m_order) {
        return;
    }
    m_request = Request::Stop;
    m_waiting = false;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return !m_order; });
}

RunState RunThread::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

RunEnd RunThread::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_end;
}

base::Result<void> RunThread::enter(he::OpKind)
{
    m_operations.fetch_add(1, std::memory_order_relaxed);
    if (m_request.load(std::memory_order_relaxed) == Request::None && m_gap.load(std::memory_order_relaxed) == 0) {
        return {};
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto passed = obey();
    m_lastOperation = std::chrono::steady_clock::now();
    m_paused += m_lastOperation - begin;
    return passed;
}

base::Result<void> RunThread::obey()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        if (m_request == Request::Stop) {
            return Error{ErrorCode::Cancelled, "the training was stopped"};
        }
        if (m_request == Request::Pause) {
            if (std::exchange(m_mayPass, false)) {
                return {};
            }
            waitPaused(lock);
        } else if (waitForTurn(lock)) {
            return {};
        }
    }
}

void RunThread::rest(std::unique_lock<std::mutex>& lock)
{
    lock.unlock();
    m_calls.resting();
    lock.lock();
}

void RunThread::waitPaused(std::unique_lock<std::mutex>& lock)
{
    m_state = RunState::Paused;
    rest(lock);
    if (m_request != Request::Pause || m_mayPass) {
        return; // told otherwise in the meantime
    }
    m_waiting = true;
    m_changed.notify_all();
    // Not the request: the next pause may be asked for before this thread has seen that it was resumed.
    m_changed.wait(lock, [this] { return !m_waiting; });
}

bool RunThread::waitForTurn(std::unique_lock<std::mutex>& lock)
{
    const auto turn = [this] { return m_lastOperation + std::chrono::nanoseconds(m_gap); };
    if (std::chrono::steady_clock::now() >= turn()) {
        return true;
    }
    rest(lock);
    while (m_request == Request::None && std::chrono::steady_clock::now() < turn()) {
        m_changed.wait_until(lock, turn());
    }
    return m_request == Request::None;
}

RunEnd RunThread::perform(const RunOrder& order)
{
    for (std::uint64_t done = 0; done < order.steps; ++done) {
        const auto outcome = m_calls.step();
        if (!outcome) {
            return {reasonOf(outcome.error().code), outcome.error()};
        }
        if (*outcome == StepOutcome::TargetReached) {
            return {StopReason::TargetLoss, std::nullopt};
        }
    }
    return {StopReason::Steps, std::nullopt};
}

RunEnd RunThread::performSafely(const RunOrder& order)
{
    try {
        return perform(order);
    } catch (const std::exception& exception) {
        // What was trained until then is still whole: the step that failed has changed nothing.
        return {StopReason::Failed,
                Error{ErrorCode::OutOfMemory, std::string("the training had to stop: ") + exception.what()}};
    }
}

void RunThread::loop()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_quit || m_order; });
        if (m_quit) {
            return;
        }
        const RunOrder order = *m_order;
        lock.unlock();
        RunEnd end = performSafely(order);
        lock.lock();
        m_finishing = true;
        m_state = end.reason == StopReason::Steps ? order.then : RunState::Stopped;
        m_end = std::move(end);
        lock.unlock();
        m_calls.finished();
        lock.lock();
        m_finishing = false;
        m_order.reset();
        m_request = m_quit ? Request::Stop : Request::None;
        m_mayPass = false;
        m_changed.notify_all();
    }
}

} // namespace cg::session
