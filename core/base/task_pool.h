#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace cg::base {

/// Threads that share the turns of short loops, such as those over the limbs of a polynomial: some ten microseconds a
/// turn are worth it. Between loops they stay awake for a moment, then sleep.
///
/// A loop that begins while another one runs, from another thread or inside a turn, is done by its caller alone.
class TaskPool {
public:
    /// So many threads in all, the caller's among them. Requires threads ≥ 1.
    explicit TaskPool(std::size_t threads);
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;
    /// Requires that no loop is running.
    ~TaskPool();

    /// The pool of this process, made at the first call. As many threads as the environment variable
    /// CIPHERGRAD_THREADS says, from 1 to 64; unset, one core is left to everything else and no more than 8 are used. A
    /// value that is no such number is reported on standard error and otherwise ignored.
    [[nodiscard]] static TaskPool& shared();

    [[nodiscard]] std::size_t threads() const { return m_helpers.size() + 1; }

    /// turn(0), …, turn(count − 1), in any order and at the same time; returns when all are done. Turns must not write
    /// what others read or write. What one of them throws is thrown on, when the turns that had begun are done; others
    /// may then be left out.
    template <typename Turn>
    void forEach(std::size_t count, const Turn& turn)
    {
        run({count, [](const void* object, std::size_t index) { (*static_cast<const Turn*>(object))(index); }, &turn});
    }

private:
    struct Loop {
        std::size_t count;
        void (*call)(const void* turn, std::size_t index);
        const void* turn;
    };

    void run(const Loop& loop);
    void share(const Loop& loop);
    void takeTurns(const Loop& loop);
    void help();
    [[nodiscard]] std::optional<Loop> nextLoop(std::uint64_t& seen);

    std::atomic<bool> m_isBusy = false;
    std::atomic<std::uint64_t> m_loops = 0; ///< begun so far
    std::atomic<std::size_t> m_next = 0;    ///< turn of the loop
    std::atomic<std::size_t> m_inside = 0;  ///< helpers that take turns
    std::atomic<bool> m_isEnding = false;

    std::mutex m_mutex; ///< of what follows
    std::condition_variable m_begun;
    std::optional<Loop> m_loop;
    std::exception_ptr m_failure;

    std::vector<std::thread> m_helpers;
};

} // namespace cg::base
