#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <utility>

namespace cg::base {

/// Owns one open file of the operating system and closes it. Move-only.
///
/// Invariant: m_descriptor is open and owned by this object alone, or -1 (nothing is owned).
class FileDescriptor {
public:
    FileDescriptor() = default;
    /// Takes over what open() and its relatives returned; -1 stands for their failure.
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() { close(); }

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int get() const { return m_descriptor; }
    /// Closes now. Returns 0, or -1 with errno set: a late report that something written before was lost.
    int close() { return isOpen() ? ::close(std::exchange(m_descriptor, -1)) : 0; }

private:
    int m_descriptor = -1;
};

} // namespace cg::base
