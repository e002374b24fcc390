#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace cg::base {

/// Memory for the short lists of one function: a piece of its stack, and the heap for what does not fit. The lists must
/// not outlive it. Nothing that they give back is used again, so a list is asked for with its size.
class Scratch {
public:
    Scratch() = default;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() = default;

    /// `count` values.
    template <typename T>
    [[nodiscard]] std::pmr::vector<T> list(std::size_t count)
    {
        return std::pmr::vector<T>(count, &m_memory);
    }
    /// An empty list with room for `count`.
    template <typename T>
    [[nodiscard]] std::pmr::vector<T> roomFor(std::size_t count)
    {
        std::pmr::vector<T> empty(&m_memory);
        empty.reserve(count);
        return empty;
    }

private:
    static constexpr std::size_t kBytes = 4096;

    alignas(std::max_align_t) std::array<std::byte, kBytes> m_bytes;
    std::pmr::monotonic_buffer_resource m_memory{m_bytes.data(), m_bytes.size()};
};

} // namespace cg::base
