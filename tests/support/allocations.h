#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>

namespace cg::testing {

/// Blocks that `operator new` gave out.
struct Allocations {
    std::size_t small = 0; ///< of less than a page
    std::size_t large = 0;

    friend bool operator==(Allocations, Allocations) = default;
};

void beginCounting();
[[nodiscard]] Allocations endCounting();

/// What all threads of the program allocate while `work` runs. For programs with allocations.cpp among their sources,
/// which replaces `operator new`.
template <typename Work>
[[nodiscard]] Allocations allocationsOf(const Work& work)
{
    beginCounting();
    work();
    return endCounting();
}

} // namespace cg::testing
