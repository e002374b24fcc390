// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/task_pool.h"

#include "base/contract.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace cg::base {

namespace {

/// Loops follow each other within microseconds, and to be woken takes tens of them.
constexpr int kLooksBeforeSleep = 100;

std::size_t usualThreads()
{
    constexpr std::size_t kMost = 8;
    const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1U);
    return std::clamp<std::size_t>(cores - 1, 1, kMost);
}

std::size_t chosenThreads()
{
    constexpr std::size_t kMost = 64;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, and nothing in this project writes the environment
    const char* const text = std::getenv("CIPHERGRAD_THREADS");
    const std::string_view wish = text == nullptr ? "" : text;
    if (wish.empty()) {
        return usualThreads();
    }
    std::size_t threads = 0;
    const auto [end, error] = std::from_chars(wish.data(), wish.data() + wish.size(), threads);
    if (error == std::errc() && end == wish.data() + wish.size() && threads >= 1 && threads <= kMost) {
        return threads;
    }
    std::fprintf(stderr, "CIPHERGRAD_THREADS is '%s' and must be a number from 1 to %zu; %zu is used\n", text, kMost,
                 usualThreads());
    return usualThreads();
}

} // namespace

TaskPool& TaskPool::shared()
{
    static TaskPool pool(chosenThreads());
    return pool;
}

TaskPool::TaskPool(std::size_t threads)
{
    CG_EXPECTS(threads >= 1);
    m_helpers.reserve(threads - 1);
    for (std::size_t i = 1; i < threads; ++i) {
        m_helpers.emplace_back([this] { help(); });
    }
}

TaskPool::~TaskPool()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_begun.notify_all();
    for (std::thread& helper : m_helpers) {
        helper.join();
    }
}

void TaskPool::run(const Loop& loop)
{
    const bool isWorthSharing = loop.count > 1 && !m_helpers.empty();
    if (isWorthSharing && !m_isBusy.exchange(true)) {
        share(loop);
        return;
    }
    for (std::size_t i = 0; i < loop.count; ++i) {
        loop.call(loop.turn, i);
    }
}

void TaskPool::share(const Loop& loop)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_loop = loop;
        m_next = 0;
        ++m_loops;
    }
    m_begun.notify_all();
    takeTurns(loop);
    std::exception_ptr failure;
    {
        const std::scoped_lock lock(m_mutex);
        m_loop.reset(); // whoever comes now comes too late
    }
    while (m_inside != 0) {
        std::this_thread::yield(); // at most as long as one turn takes
    }
    {
        const std::scoped_lock lock(m_mutex);
        failure = std::exchange(m_failure, nullptr);
    }
    m_isBusy = false;
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void TaskPool::takeTurns(const Loop& loop)
{
    try {
        for (std::size_t i = m_next++; i < loop.count; i = m_next++) {
            loop.call(loop.turn, i);
        }
    } catch (...) {
        m_next = loop.count;
        const std::scoped_lock lock(m_mutex);
        m_failure = std::current_exception();
    }
}

void TaskPool::help()
{
    std::uint64_t seen = 0;
    while (const std::optional<Loop> loop = nextLoop(seen)) {
        takeTurns(*loop);
        --m_inside;
    }
}

std::optional<TaskPool::Loop> TaskPool::nextLoop(std::uint64_t& seen)
{
    while (true) {
        for (int look = 0; look < kLooksBeforeSleep && m_loops == seen && !m_isEnding; ++look) {
            std::this_thread::yield();
        }
        std::unique_lock lock(m_mutex);
        m_begun.wait(lock, [&] { return m_isEnding || m_loops != seen; });
        if (m_isEnding) {
            return std::nullopt;
        }
        seen = m_loops;
        if (m_loop) {
            ++m_inside;
            return m_loop;
        }
    }
}

} // namespace cg::base
