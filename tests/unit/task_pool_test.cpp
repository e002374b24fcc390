// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/task_pool.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using cg::base::TaskPool;

namespace {

void verify(bool condition, const char* what)
{
    if (!condition) {
        std::fprintf(stderr, "FAILED: %s\n", what);
        std::abort();
    }
}

void everyTurnIsTakenOnce()
{
    for (const std::size_t threads : {1U, 2U, 5U}) {
        TaskPool pool(threads);
        verify(pool.threads() == threads, __func__);
        for (std::size_t count = 0; count < 300; ++count) {
            std::vector<int> taken(count, 0);
            pool.forEach(count, [&](std::size_t i) { ++taken[i]; });
            verify(taken == std::vector<int>(count, 1), __func__);
        }
    }
}

void turnsAreTakenAtTheSameTime()
{
    TaskPool pool(2);
    std::atomic<int> arrived = 0;
    // Neither turn ends before the other one has begun.
    pool.forEach(2, [&](std::size_t) {
        ++arrived;
        while (arrived < 2) {
            std::this_thread::yield();
        }
    });
    verify(arrived.load() == 2, __func__);
}

void aLoopInsideATurnIsDoneByItsThread()
{
    TaskPool pool(3);
    std::vector<std::size_t> sums(20, 0);
    pool.forEach(sums.size(), [&](std::size_t i) { pool.forEach(10, [&](std::size_t j) { sums[i] += j; }); });
    verify(sums == std::vector<std::size_t>(20, 45), __func__);
}

void loopsOfSeveralThreadsDoNotDisturbEachOther()
{
    TaskPool pool(3);
    std::vector<std::size_t> totals(4, 0);
    std::vector<std::thread> callers;
    callers.reserve(totals.size());
    for (std::size_t& total : totals) {
        callers.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                std::vector<std::size_t> parts(16, 0);
                pool.forEach(parts.size(), [&](std::size_t i) { parts[i] = i; });
                total += std::accumulate(parts.begin(), parts.end(), std::size_t{0});
            }
        });
    }
    for (std::thread& caller : callers) {
        caller.join();
    }
    verify(totals == std::vector<std::size_t>(4, 24'000), __func__);
}

void whatATurnThrowsComesOutAndThePoolGoesOn()
{
    TaskPool pool(2);
    for (int round = 0; round < 50; ++round) {
        bool isThrown = false;
        try {
            pool.forEach(10, [](std::size_t i) {
                if (i == 3) {
                    throw std::runtime_error("turn");
                }
            });
        } catch (const std::runtime_error&) {
            isThrown = true;
        }
        verify(isThrown, __func__);
        std::vector<int> taken(10, 0);
        pool.forEach(10, [&](std::size_t i) { ++taken[i]; });
        verify(taken == std::vector<int>(10, 1), __func__);
    }
}

} // namespace

int main()
{
    everyTurnIsTakenOnce();
    turnsAreTakenAtTheSameTime();
    aLoopInsideATurnIsDoneByItsThread();
    loopsOfSeveralThreadsDoNotDisturbEachOther();
    whatATurnThrowsComesOutAndThePoolGoesOn();
    return 0;
}
