// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/run_thread.h"

#include <exception>
#include <string>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;

StopReason reasonOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return StopReason::Interrupt;
    case ErrorCode::NoiseOverflow:
        return StopReason::Noise;
    case ErrorCode::Diverged:
        return StopReason::Diverged;
    case ErrorCode::LevelsExhausted:
        return StopReason::Levels;
    default:
        return StopReason::Failed;
    }
}

} // namespace

RunThread::RunThread(std::function<base::Result<StepOutcome>()> step, std::function<void()> finished)
    : m_step(std::move(step)), m_finished(std::move(finished)), m_thread([this] { loop(); })
{}

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
    }
    m_changed.notify_all();
}

void RunThread::pause()
{
    const std::lock_guard lock(m_mutex);
    if (m_state == RunState::Training && m_request != Request::Stop) {
        m_request = Request::Pause;
    }
}

void RunThread::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_order && !m_finishing && m_request == Request::Pause) {
            m_request = Request::None;
            m_waiting = false;
            m_state = RunState::Training;
        }
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
    if (m_request.load(std::memory_order_relaxed) == Request::None) {
        return {};
    }
    return obey();
}

base::Result<void> RunThread::obey()
{
    std::unique_lock lock(m_mutex);
    while (m_request == Request::Pause) {
        const auto begin = std::chrono::steady_clock::now();
        m_state = RunState::Paused;
        m_waiting = true;
        m_changed.notify_all();
        // Not the request: the next pause may be asked for before this thread has seen that it was resumed.
        m_changed.wait(lock, [this] { return !m_waiting; });
        m_paused += std::chrono::steady_clock::now() - begin;
    }
    if (m_request == Request::Stop) {
        return Error{ErrorCode::Cancelled, "the training was stopped"};
    }
    return {};
}

RunEnd RunThread::perform(const RunOrder& order)
{
    for (std::uint64_t done = 0; done < order.steps; ++done) {
        const auto outcome = m_step();
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
        m_finished();
        lock.lock();
        m_finishing = false;
        m_order.reset();
        m_request = m_quit ? Request::Stop : Request::None;
        m_changed.notify_all();
    }
}

} // namespace cg::session
