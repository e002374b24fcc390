// SPDX-License-Identifier: GPL-3.0-or-later
// Every block of ordinary memory is overwritten before it is given back, so that decrypted numbers do not stay behind
// in the heap of a program that holds some: those of the key holder, and those that the window has shown. Keys and
// passphrases are in guarded memory (base::SecureBuffer) in any case.
//
// What is replaced is the C library's free() and realloc(), which operator delete, Qt and the other libraries come down
// to. Sanitizers have their own, and are left alone.
#include <malloc.h>
#include <string.h>

#include <cstdlib>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// NOLINTNEXTLINE(bugprone-reserved-identifier): the C library's own name of what is replaced here
extern "C" void __libc_free(void* memory);

extern "C" void free(void* memory)
{
    if (memory != nullptr) {
        explicit_bzero(memory, malloc_usable_size(memory));
        __libc_free(memory);
    }
}

extern "C" void* realloc(void* memory, size_t size)
{
    if (memory == nullptr) {
        return std::malloc(size);
    }
    if (size == 0) {
        free(memory);
        return nullptr;
    }
    const size_t present = malloc_usable_size(memory);
    if (size <= present && size >= present / 2) {
        return memory;
    }
    void* moved = std::malloc(size);
    if (moved != nullptr) {
        memcpy(moved, memory, size < present ? size : present);
        free(memory);
    }
    return moved;
}

#endif
