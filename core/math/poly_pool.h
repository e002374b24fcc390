#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secure_memory.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace cg::math {

/// Whether buffers hold secrets: those lie in guarded memory, locked into RAM where the system allows it, and are
/// overwritten with zeros when they are given back.
enum class PoolContents { Public, Secret };

/// Buffers of doubles for polynomials. What is given back is kept, by size, and given out again, so that a steady state
/// allocates nothing. Thread-safe. Held by a shared_ptr, which every buffer shares.
class PolyPool : public std::enable_shared_from_this<PolyPool> {
    struct Private {};

public:
    /// Buffers begin at multiples of this many bytes: a cache line, and the widest vector.
    static constexpr std::size_t kAlignment = 64;

    /// `size` doubles of unspecified value, given back to its pool at the end of its life. Move-only; empty if moved
    /// from.
    class Buffer {
    public:
        Buffer(Buffer&& other) noexcept;
        Buffer& operator=(Buffer&& other) noexcept;
        Buffer(const Buffer&) = delete;
        Buffer& operator=(const Buffer&) = delete;
        ~Buffer();

        [[nodiscard]] std::span<double> values() { return m_values; }
        [[nodiscard]] std::span<const double> values() const { return m_values; }
        [[nodiscard]] const std::shared_ptr<PolyPool>& pool() const { return m_pool; }

    private:
        friend class PolyPool;
        Buffer(std::shared_ptr<PolyPool> pool, std::span<double> values);
        void release() noexcept;

        std::shared_ptr<PolyPool> m_pool;
        std::span<double> m_values;
    };

    [[nodiscard]] static std::shared_ptr<PolyPool> create(PoolContents contents = PoolContents::Public);
    PolyPool(Private, PoolContents contents) : m_contents(contents) {}
    PolyPool(const PolyPool&) = delete;
    PolyPool& operator=(const PolyPool&) = delete;
    ~PolyPool();

    /// Throws std::bad_alloc if there is no memory. Requires size > 0.
    [[nodiscard]] Buffer acquire(std::size_t size);
    /// How many buffers were allocated so far, rather than given out again.
    [[nodiscard]] std::size_t allocations() const;
    /// Of a pool for secrets: whether every buffer so far could be locked into RAM.
    [[nodiscard]] base::MemoryLock lock() const;
    /// Gives what is not in use back to the system.
    void trim();

private:
    [[nodiscard]] double* allocate(std::size_t size);
    void free(double* values) noexcept;
    void giveBack(std::span<double> values) noexcept;

    const PoolContents m_contents;
    mutable std::mutex m_mutex;
    std::size_t m_allocations = 0;
    base::MemoryLock m_lock = base::MemoryLock::Locked;
    std::map<std::size_t, std::vector<double*>> m_free;   ///< by size; owned
    std::map<const double*, base::SecureBuffer> m_secret; ///< what lies behind the buffers of a pool for secrets
};

} // namespace cg::math
