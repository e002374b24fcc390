// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/poly_pool.h"

#include "base/contract.h"
#include "base/secure_memory.h"

#include <new>
#include <utility>

namespace cg::math {

namespace {

constexpr std::align_val_t kAlign{PolyPool::kAlignment};

} // namespace

PolyPool::Buffer::Buffer(std::shared_ptr<PolyPool> pool, std::span<double> values)
    : m_pool(std::move(pool)), m_values(values)
{}

PolyPool::Buffer::Buffer(Buffer&& other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr)), m_values(std::exchange(other.m_values, {}))
{}

PolyPool::Buffer& PolyPool::Buffer::operator=(Buffer&& other) noexcept
{
    if (this != &other) {
        release();
        m_pool = std::exchange(other.m_pool, nullptr);
        m_values = std::exchange(other.m_values, {});
    }
    return *this;
}

PolyPool::Buffer::~Buffer()
{
    release();
}

void PolyPool::Buffer::release() noexcept
{
    if (m_pool) {
        m_pool->giveBack(m_values);
    }
}

std::shared_ptr<PolyPool> PolyPool::create(PoolContents contents)
{
    return std::make_shared<PolyPool>(Private{}, contents);
}

PolyPool::~PolyPool()
{
    trim();
}

PolyPool::Buffer PolyPool::acquire(std::size_t size)
{
    CG_EXPECTS(size > 0);
    {
        const std::scoped_lock lock(m_mutex);
        auto& ready = m_free[size];
        if (!ready.empty()) {
            double* values = ready.back();
            ready.pop_back();
            return {shared_from_this(), {values, size}};
        }
        ++m_allocations;
        // Room for every buffer of this size, so that giving one back never allocates and cannot fail.
        ready.reserve(m_allocations);
    }
    return {shared_from_this(), {allocate(size), size}};
}

double* PolyPool::allocate(std::size_t size)
{
    if (m_contents == PoolContents::Public) {
        return static_cast<double*>(::operator new(size * sizeof(double), kAlign));
    }
    // Guarded memory ends with a page: whole lines keep its beginning aligned.
    base::SecureBuffer memory((size * sizeof(double) + kAlignment - 1) / kAlignment * kAlignment);
    // NOLINTNEXTLINE(bugprone-casting-through-void): aligned, as above
    auto* values = static_cast<double*>(static_cast<void*>(memory.bytes().data()));
    const std::scoped_lock lock(m_mutex);
    if (memory.lock() == base::MemoryLock::Failed) {
        m_lock = base::MemoryLock::Failed;
    }
    m_secret.emplace(values, std::move(memory));
    return values;
}

void PolyPool::free(double* values) noexcept
{
    if (m_contents == PoolContents::Secret) {
        m_secret.erase(values);
    } else {
        ::operator delete(values, kAlign);
    }
}

base::MemoryLock PolyPool::lock() const
{
    const std::scoped_lock lock(m_mutex);
    return m_lock;
}

std::size_t PolyPool::allocations() const
{
    const std::scoped_lock lock(m_mutex);
    return m_allocations;
}

void PolyPool::trim()
{
    const std::scoped_lock lock(m_mutex);
    for (auto& [size, ready] : m_free) {
        for (double* values : ready) {
            free(values);
        }
        ready.clear();
    }
}

void PolyPool::giveBack(std::span<double> values) noexcept
{
    if (m_contents == PoolContents::Secret) {
        const auto bytes = std::as_writable_bytes(values);
        base::wipe({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    }
    const std::scoped_lock lock(m_mutex);
    m_free.find(values.size())->second.push_back(values.data());
}

} // namespace cg::math
