// SPDX-License-Identifier: GPL-3.0-or-later
// Every block of ordinary memory is overwritten before it is given back, so that decrypted numbers do not stay behind
// in the key holder's heap. Keys and passphrases are in guarded memory (base::SecureBuffer) in any case.
#include <malloc.h>
#include <string.h>

#include <cstdlib>
#include <new>

namespace {

void* allocated(std::size_t size)
{
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

void* allocated(std::size_t size, std::align_val_t alignment)
{
    const auto boundary = static_cast<std::size_t>(alignment);
    void* memory = std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

void wipedAndReleased(void* memory)
{
    if (memory != nullptr) {
        explicit_bzero(memory, malloc_usable_size(memory));
        std::free(memory);
    }
}

} // namespace

void* operator new(std::size_t size)
{
    return allocated(size);
}

void* operator new[](std::size_t size)
{
    return allocated(size);
}

void* operator new(std::size_t size, std::align_val_t alignment)
{
    return allocated(size, alignment);
}

void* operator new[](std::size_t size, std::align_val_t alignment)
{
    return allocated(size, alignment);
}

void operator delete(void* memory) noexcept
{
    wipedAndReleased(memory);
}

void operator delete[](void* memory) noexcept
{
    wipedAndReleased(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    wipedAndReleased(memory);
}

void operator delete[](void* memory, std::size_t) noexcept
{
    wipedAndReleased(memory);
}

void operator delete(void* memory, std::align_val_t) noexcept
{
    wipedAndReleased(memory);
}

void operator delete[](void* memory, std::align_val_t) noexcept
{
    wipedAndReleased(memory);
}

void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    wipedAndReleased(memory);
}

void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept
{
    wipedAndReleased(memory);
}
