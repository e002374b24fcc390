// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t kPage = 4096;

// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): `operator new` has nothing else to count in
std::atomic<bool> isCounting = false;
std::atomic<std::size_t> smallBlocks = 0;
std::atomic<std::size_t> largeBlocks = 0;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void* counted(void* block, std::size_t size)
{
    if (block == nullptr) {
        throw std::bad_alloc();
    }
    if (isCounting) {
        ++(size < kPage ? smallBlocks : largeBlocks);
    }
    return block;
}

} // namespace

// Arrays, and what must not throw, come down to these.
// NOLINTBEGIN(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory): this is what owns by hand below all owners

void* operator new(std::size_t size)
{
    return counted(std::malloc(size > 0 ? size : 1), size);
}

void* operator new(std::size_t size, std::align_val_t alignment)
{
    const auto unit = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit), size);
}

void operator delete(void* block) noexcept
{
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept
{
    std::free(block);
}

void operator delete(void* block, std::align_val_t) noexcept
{
    std::free(block);
}

void operator delete(void* block, std::size_t, std::align_val_t) noexcept
{
    std::free(block);
}

// NOLINTEND(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)

namespace cg::testing {

void beginCounting()
{
    smallBlocks = 0;
    largeBlocks = 0;
    isCounting = true;
}

Allocations endCounting()
{
    isCounting = false;
    return {smallBlocks, largeBlocks};
}

} // namespace cg::testing
