#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace cg::base {

/// Whether the operating system keeps a buffer out of the swap file.
enum class MemoryLock { Locked, Failed };

/// Memory for secrets: guarded pages from libsodium, locked into RAM where the system allows it, overwritten with
/// zeros when released. Move-only, not comparable, not printable.
///
/// Invariant: m_data points to m_size bytes obtained from sodium_malloc, or is null with m_size 0 (moved from).
class SecureBuffer {
public:
    /// `size` zero bytes. Throws std::bad_alloc if there is no memory.
    explicit SecureBuffer(std::size_t size);
    SecureBuffer(SecureBuffer&& other) noexcept;
    SecureBuffer& operator=(SecureBuffer&& other) noexcept;
    SecureBuffer(const SecureBuffer&) = delete;
    SecureBuffer& operator=(const SecureBuffer&) = delete;
    ~SecureBuffer();

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::span<std::uint8_t> bytes() { return {m_data, m_size}; }
    [[nodiscard]] ByteView bytes() const { return {m_data, m_size}; }
    /// The same memory as `size() / 8` integers.
    [[nodiscard]] std::span<std::int64_t> integers();
    [[nodiscard]] std::span<const std::int64_t> integers() const;
    /// `Failed` where the limit of lockable memory (ulimit -l) was reached: the caller must tell the user.
    [[nodiscard]] MemoryLock lock() const { return m_lock; }
    [[nodiscard]] SecureBuffer clone() const;

private:
    std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
    MemoryLock m_lock = MemoryLock::Failed;
};

/// Overwrites ordinary memory with zeros in a way that the compiler may not remove.
void wipe(std::span<std::uint8_t> bytes);

} // namespace cg::base
