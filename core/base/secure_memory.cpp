// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secure_memory.h"

#include "base/sodium.h"

#include <sodium.h>

#include <algorithm>
#include <new>
#include <utility>

namespace cg::base {

SecureBuffer::SecureBuffer(std::size_t size) : m_size(size)
{
    initSodium();
    // sodium_malloc places the buffer at the end of a page: a multiple of 8 keeps integers aligned.
    const std::size_t rounded = (std::max<std::size_t>(size, 1) + 7) / 8 * 8;
    m_data = static_cast<std::uint8_t*>(sodium_malloc(rounded));
    if (m_data == nullptr) {
        throw std::bad_alloc();
    }
    // sodium_malloc locks as well but does not tell whether it could.
    m_lock = sodium_mlock(m_data, rounded) == 0 ? MemoryLock::Locked : MemoryLock::Failed;
    sodium_memzero(m_data, rounded);
}

SecureBuffer::SecureBuffer(SecureBuffer&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)), m_lock(other.m_lock)
{}

SecureBuffer& SecureBuffer::operator=(SecureBuffer&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_lock, other.m_lock);
    return *this;
}

SecureBuffer::~SecureBuffer()
{
    sodium_free(m_data);
}

std::span<std::int64_t> SecureBuffer::integers()
{
    // The memory is aligned for integers, see the constructor. NOLINTNEXTLINE(bugprone-casting-through-void)
    return {static_cast<std::int64_t*>(static_cast<void*>(m_data)), m_size / sizeof(std::int64_t)};
}

std::span<const std::int64_t> SecureBuffer::integers() const
{
    // NOLINTNEXTLINE(bugprone-casting-through-void): as above
    return {static_cast<const std::int64_t*>(static_cast<const void*>(m_data)), m_size / sizeof(std::int64_t)};
}

SecureBuffer SecureBuffer::clone() const
{
    SecureBuffer copy(m_size);
    std::ranges::copy(bytes(), copy.bytes().begin());
    return copy;
}

void wipe(std::span<std::uint8_t> bytes)
{
    sodium_memzero(bytes.data(), bytes.size());
}

} // namespace cg::base
